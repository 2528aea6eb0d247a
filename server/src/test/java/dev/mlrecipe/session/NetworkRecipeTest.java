package dev.mlrecipe.session;

import static dev.mlrecipe.coreml.neural.Networks.floats;
import static dev.mlrecipe.coreml.neural.Networks.innerProduct;
import static dev.mlrecipe.coreml.neural.Networks.layer;
import static dev.mlrecipe.coreml.neural.Networks.lstm;
import static dev.mlrecipe.coreml.neural.Networks.model;
import static dev.mlrecipe.coreml.neural.Networks.network;
import static dev.mlrecipe.coreml.neural.Networks.pipeline;
import static dev.mlrecipe.coreml.neural.Networks.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Packages;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.neural.GoldenNetworks;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.NeuralNetworkLayer;
import dev.mlrecipe.coreml.proto.WeightParams;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.DecompressionRun;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.OutputException;
import dev.mlrecipe.testing.FormSignature;
import dev.mlrecipe.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes for neural networks: what becomes of every weight, and why the others stay. */
class NetworkRecipeTest {
    @TempDir
    Path folder;

    private NetworkRun run(Model model, String steps) throws IOException {
        return NetworkRun.of(write(folder, model), folder, "out", steps, 2);
    }

    /** One line per weight: its form, or why it stays. */
    private static String forms(NetworkRun run) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(run.output())) {
            return model.index().weights().stream()
                    .map(weight -> weight.name() + ": " + what(run.layer(weight.name()), weight))
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String what(LayerResult layer, Weight weight) {
        return layer.status() == LayerResult.Status.COMPRESSED
                ? FormSignature.of(weight.stored())
                : layer.status().word() + ", " + layer.reason().orElse("");
    }

    @Test
    void theThresholdKeepsVectorsAsTheyAre() throws IOException {
        assertEquals(
                """
                fc.weights: table(uint5[64,64], float32[1,1,32,1])
                fc.bias: left, it has 64 elements, not more than weight_threshold 2048""",
                forms(run(model(innerProduct("fc", 64, 64)), "global_config: {config_type: OpPalettizerConfig, nbits: 5}\n")));
    }

    @Test
    void noWeightGrows() throws IOException {
        assertEquals(
                """
                fc.weights: table(uint6[64,64], float32[1,1,64,1])
                fc.bias: skipped, it takes 256 bytes as it is, and would take 304 as lookup table""",
                forms(run(
                        model(innerProduct("fc", 64, 64)),
                        "global_config: {config_type: OpPalettizerConfig, nbits: 6, weight_threshold: 0}\n")));
    }

    @Test
    void noWeightGrowsByATableOfWhichOnlyTheValuesTellTheSize() throws IOException {
        assertEquals(
                """
                fc.weights: skipped, it takes 400 bytes as it is, and would take 600 as lookup table
                fc.bias: skipped, it takes 40 bytes as it is, and would take 69 as lookup table""",
                forms(run(
                        model(innerProduct("fc", 10, 10)),
                        "global_config: {config_type: OpPalettizerConfig, mode: unique, weight_threshold: 0}\n")));
    }

    @Test
    void aFileIsDecompressedToAFile() throws IOException {
        try (CoreMlModel model = CoreMlModels.open(GoldenNetworks.file("cnn_lin8"))) {
            Path wrong = folder.resolve("dense.mlpackage");
            OutputException thrown = assertThrows(
                    OutputException.class, () -> DecompressionRun.run(model, wrong, new Cancellation()));
            assertTrue(thrown.getMessage().endsWith("a model in one file makes one file: .mlmodel"), thrown.getMessage());
            assertFalse(Files.exists(wrong));
            assertEquals(10, DecompressionRun.run(model, folder.resolve("dense.mlmodel"), new Cancellation()));
        }
    }

    @Test
    void float16IsForWholeLayers() throws IOException {
        NeuralNetworkLayer large = layer("large", layer -> layer.getInnerProductBuilder()
                .setOutputChannels(2)
                .setInputChannels(2)
                .setHasBias(true)
                .setWeights(floats(4, 1))
                .setBias(WeightParams.newBuilder().addFloatValue(1e6f).addFloatValue(1)));
        NetworkRun run = run(
                model(innerProduct("fc", 4, 4), large, innerProduct("exempt", 4, 4)),
                """
                config_type: OpFloat16Config
                global_config: {}
                op_name_configs: {exempt.bias: null}
                """);
        assertEquals(
                """
                fc.weights: cast(float16[4,4])
                fc.bias: cast(float16[4])
                large.weights: skipped, the layer's large.bias stays float32, and Core ML loads a layer only if its plain \
                values are all float32 or all float16
                large.bias: skipped, it holds 1000000.0, and float16 ends at 65504; it stays float32
                exempt.weights: skipped, the layer's exempt.bias stays float32, and Core ML loads a layer only if its plain \
                values are all float32 or all float16
                exempt.bias: left, the rule is null""",
                forms(run));
    }

    @Test
    void float16CanComeBeforeCodes() throws IOException {
        assertEquals(
                """
                fc.weights: linear(uint3[64,64], float32[64,1] + float32[64,1])
                fc.bias: cast(float16[64])""",
                forms(run(
                        model(innerProduct("fc", 64, 64)),
                        """
                        steps:
                          - config_type: OpFloat16Config
                            global_config: {}
                          - config_type: OpLinearQuantizerConfig
                            global_config: {mode: linear, dtype: uint3}
                        """)));
    }

    @Test
    void pipelinesBranchesAndLoopsAreCompressedInside() throws IOException {
        NeuralNetworkLayer fc = innerProduct("fc", 64, 64);
        NeuralNetworkLayer loop = layer("loop", layer -> layer.getLoopBuilder()
                .setConditionNetwork(network(fc))
                .setBodyNetwork(network(layer("choice", inner -> inner.getBranchBuilder().setIfBranch(network(fc))))));
        Model whole = Model.newBuilder()
                .setSpecificationVersion(1)
                .setPipeline(pipeline(List.of("first", "second"), model(fc), model(loop)))
                .build();
        NetworkRun run = run(
                whole,
                """
                config_type: OpLinearQuantizerConfig
                global_config: {dtype: int8}
                op_name_configs: {first/fc: {dtype: int4}}
                """);
        List<LayerResult> compressed = run.report().layers().stream()
                .filter(layer -> layer.status() == LayerResult.Status.COMPRESSED)
                .toList();
        assertEquals(
                List.of(
                        "first/fc.weights 4",
                        "second/loop/conditionNetwork/fc.weights 8",
                        "second/loop/bodyNetwork/choice/ifBranch/fc.weights 8"),
                compressed.stream().map(layer -> layer.weight().name() + " " + layer.bits()).toList());
        try (CoreMlModel output = CoreMlModels.open(run.output())) {
            assertEquals(ModelKind.PIPELINE, output.index().kind());
            assertEquals(3, output.index().specificationVersion());
        }
    }

    @Test
    void whatNetworksCannotHoldIsDeclinedInThePlan() throws IOException {
        Path file = write(
                folder,
                model(
                        innerProduct("a", 64, 64), innerProduct("b", 64, 64), innerProduct("c", 64, 64),
                        innerProduct("d", 64, 64)));
        Path recipe = Files.writeString(
                folder.resolve("r.mlrecipe.yaml"),
                "model: " + file + "\n"
                        + """
                        steps:
                          - op_name_configs:
                              a: {config_type: OpMagnitudePrunerConfig, target_sparsity: 0.5}
                              b: {config_type: OpLinearQuantizerConfig, granularity: per_block}
                              c: {config_type: OpPalettizerConfig, nbits: 4, granularity: per_grouped_channel}
                              d: {config_type: OpLinearQuantizerConfig, dtype: uint1}
                        """);
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs =
                        RecipeRuns.open(recipe, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"))) {
            RecipeRun run = runs.all().getFirst();
            List<String> reasons = run.planned().orElseThrow().layers().stream()
                    .filter(layer -> layer.status() == LayerResult.Status.SKIPPED)
                    .map(layer -> layer.reason().orElseThrow())
                    .toList();
            assertEquals(
                    List.of(
                            "neural networks have no sparse weights; ML programs have them since iOS 16 and macOS 13",
                            "neural networks have no scales per block; granularity per_channel works",
                            "neural networks have one table per weight, not several; ML programs have grouped tables"
                                    + " since iOS 18 and macOS 15",
                            "one bit has no code for zero between two others; mode: linear would work"),
                    reasons);
        }
    }

    @Test
    void weightsThatAreCompressedAlreadyAreReported() throws IOException {
        NetworkRun run = NetworkRun.of(
                GoldenNetworks.file("cnn_lin8"),
                folder,
                "again",
                "global_config: {config_type: OpPalettizerConfig, nbits: 2, weight_threshold: 100}\n",
                2);
        LayerResult layer = run.layer("conv1.weights");
        assertEquals(LayerResult.Status.SKIPPED, layer.status());
        assertTrue(layer.reason().orElseThrow().startsWith("the model already stores it as linear"), layer.reason().get());
    }

    @Test
    void aSearchedRangeIsNeverWorse() throws IOException {
        Model model = model(innerProduct("fc", 64, 64));
        String config = "global_config: {config_type: OpLinearQuantizerConfig, mode: MODE, dtype: uint3, scale_search: S}\n";
        for (String mode : List.of("linear", "linear_symmetric")) {
            double plain = run(model, config.replace("MODE", mode).replace("S}", "none}")).layer("fc.weights").mse().getAsDouble();
            double found = run(model, config.replace("MODE", mode).replace("S}", "mse}")).layer("fc.weights").mse().getAsDouble();
            assertTrue(found < plain, mode + ": " + found + ", without search " + plain);
        }
    }

    @Test
    void parametricSoftplusKeepsBothWeightsAlike() throws IOException {
        NeuralNetworkLayer softplus = layer("p", layer -> layer.getActivationBuilder()
                .getParametricSoftplusBuilder()
                .setAlpha(floats(2000, 1))
                .setBeta(floats(20, 1)));
        assertEquals(
                """
                p.alpha: skipped, the layer's p.beta stays float32, and Core ML loads a layer only if its weights are \
                stored in the same way
                p.beta: skipped, it takes 80 bytes as it is, and would take 1044 as lookup table""",
                forms(run(
                        model(softplus),
                        "global_config: {config_type: OpPalettizerConfig, nbits: 8, weight_threshold: 0}\n")));
    }

    @Test
    void valuesThatNobodyCountsNeedEightBits() throws IOException {
        NeuralNetworkLayer prelu = layer(
                "p", layer -> layer.getActivationBuilder().getPReLUBuilder().setAlpha(floats(4000, 1)));
        String config = "global_config: {config_type: OpLinearQuantizerConfig, dtype: DTYPE}\n";
        assertEquals(
                "p.alpha: skipped, its layer does not say how many values it has, which fewer than 8 bits need",
                forms(run(model(prelu), config.replace("DTYPE", "int4"))));
        assertEquals(
                "p.alpha: linear(uint8[4000], float32[1] + float32[1])",
                forms(run(model(prelu), config.replace("DTYPE", "int8"))));
    }

    @Test
    void updatableAndCustomLayersAreLeftWithTheReason() throws IOException {
        NeuralNetworkLayer fc = innerProduct("fc", 64, 64);
        NetworkRun run = run(
                model(
                        fc.toBuilder().setIsUpdatable(true).build(),
                        layer("mine", layer -> layer.getCustomBuilder().addWeights(floats(4000, 1)))),
                "global_config: {config_type: OpFloat16Config}\n");
        assertEquals(
                """
                fc.weights: left, it is updatable: training on the device needs its float32 values
                fc.bias: left, it is updatable: training on the device needs its float32 values
                mine.weights[0]: left, it belongs to a custom layer, and only the app knows how that reads it""",
                forms(run));
    }

    @Test
    void aNetworkInAPackageStaysOne() throws IOException {
        Path file = Packages.copy(Goldens.base("net_fp16_ios18"), folder.resolve("in.mlpackage"));
        Packages.edit(file, program -> model(innerProduct("fc", 64, 64)));
        NetworkRun run = NetworkRun.of(
                file, folder, "out", "global_config: {config_type: OpPalettizerConfig, nbits: 3}\n", 2);
        assertTrue(Files.isRegularFile(run.output().resolve("Manifest.json")));
        assertTrue(forms(run).startsWith("fc.weights: table(uint3[64,64]"), forms(run));
    }

    @Test
    void threadsDoNotShow() throws IOException {
        Model model = model(
                innerProduct("a", 64, 64),
                innerProduct("b", 65, 63),
                layer("lstm", layer -> layer.getUniDirectionalLSTMBuilder()
                        .setInputVectorSize(40)
                        .setOutputVectorSize(60)
                        .setWeightParams(lstm(40, 60, 1))));
        String steps = "global_config: {config_type: OpPalettizerConfig, nbits: 7}\n";
        Path file = write(folder, model);
        NetworkRun one = NetworkRun.of(file, folder, "one", steps, 1);
        NetworkRun four = NetworkRun.of(file, folder, "four", steps, 4);
        assertArrayEquals(Files.readAllBytes(one.output()), Files.readAllBytes(four.output()));
    }

    @Test
    void theSameFileIsReplacedByTheNextRun() throws IOException {
        Path file = write(folder, model(innerProduct("fc", 64, 64)));
        NetworkRun.of(file, folder, "out", "global_config: {config_type: OpPalettizerConfig, nbits: 8}\n", 2);
        long larger = Files.size(folder.resolve("out.mlmodel"));
        NetworkRun.of(file, folder, "out", "global_config: {config_type: OpPalettizerConfig, nbits: 2}\n", 2);
        assertTrue(Files.size(folder.resolve("out.mlmodel")) < larger);
        try (var left = Files.list(folder)) {
            assertEquals(
                    List.of("network.mlmodel", "out.mlmodel", "out.mlrecipe.yaml"),
                    left.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Es2EnCharEncoder16Bit", "GestureClassifier", "MultiSnacks", "NSFW", "SqueezeNetFP16", "TinyDrawingEmbedding",
        "mlperf_edsr_f32b5_fp32", "mlperf_sr_pl_f28b5", "mnistGAN"
    })
    void modelsOfOthersAreKeptAndCompressed(String name) throws IOException {
        Path file = Shared.folder("models/real/" + name + ".mlmodel");
        Path copy = folder.resolve("copy.mlmodel");
        boolean holdsWeights;
        try (CoreMlModel model = CoreMlModels.open(file)) {
            holdsWeights = !model.index().weights().isEmpty();
            Map<Integer, Representation> same = new HashMap<>();
            model.index().weights().stream()
                    .filter(weight -> weight.fixed().isEmpty())
                    .forEach(weight -> same.put(weight.id(), weight.stored()));
            model.write(copy, new CoreMlModel.Edit(same, Map.of(), Opset.COREML6));
        }
        assertEquals(Model.parseFrom(Files.readAllBytes(file)), Model.parseFrom(Files.readAllBytes(copy)));
        if (!holdsWeights) {
            return;
        }
        for (int bits : new int[] {8, 4}) {
            for (String config : List.of(
                    "{config_type: OpLinearQuantizerConfig, mode: linear, dtype: uint" + bits + "}",
                    "{config_type: OpPalettizerConfig, mode: uniform, nbits: " + bits + "}")) {
                NetworkRun run = NetworkRun.of(file, folder, "out" + bits, "global_config: " + config + "\n", 2);
                assertCompressed(run, bits, name + " " + config);
            }
        }
    }

    private static void assertCompressed(NetworkRun run, int bits, String what) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(run.output())) {
            for (Weight weight : model.index().weights()) {
                LayerResult layer = run.layer(weight.name());
                boolean large = weight.stored().shape().elements() > 2048;
                assertEquals(
                        large ? LayerResult.Status.COMPRESSED : LayerResult.Status.LEFT,
                        layer.status(),
                        what + ", " + weight.name() + ": " + layer.reason());
                assertEquals(
                        !large,
                        weight.stored() instanceof Dense || weight.stored() instanceof Cast,
                        what + ", " + weight.name());
                if (large) {
                    assertEquals(bits, layer.bits(), what);
                    assertTrue(layer.snrDb().getAsDouble() > 0, what + ", " + layer.snrDb());
                }
            }
        }
    }
}
