package dev.mlrecipe.bench;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Cursor;
import dev.mlrecipe.yaml.YamlParser;
import dev.mlrecipe.yaml.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time that a key stroke in a recipe of 400 lines costs before anything knows what a recipe is. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class YamlParseBenchmark {
    private Text whole;
    private YamlTree tree;
    private List<Text> halfTyped;
    private int next;

    @Setup
    public void write() {
        StringBuilder recipe = new StringBuilder("model: Net.mlpackage\nconfig_type: OpPalettizerConfig\nop_name_configs:\n");
        for (int i = 0; i < 99; i++) {
            recipe.append("  \"layer%d_*\":\n    mode: kmeans\n    nbits: 6\n".formatted(i));
            recipe.append("  layer%d_fc_weight: {mode: kmeans, nbits: 4} # last\n".formatted(i));
        }
        whole = Text.of(recipe.toString());
        tree = YamlParser.parse(whole);
        halfTyped = new ArrayList<>();
        for (int line = 0; line < whole.lines(); line += 7) {
            Span span = whole.lineSpan(line);
            for (int at = span.start(); at < span.end(); at++) {
                halfTyped.add(whole.with(new Span(at, span.end()), ""));
            }
        }
    }

    /** The recipe as it should be. */
    @Benchmark
    public YamlTree parse() {
        return YamlParser.parse(whole);
    }

    /** The recipe with a line cut off, another one each time: on average, half of them need a repair. */
    @Benchmark
    public YamlTree parseHalfTyped() {
        next = (next + 1) % halfTyped.size();
        return YamlParser.parse(halfTyped.get(next));
    }

    /** One character typed in the middle. */
    @Benchmark
    public Text edit() {
        return whole.with(Span.at(whole.length() / 2), "x");
    }

    /** What is at the end of the recipe. */
    @Benchmark
    public Cursor cursor() {
        return Cursor.at(whole, tree, whole.length());
    }
}
