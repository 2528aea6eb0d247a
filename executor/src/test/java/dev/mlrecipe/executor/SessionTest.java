package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Decompression;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Executors;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.execute.Unsupported;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session promises beside right numbers. */
class SessionTest {
    private static final Path HALF = TestData.golden("base/net_fp16_ios18.mlpackage");
    private static final Path UNSUPPORTED =
            TestData.ROOT.resolve("executor/src/test/resources/unsupported/model.mlpackage");

    @TempDir
    private Path folder;

    @Test
    void executorIsFoundOnTheClassPath() throws IOException {
        assertTrue(Executors.find().orElseThrow().name().startsWith("ONNX Runtime "));
    }

    @Test
    void valuesInsideAreObserved() throws IOException {
        String conv;
        String constant;
        try (CoreMlModel model = CoreMlModels.open(HALF)) {
            conv = name(model, "conv");
            constant = name(model, "const");
        }
        ExecuteOptions options = ExecuteOptions.defaults().withObserved(List.of(conv, "x", conv));
        try (Session session = TestData.open(HALF, options)) {
            Map<String, Tensor> inputs = TestData.random(session, 3);
            Map<String, Tensor> values = session.run(inputs);
            assertEquals(List.of(conv, "x"), session.observed());
            assertEquals(4, values.get(conv).shape().rank());
            assertArrayEquals(inputs.get("x").toFloats(), values.get("x").toFloats());
            Set<String> names = new HashSet<>(session.outputs());
            names.addAll(session.observed());
            assertEquals(names, values.keySet());
        }
        assertFalse(constant.isEmpty());
        IOException unknown = assertThrows(
                IOException.class, () -> TestData.open(HALF, ExecuteOptions.defaults().withObserved(List.of("no"))));
        assertTrue(unknown.getMessage().contains("no value \"no\" to observe"), unknown.getMessage());
    }

    private static String name(CoreMlModel model, String type) {
        return model.functions().get(0).ops().stream()
                .filter(op -> op.type().equals(type))
                .findFirst()
                .orElseThrow()
                .outputs()
                .get(0)
                .name();
    }

    /** Every value alone, in pairs and all at once, with and without rounding, compressed and not. */
    @ParameterizedTest
    @ValueSource(strings = {"base/net_fp16_ios18", "base/net_fp32_ios18", "golden/ios18_q_sym_int4_block32/model"})
    void aValueIsTheSameWhateverIsComputedBesideIt(String golden) throws IOException {
        Path path = TestData.golden(golden + ".mlpackage");
        List<String> names = new ArrayList<>();
        try (CoreMlModel model = CoreMlModels.open(path)) {
            model.functions().get(0).ops().stream()
                    .filter(op -> !op.type().startsWith("const"))
                    .forEach(op -> names.add(op.outputs().get(0).name()));
        }
        for (ExecuteOptions options : List.of(
                ExecuteOptions.defaults(), ExecuteOptions.defaults().withRoundedHalves())) {
            try (Session session = TestData.open(path, options.withObserved(names))) {
                Map<String, Tensor> inputs = TestData.random(session, 17);
                Map<String, Tensor> all = session.run(inputs);
                assertTrue(session.observed().size() > 5, session.observed().toString());
                for (String name : all.keySet()) {
                    assertEquals(Map.of(name, all.get(name)), session.run(inputs, Set.of(name)));
                    Set<String> pair = new HashSet<>(Set.of(name));
                    pair.add(session.outputs().get(0));
                    Map<String, Tensor> both = session.run(inputs, pair);
                    assertEquals(pair, both.keySet());
                    both.forEach((one, value) -> assertEquals(all.get(one), value, one));
                }
                assertEquals(Map.of(), session.run(inputs, Set.of()));
                IllegalArgumentException unknown = assertThrows(
                        IllegalArgumentException.class, () -> session.run(inputs, Set.of("nothing")));
                assertEquals("no output and no observed value nothing", unknown.getMessage());
            }
        }
    }

    /** Weights as they are stored, widened when used, against weights as floats. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "goldens/base/net_fp16_ios18",
                "goldens/base/net_fp32_ios18",
                "goldens/golden/ios18_q_sym_int4_block32/model",
                "goldens/golden/ios18_pal_vec2_kmeans4/model",
                "models/digitnet/DigitNet_iOS17",
                "models/real/DTLN_AEC_128_Part1",
                "models/real/basic_pitch_nmp"
            })
    void largeWeightsAreWidenedWhenTheyAreUsed(String name) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(TestData.shared(name + ".mlpackage"));
                Session small = new OnnxExecutor(folder, Long.MAX_VALUE).open(model, ExecuteOptions.defaults());
                Session large = new OnnxExecutor(folder, 0).open(model, ExecuteOptions.defaults())) {
            Map<String, Tensor> inputs = TestData.random(small, 29);
            Map<String, Tensor> found = large.run(inputs);
            assertEquals(0, large.unsupported().size());
            // Sums are in another order where weights are not laid out anew.
            small.run(inputs).forEach((value, tensor) -> {
                float[] expected = tensor.toFloats();
                float largest = 0;
                for (float number : expected) {
                    largest = Math.max(largest, Math.abs(number));
                }
                assertArrayEquals(expected, found.get(value).toFloats(), 1e-4f * largest, value);
            });
        }
    }

    /** More sets of values than are kept ready, from several threads at the same time. */
    @Test
    void threadsAskForDifferentValues() throws Exception {
        List<String> names = new ArrayList<>();
        try (CoreMlModel model = CoreMlModels.open(HALF)) {
            model.functions().get(0).ops().stream()
                    .filter(op -> !op.type().startsWith("const"))
                    .forEach(op -> names.add(op.outputs().get(0).name()));
        }
        try (Session session = TestData.open(HALF, ExecuteOptions.defaults().withObserved(names))) {
            Map<String, Tensor> inputs = TestData.random(session, 23);
            Map<String, Tensor> all = session.run(inputs);
            assertTrue(names.size() > session.keptReady());
            List<CompletableFuture<Void>> runs = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int first = thread;
                runs.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 2 * names.size(); i++) {
                        String name = names.get((first + i) % names.size());
                        try {
                            assertEquals(Map.of(name, all.get(name)), session.run(inputs, Set.of(name)));
                        } catch (IOException failed) {
                            throw new UncheckedIOException(failed);
                        }
                    }
                }));
            }
            for (CompletableFuture<Void> run : runs) {
                run.get();
            }
        }
    }

    @Test
    void storedHalvesAreRoundedOnRequest() throws IOException {
        String conv;
        try (CoreMlModel model = CoreMlModels.open(HALF)) {
            conv = name(model, "conv");
        }
        ExecuteOptions plain = ExecuteOptions.defaults().withObserved(List.of(conv));
        try (Session exact = TestData.open(HALF, plain);
                Session rounded = TestData.open(HALF, plain.withRoundedHalves())) {
            Map<String, Tensor> inputs = TestData.random(exact, 5);
            float[] fine = exact.run(inputs).get(conv).toFloats();
            float[] coarse = rounded.run(inputs).get(conv).toFloats();
            int changed = 0;
            for (int i = 0; i < fine.length; i++) {
                assertEquals(coarse[i], Float.float16ToFloat(Float.floatToFloat16(coarse[i])));
                assertEquals(fine[i], coarse[i], 1e-3 + Math.abs(fine[i]) * 2e-3);
                changed += fine[i] == coarse[i] ? 0 : 1;
            }
            assertTrue(changed > fine.length / 2, changed + " of " + fine.length);
            rounded.run(inputs).forEach((name, tensor) -> {
                for (float value : tensor.toFloats()) {
                    assertEquals(value, Float.float16ToFloat(Float.floatToFloat16(value)), name);
                }
            });
        }
    }

    @Test
    void whatCannotBeRunIsNamedAndTheRestGoesOn() throws IOException {
        ExecuteOptions options = ExecuteOptions.defaults().withObserved(List.of("noise", "x"));
        try (Session session = TestData.open(UNSUPPORTED, options)) {
            assertEquals(
                    List.of(
                            new Unsupported("noise", "random_uniform", "this type of operation is not supported"),
                            new Unsupported(
                                    "grown", "exp", "ONNX Runtime has no such operation for these types or shapes")),
                    session.unsupported());
            assertEquals(List.of("does_without"), session.outputs());
            assertEquals(List.of("x"), session.observed());
            Tensor x = new Tensor.Floats(Shape.of(1, 3), new float[] {1, -2, 3});
            Tensor i = new Tensor.Ints(Shape.of(2), new int[2]);
            Map<String, Tensor> values = session.run(Map.of("x", x, "i", i));
            assertEquals(Set.of("does_without", "x"), values.keySet());
            assertArrayEquals(new float[] {1, 0, 3}, values.get("does_without").toFloats());
        }
    }

    @Test
    void replacedNumbersComputeWhatAModelWithThemDoes() throws IOException {
        Path tables = TestData.packages(TestData.golden("golden/ios18_pal_kmeans4")).getFirst();
        try (CoreMlModel model = CoreMlModels.open(tables);
                Session base = TestData.open(HALF, ExecuteOptions.defaults());
                Session compressed = TestData.open(tables, ExecuteOptions.defaults())) {
            Map<String, Representation> numbers = new LinkedHashMap<>();
            for (Weight weight : model.index().weights()) {
                String name = weight.constNames().getFirst().replace("_palettized", "");
                if (base.constants().contains(name)) {
                    numbers.put(name, weight.stored());
                }
            }
            assertTrue(numbers.size() > 3, numbers.keySet() + " of " + base.constants());
            Map<String, Tensor> inputs = TestData.random(base, 11);
            Map<String, Tensor> before = base.run(inputs);
            try (Session replaced = base.with(numbers)) {
                assertEquals(compressed.run(inputs), replaced.run(inputs));
                assertNotEquals(before, replaced.run(inputs));
                assertEquals(before, base.run(inputs));
            }
            assertEquals(before, base.run(inputs));
            IllegalArgumentException unknown =
                    assertThrows(IllegalArgumentException.class, () -> base.with(Map.of("no", model.index()
                            .weights()
                            .getFirst()
                            .stored())));
            assertEquals("no constant no whose numbers can be replaced", unknown.getMessage());
        }
    }

    @Test
    void wrongInputsAreNamed() throws IOException {
        try (Session session = TestData.open(UNSUPPORTED, ExecuteOptions.defaults())) {
            assertProblem(session, Map.of(), "input x is missing");
            Tensor wide = new Tensor.Floats(Shape.of(1, 4), new float[4]);
            assertProblem(session, Map.of("x", wide), "input x has shape [1,4], [1,3] expected");
        }
        Path indices = TestData.ROOT.resolve("executor/src/test/resources/ops/indexing/model.mlpackage");
        try (Session session = TestData.open(indices, ExecuteOptions.defaults())) {
            Map<String, Tensor> inputs = new LinkedHashMap<>(TestData.random(session, 1));
            inputs.put("idx", new Tensor.Floats(Shape.of(2, 2), new float[4]));
            assertProblem(session, inputs, "input idx holds floats, integers expected");
            inputs.put("idx", new Tensor.Ints(Shape.of(2, 2), new int[] {0, 1, 2, 99}));
            IOException outside = assertThrows(IOException.class, () -> session.run(inputs));
            assertTrue(outside.getMessage().startsWith("the model cannot be computed: "), outside.getMessage());
        }
    }

    private static void assertProblem(Session session, Map<String, Tensor> inputs, String problem) {
        assertEquals(
                problem,
                assertThrows(IllegalArgumentException.class, () -> session.run(inputs)).getMessage());
    }

    @Test
    void modelsOfOtherKindsAndFunctionsAreRefused() {
        Path network = TestData.shared("models/digitnet/DigitNet_NN.mlmodel");
        assertMessage(network, ExecuteOptions.defaults(), "only ML programs can be run, not models of kind neural_network");
        assertMessage(HALF, ExecuteOptions.defaults().withFunction("other"), "no function other, only main");
    }

    private static void assertMessage(Path model, ExecuteOptions options, String problem) {
        IOException refused = assertThrows(IOException.class, () -> TestData.open(model, options));
        assertEquals(model + ": " + problem, refused.getMessage());
    }

    @Test
    @Timeout(60)
    void aModelThatLoopsForeverCanBeStopped() throws Exception {
        Path control = TestData.ROOT.resolve("executor/src/test/resources/ops/control/model.mlpackage");
        try (Session session = TestData.open(control, ExecuteOptions.defaults())) {
            // Zeros are doubled until their sum is at least 30.
            Map<String, Tensor> zeros = Map.of(
                    "x", new Tensor.Floats(Shape.of(3), new float[3]), "flag", new Tensor.Ints(Shape.of(1), new int[1]));
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    session.run(zeros);
                    end.complete(null);
                } catch (IOException stopped) {
                    end.complete(stopped);
                }
            });
            Thread.sleep(100);
            assertFalse(end.isDone());
            session.stop();
            assertEquals("the computation was stopped", end.get().getMessage());
            thread.join();
        }
    }

    @Test
    void aSessionLeavesNothingBehind() throws IOException {
        try (CoreMlModel model = CoreMlModels.open(HALF);
                Session session = new OnnxExecutor(folder, Long.MAX_VALUE).open(model, ExecuteOptions.defaults())) {
            session.run(TestData.random(session, 1));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ios16_pal_kmeans4",
                "ios16_q8_sym_uint8_perchannel",
                "ios16_prune_threshold",
                "ios18_q_sym_int4_block32",
                "ios18_pal_kmeans4_group8_pcs",
                "ios18_pal_vec2_kmeans4",
                "joint_prune60_then_pal4",
                "joint_prune60_then_q8lin",
                "joint_pal4_then_q8lut"
            })
    void compressedModelsComputeWhatTheirExpandedWeightsDo(String golden) throws IOException {
        Path compressed = TestData.golden("golden/" + golden + "/model.mlpackage");
        Path expanded = folder.resolve("expanded.mlpackage");
        try (CoreMlModel model = CoreMlModels.open(compressed);
                TemporarySegments segments = TemporarySegments.create(folder)) {
            model.write(expanded, Decompression.of(model, segments::tensor, () -> {}));
        }
        try (Session one = TestData.open(compressed, ExecuteOptions.defaults());
                Session other = TestData.open(expanded, ExecuteOptions.defaults());
                Session original = TestData.open(HALF, ExecuteOptions.defaults())) {
            Map<String, Tensor> inputs = TestData.random(one, 11);
            Map<String, Tensor> outputs = one.run(inputs);
            assertEquals(outputs, other.run(inputs));
            assertNotEquals(original.run(inputs), outputs);
        }
    }
}
