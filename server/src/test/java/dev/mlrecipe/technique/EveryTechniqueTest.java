package dev.mlrecipe.technique;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.mil.MilEncoding;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.testing.JavaHomes;
import dev.mlrecipe.testing.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every technique and joint form, on weights of all kinds. */
class EveryTechniqueTest {
    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> everyWeightIsCompressedOrSaysWhyNotAndThreadsDoNotShow() {
        long seed = Long.getLong("mlrecipe.seed", System.nanoTime());
        System.out.println("EveryTechniqueTest: -Dmlrecipe.seed=" + seed);
        Map<String, Dense> weights = OddWeights.weights(seed);
        return Way.ALL.stream().map(way -> dynamicTest(way.title(), () -> {
            TinyModel.Result one = OddWeights.run(way, weights, 1, scratch);
            String note = " with seed " + seed;
            for (Map.Entry<String, Dense> weight : weights.entrySet()) {
                verify(one, weight.getKey(), weight.getValue(), note);
            }
            TinyModel.Result many = OddWeights.run(way, weights, 4, scratch);
            assertEquals(OddWeights.digest(one, weights), OddWeights.digest(many, weights), note);
        }));
    }

    private static void verify(TinyModel.Result result, String name, Dense original, String note) throws IOException {
        LayerResult layer = result.layer(name);
        String what = name + " " + original.shape() + note;
        if (layer.status() != LayerResult.Status.COMPRESSED) {
            assertFalse(result.reason(name).isEmpty(), what);
            assertEquals(original, result.form(name), what);
            return;
        }
        assertEquals(original.shape(), result.form(name).shape(), what);
        assertEquals(original.type(), result.form(name).type(), what);
        MilEncoding encoding = new MilEncoding(Opset.COREML8);
        assertTrue(encoding.illegal(result.form(name)).isEmpty(), what);
        assertEquals(encoding.storedBytes(result.form(name)), layer.storedBytes(), what);
        float[] before = values(original);
        float[] after = result.values(name);
        double squares = 0;
        for (int i = 0; i < before.length; i++) {
            squares += ((double) before[i] - after[i]) * ((double) before[i] - after[i]);
        }
        double mse = squares / before.length;
        assertEquals(mse, layer.mse().orElseThrow(), 1e-9 * mse, what);
    }

    private static float[] values(Dense dense) throws IOException {
        float[] values = new float[(int) dense.shape().elements()];
        Decoder.open(dense).read(values, 0, values.length);
        return values;
    }

    /** The instructions that the compiler uses must not show in what is stored. */
    @Test
    void bytesAreTheSameWithoutLongVectors() throws Exception {
        List<String> ours = OddWeights.digests(6, 2, scratch);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        assertEquals(ours, child(java, 6, "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=0"));
    }

    @Test
    void bytesAreTheSameOnEveryJavaAtHand() throws Exception {
        List<Path> others = JavaHomes.others();
        if (others.isEmpty()) {
            String message = "SKIPPED: no JDK >= 21 but the one that runs the tests, so bytes were not compared between"
                    + " Java versions";
            System.err.println(message);
            Assumptions.abort(message);
        }
        List<String> ours = OddWeights.digests(1, 2, scratch);
        for (Path home : others) {
            System.out.println("EveryTechniqueTest: bytes compared with those of " + home);
            assertEquals(ours, child(home.resolve("bin/java"), 1), home.toString());
        }
    }

    private List<String> child(Path java, int step, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OddWeights.class.getName(), "" + step));
        Path output = scratch.resolve("child.txt");
        Path errors = scratch.resolve("child.err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> {
            try {
                return Files.readString(errors);
            } catch (IOException e) {
                return e.toString();
            }
        });
        return Files.readAllLines(output);
    }
}
