package dev.mlrecipe.bench;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.mil.MilEncoding;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.editor.CodeActions;
import dev.mlrecipe.editor.CodeLenses;
import dev.mlrecipe.editor.Completion;
import dev.mlrecipe.editor.Display;
import dev.mlrecipe.editor.Hover;
import dev.mlrecipe.editor.InlayHints;
import dev.mlrecipe.editor.ResultFindings;
import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.editor.Symbols;
import dev.mlrecipe.editor.Vocabulary;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.engine.Reports;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time for one answer of each editor feature, on a recipe with a rule of seven lines for every layer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@org.openjdk.jmh.annotations.Measurement(iterations = 3, time = 1)
@Fork(1)
public class EditorBenchmark {
    /** 54 layers are a ResNet50 and 400 lines. */
    @Param({"54", "1000"})
    int layers;

    private RecipeParser parser;
    private Vocabulary vocabulary;
    private ModelState.Read model;
    private String recipe;
    private Snapshot snapshot;
    private Snapshot halfTyped;
    private int key;
    private int fresh;

    @Setup
    public void build() {
        vocabulary = new Vocabulary(
                ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(),
                Availability.load());
        parser = new RecipeParser(vocabulary.techniques(), vocabulary.availability());
        model = new ModelState.Read(index(), new MilEncoding(Opset.COREML8));
        StringBuilder text = new StringBuilder("model: Net.mlpackage\ntarget: iOS18\n");
        text.append("config_type: OpPalettizerConfig\nop_name_configs:\n");
        for (int i = 0; i < layers; i++) {
            text.append("  ").append(name(i)).append(":\n    mode: kmeans\n    nbits: 4\n");
            text.append("    granularity: per_tensor\n    weight_threshold: 2048\n    # one of many\n\n");
        }
        recipe = text.toString();
        String middle = "  " + name(layers / 2) + ":\n    mode: kmeans\n    nbits: 4\n";
        fresh = recipe.indexOf(middle) + middle.length();
        key = fresh - "bits: 4\n".length();
        snapshot = snapshot(recipe);
        halfTyped = snapshot(recipe.substring(0, fresh) + "    gro\n" + recipe.substring(fresh));
    }

    private static String name(int layer) {
        return "layer" + layer / 10 + "_" + layer % 10 + "_conv";
    }

    private ModelIndex index() {
        List<Weight> weights = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            add(weights, name(i), "weight", Shape.of(64 + 32 * (i % 8), 64, 3, 3));
            add(weights, name(i), "bias", Shape.of(64 + 32 * (i % 8)));
        }
        return new ModelIndex(ModelKind.ML_PROGRAM, 9, Optional.of(Opset.COREML8), List.of("main"), weights);
    }

    private static void add(List<Weight> weights, String op, String input, Shape shape) {
        Consumer consumer = new Consumer("main", op, "conv", input, new ChannelAxes(0, 1));
        weights.add(new Weight(
                weights.size(), op + "." + input, List.of(op + "_" + input), "main", List.of(consumer),
                new Dense(Tensor.sketch(DataType.FLOAT16, shape))));
    }

    /** As after a run. */
    private Snapshot snapshot(String text) {
        ParsedRecipe parsed = parser.parse(Text.of(text));
        Analysis analysis = Analysis.of(parsed, Optional.empty(), model, vocabulary.availability(), Optional.empty());
        Plan plan = analysis.planning().map(Planning::plan).orElseThrow();
        Report planned = Reports.planned(model.encoding(), model.encoding(), plan);
        return new Snapshot(
                parsed, Optional.empty(), model, List.of(), analysis, Optional.of(planned),
                Optional.of(Measurements.of("", plan, planned)), vocabulary, Display.STANDARD);
    }

    @Benchmark
    public Object parseHalfTyped() {
        return parser.parse(halfTyped.text());
    }

    @Benchmark
    public Object completionOfKeys() {
        return Completion.at(halfTyped, fresh + "    gro".length(), List.of(), true);
    }

    @Benchmark
    public Object completionOfValues() {
        return Completion.at(snapshot, fresh - 2, List.of(), true);
    }

    @Benchmark
    public Object completionOfNames() {
        return Completion.at(snapshot, recipe.indexOf(name(layers / 2)) + 3, List.of(), true);
    }

    @Benchmark
    public Object hoverOfKey() {
        return Hover.at(snapshot, key);
    }

    @Benchmark
    public Object hoverOfLayer() {
        return Hover.at(snapshot, recipe.indexOf(name(layers / 2)) + 3);
    }

    @Benchmark
    public Object results() {
        return ResultFindings.of(snapshot);
    }

    @Benchmark
    public Object lensesAndHints() {
        return List.of(CodeLenses.of(snapshot), InlayHints.of(snapshot, new Span(0, recipe.length())));
    }

    @Benchmark
    public Object symbols() {
        return Symbols.of(snapshot);
    }

    @Benchmark
    public Object actions() {
        return CodeActions.at(snapshot, Span.at(key));
    }
}
