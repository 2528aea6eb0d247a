package dev.mlrecipe.session;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.testing.FormSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every golden recipe gives what coremltools gave: the same forms, types and shapes, no more bytes, and no larger error.
 * The exceptions are listed here, and hold exactly.
 */
class GoldenConformanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /**
     * With enable_per_channel_scale coremltools scales along the wrong axes, with up to nine times the scales. We do
     * what its documentation says; so the measure is the same recipe without the option.
     */
    private static final Map<String, String> WITHOUT_SCALE = Map.of(
            "ios18_pal_kmeans4_pcs", "ios18_pal_kmeans4",
            "ios18_pal_kmeans4_group8_pcs", "ios18_pal_kmeans4_group8",
            "ios26_pal_kmeans4_pcs", "ios18_pal_kmeans4");
    /** Weights that coremltools says it skipped, and whose values it divided by the scale. */
    private static final Map<String, Set<String>> DAMAGED =
            Map.of("ios18_pal_kmeans4_group8_pcs", Set.of("add_1.y", "embedding.x"));
    /** Recipes that coremltools fails on, and the forms that all weights it names get. */
    private static final Map<String, String> ONLY_OURS = Map.of(
            "ios26_joint_pal4_then_q8lut", "lut_to_dense+blockwise_shift_scale",
            "joint_pal4_vec2_then_prune", "lut_to_sparse+sparse_to_dense",
            "joint_prune60_pal4_group8_pcs", "lut_to_sparse+sparse_to_dense",
            "joint_prune60_then_pal4_vec2", "sparse_to_dense");
    /** The mask of single values leaves parts of vectors, so there is no form with both. */
    private static final Map<String, String> REASON = Map.of(
            "joint_prune60_then_pal4_vec2",
            "steps[1].global_config: pruning left only parts of some vectors of 2 channels; block_size: 2 in the pruning step, or cluster_dim: 1"
                    + " would work");
    /** A constant that is added, [1,64,6,6]: its one output channel makes no vectors. */
    private static final String ONE_CHANNEL = ": cluster_dim 2 does not divide the 1 output channels; 1 would";
    /** coremltools renames the transposed convolution. */
    private static final String RENAMED = "convt_1_has_output_shape.weight";
    /** Where we store a float instead of an 8-bit number, or the other way round. */
    private static final long BYTES_OF_DIFFERENCE = 8;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> sameFormsNoMoreBytesNoLargerError() throws IOException {
        return goldens().stream()
                .filter(golden -> !ONLY_OURS.containsKey(name(golden)))
                .map(golden -> dynamicTest(name(golden), () -> verify(golden)));
    }

    @TestFactory
    Stream<DynamicTest> recipesThatCoremltoolsFailsOnWorkOrSayWhyNot() throws IOException {
        return goldens().stream()
                .filter(golden -> ONLY_OURS.containsKey(name(golden)))
                .map(golden -> dynamicTest(name(golden), () -> verifyOnlyOurs(golden)));
    }

    @Test
    void everyFolderIsAPackageOrAnError() throws IOException {
        Set<String> errors = new TreeSet<>();
        for (Path golden : goldens()) {
            boolean error = Files.exists(golden.resolve("ERROR.txt"));
            assertEquals(!error, Files.exists(golden.resolve("weights.json")), name(golden));
            assertEquals(!error, Files.exists(golden.resolve("model.mlpackage")), name(golden));
            if (error) {
                errors.add(name(golden));
            }
        }
        assertEquals(errors, new TreeSet<>(ONLY_OURS.keySet()));
        int packages = JSON.readTree(GoldenRun.GOLDENS.resolve("golden/index.json").toFile()).size();
        assertEquals(packages + errors.size(), goldens().size());
    }

    private static List<Path> goldens() throws IOException {
        try (Stream<Path> folders = Files.list(GoldenRun.GOLDENS.resolve("golden"))) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static String name(Path golden) {
        return golden.getFileName().toString();
    }

    private void verify(Path golden) throws IOException {
        String name = name(golden);
        Path measure = golden.resolveSibling(WITHOUT_SCALE.getOrDefault(name, name));
        JsonNode facts = JSON.readTree(measure.resolve("weights.json").toFile()).get("weights");
        int specification =
                JSON.readTree(golden.resolve("weights.json").toFile()).get("specificationVersion").asInt();
        GoldenRun run = GoldenRun.of(golden, specification, folder);
        try (CoreMlModel original = CoreMlModels.open(run.base());
                CoreMlModel ours = CoreMlModels.open(run.output());
                CoreMlModel theirs = CoreMlModels.open(measure.resolve("model.mlpackage"))) {
            assertEquals(specification, ours.index().specificationVersion());
            Map<String, Weight> mine = byName(ours);
            Map<String, Weight> originals = byName(original);
            Encoding encoding = ours.encoding(ours.index().opset().orElseThrow());
            List<Executable> checks = new ArrayList<>();
            for (Weight peer : theirs.index().weights()) {
                JsonNode fact = facts.get(peer.name());
                if (fact != null) {
                    String weight = peer.name().equals(RENAMED) ? "convt_1.weight" : peer.name();
                    Trio trio = new Trio(mine.get(weight), originals.get(weight), peer, fact, encoding);
                    checks.add(WITHOUT_SCALE.containsKey(name) ? trio::checkScaled : () -> trio.check(share(golden)));
                }
            }
            assertEquals(facts.size(), checks.size(), "weights that coremltools holds and we do not");
            assertAll(checks);
        }
        assertEquals(DAMAGED.getOrDefault(name, Set.of()), damaged(golden, run), "weights that coremltools damaged");
    }

    /** Weights that coremltools left dense with other values, and that we left alone. */
    private static Set<String> damaged(Path golden, GoldenRun run) throws IOException {
        Set<String> damaged = new TreeSet<>();
        Map<String, LayerResult> layers = run.report().layers().stream()
                .collect(Collectors.toMap(layer -> layer.weight().name(), Function.identity()));
        JsonNode facts = JSON.readTree(golden.resolve("weights.json").toFile()).get("weights");
        for (Map.Entry<String, JsonNode> fact : facts.properties()) {
            if (!fact.getValue().get("compressed").asBoolean() && fact.getValue().path("mse").asDouble() > 0) {
                damaged.add(fact.getKey());
                LayerResult layer = layers.get(fact.getKey());
                assertEquals(LayerResult.Status.SKIPPED, layer.status(), fact.getKey());
                assertTrue(layer.reason().orElseThrow().contains("would"), fact.getKey());
                assertEquals(0, layer.mse().orElseThrow(), fact.getKey());
            }
        }
        return damaged;
    }

    private void verifyOnlyOurs(Path golden) throws IOException {
        String name = name(golden);
        try (CoreMlModel base = CoreMlModels.open(GoldenRun.base(golden))) {
            GoldenRun run = GoldenRun.of(golden, base.index().specificationVersion(), folder);
            Map<String, String> forms = new TreeMap<>();
            for (LayerResult layer : run.report().layers()) {
                if (layer.status() == LayerResult.Status.COMPRESSED
                        && !layer.reason().orElse("").endsWith(ONE_CHANNEL)) {
                    forms.put(layer.weight().name(), layer.form());
                    assertEquals(Optional.ofNullable(REASON.get(name)), layer.reason(), layer.weight().name());
                }
            }
            assertEquals(name.contains("vec2") ? 8 : 9, forms.size(), forms::toString);
            assertEquals(Set.of(ONLY_OURS.get(name)), Set.copyOf(forms.values()), forms::toString);
        }
    }

    /** The share that a recipe prunes single values by, where it begins with that. */
    private static Optional<Double> share(Path golden) throws IOException {
        JsonNode steps = GoldenRun.recipe(golden).get("steps");
        JsonNode options = steps.get(0).get("config").get("global_config");
        boolean only = steps.valueStream().skip(1).noneMatch(step -> step.get("pass").asText().equals("prune_weights"));
        return only && options.has("target_sparsity") && !options.has("block_size")
                ? Optional.of(options.get("target_sparsity").asDouble())
                : Optional.empty();
    }

    /** A weight as we store it, before compression, and as coremltools stores it with what is known about that. */
    private record Trio(Weight ours, Weight original, Weight theirs, JsonNode fact, Encoding encoding) {

        void check(Optional<Double> share) throws IOException {
            String name = ours.name();
            assertEquals(FormSignature.of(theirs.stored()), FormSignature.of(ours.stored()), name);
            long bytes = encoding.storedBytes(ours.stored());
            long theirBytes = fact.get("stored_bytes").asLong();
            long allowed = theirBytes + BYTES_OF_DIFFERENCE + bytesOfMoreValues(share);
            assertTrue(bytes <= allowed, name + ": " + bytes + " bytes, theirs " + theirBytes);
            double theirError = theirError();
            assertTrue(error() <= theirError * (1 + 1e-6), name + ": mse " + error() + ", theirs " + theirError);
        }

        /** Scales: less error than the same recipe without, and fewer bytes than dense. */
        void checkScaled() throws IOException {
            if (theirs.stored() instanceof Dense) {
                check(Optional.empty());
                return;
            }
            long dense = original.stored().type().bytes(original.stored().shape().elements());
            long bytes = encoding.storedBytes(ours.stored());
            assertTrue(bytes < dense, ours.name() + ": " + bytes + " bytes, dense " + dense);
            double theirError = theirError();
            assertTrue(error() < theirError, ours.name() + ": mse " + error() + ", without scale " + theirError);
        }

        private double error() throws IOException {
            return ErrorSums.between(original.stored(), ours.stored(), () -> {}).mse();
        }

        private double theirError() throws IOException {
            return fact.has("mse")
                    ? fact.get("mse").asDouble()
                    : ErrorSums.between(original.stored(), theirs.stored(), () -> {}).mse();
        }

        /** We prune exactly as many as asked for; coremltools all ties, and by a threshold rounded to float16. */
        private long bytesOfMoreValues(Optional<Double> share) throws IOException {
            Optional<Tensor> mine = FormSignature.values(ours.stored());
            Optional<Tensor> peers = FormSignature.values(theirs.stored());
            if (mine.isEmpty() || peers.isEmpty()) {
                return 0;
            }
            long elements = ours.stored().shape().elements();
            if (share.isPresent()) {
                long zeros = Math.round(elements * zeroFraction(original.stored()));
                long kept = elements - Math.max(zeros, Math.round(elements * share.get()));
                assertEquals(kept, mine.get().elements(), ours.name());
            }
            long more = mine.get().elements() - peers.get().elements();
            assertTrue(more >= 0 && more <= elements / 1000 + 1, ours.name() + ": " + more + " more values");
            return mine.get().type().bytes(more);
        }

        private static double zeroFraction(Representation form) throws IOException {
            return ErrorSums.between(form, form, () -> {}).zeroFraction();
        }
    }

    private static Map<String, Weight> byName(CoreMlModel model) {
        return model.index().weights().stream().collect(Collectors.toMap(Weight::name, Function.identity()));
    }
}
