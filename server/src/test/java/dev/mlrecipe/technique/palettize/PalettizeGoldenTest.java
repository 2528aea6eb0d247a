package dev.mlrecipe.technique.palettize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.testing.FormText;
import dev.mlrecipe.testing.MemoryWorkbench;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Side by side with the packages that coremltools 9.0 palettized: same form and size, and no greater error. */
class PalettizeGoldenTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** A weight as coremltools compressed it and where it came from. */
    private record Pair(String name, Weight base, Representation golden) {}

    /** A golden package beside its base. */
    private record Case(JsonNode recipe, CoreMlModel base, CoreMlModel golden) implements AutoCloseable {
        static Case open(String name) throws IOException {
            JsonNode recipe = YAML.readTree(
                    Goldens.golden(name).resolveSibling("recipe.yaml").toFile());
            String base = recipe.get("base").asText().replace(".mlpackage", "");
            return new Case(recipe, CoreMlModels.open(Goldens.base(base)), CoreMlModels.open(Goldens.golden(name)));
        }

        Options options() {
            JsonNode steps = recipe.get("steps");
            Map<String, Object> given = new HashMap<>();
            steps.get(steps.size() - 1).get("config").get("global_config").properties().forEach(entry -> {
                JsonNode value = entry.getValue();
                given.put(
                        entry.getKey(),
                        value.isBoolean() ? value.asBoolean() : value.isInt() ? value.asLong() : value.asText());
            });
            given.remove("weight_threshold");
            return Options.of(Palettized.TECHNIQUE.options(), given);
        }

        Opset opset() {
            return golden.index().opset().orElseThrow();
        }

        Encoding encoding() {
            return golden.encoding(opset());
        }

        /** The compressed weights by name. */
        Map<String, Pair> pairs() {
            Map<String, Weight> known = weights(base);
            Map<String, Pair> pairs = new TreeMap<>();
            weights(golden).forEach((name, weight) -> {
                if (!(weight.stored() instanceof Dense)) {
                    String original = name.replace("_has_output_shape", "");
                    pairs.put(original, new Pair(original, known.get(original), weight.stored()));
                }
            });
            assertTrue(pairs.size() >= 7, () -> "only " + pairs.keySet());
            return pairs;
        }

        private static Map<String, Weight> weights(CoreMlModel model) {
            Map<String, Weight> weights = new HashMap<>();
            for (Weight weight : model.index().weights()) {
                weight.consumers().forEach(consumer -> weights.put(consumer.weightName(), weight));
            }
            return weights;
        }

        @Override
        public void close() throws IOException {
            base.close();
            golden.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ios16_pal_kmeans4",
        "ios16_pal_uniform2",
        "ios17_pal_kmeans4",
        "ios18_fp32_pal_kmeans4",
        "ios18_pal_kmeans1",
        "ios18_pal_kmeans2",
        "ios18_pal_kmeans3",
        "ios18_pal_kmeans4",
        "ios18_pal_kmeans4_group8",
        "ios18_pal_kmeans6",
        "ios18_pal_kmeans8",
        "ios18_pal_uniform4",
        "ios18_pal_vec2_kmeans4"
    })
    void formAndSizeAreEqualAndErrorsAreNoGreater(String name) throws IOException {
        try (Case side = Case.open(name)) {
            for (Pair pair : side.pairs().values()) {
                Representation ours = compress(pair.base().stored(), pair, side, false);
                assertEquals(FormText.of(pair.golden()), FormText.of(ours), pair.name());
                assertEquals(side.encoding().storedBytes(pair.golden()), side.encoding().storedBytes(ours));
                assertNoGreaterError(pair, ours, pair.golden());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ios16_pal_unique", "ios18_pal_unique"})
    void uniqueTablesHoldTheSameValues(String name) throws IOException {
        try (Case side = Case.open(name)) {
            for (Pair pair : side.pairs().values()) {
                Representation ours = compress(expanded(pair.golden()), pair, side, false);
                assertEquals(FormText.of(pair.golden()), FormText.of(ours), pair.name());
                assertEquals(Decoder.sha256(pair.golden()), Decoder.sha256(ours), pair.name());
            }
        }
    }

    /**
     * coremltools takes scales along all axes but the output channels, and with iOS 18 copies the table for each of
     * them. One scale per output channel is far smaller, and never worse than a table alone.
     */
    @ParameterizedTest
    @ValueSource(strings = {"ios18_pal_kmeans4_pcs", "ios18_pal_kmeans4_group8_pcs", "ios26_pal_kmeans4_pcs"})
    void channelScalesAreSmallerAndNoWorseThanNone(String name) throws IOException {
        String plain = name.contains("group8") ? "ios18_pal_kmeans4_group8" : "ios18_pal_kmeans4";
        try (Case side = Case.open(name);
                Case without = Case.open(plain)) {
            Map<String, Pair> unscaled = without.pairs();
            long bytes = 0;
            long goldenBytes = 0;
            for (Pair pair : side.pairs().values()) {
                Representation ours = compress(pair.base().stored(), pair, side, false);
                assertEquals(Optional.empty(), side.encoding().illegal(ours), pair.name());
                bytes += side.encoding().storedBytes(ours);
                goldenBytes += side.encoding().storedBytes(pair.golden());
                assertNoGreaterError(pair, ours, unscaled.get(pair.name()).golden());
            }
            assertTrue(bytes <= goldenBytes, bytes + " bytes against " + goldenBytes);
        }
    }

    @Test
    void prunedWeightsSpendNoEntryOnZeros() throws IOException {
        try (Case side = Case.open("joint_prune60_then_pal4")) {
            for (Pair pair : side.pairs().values()) {
                SparseLookupTable golden = (SparseLookupTable) pair.golden();
                float[] mask = Palettized.floats(golden.mask());
                boolean[] kept = new boolean[mask.length];
                for (int i = 0; i < kept.length; i++) {
                    kept[i] = mask[i] != 0;
                }
                Representation pruned = Palettized.sparse((Dense) pair.base().stored(), kept);
                Representation ours = compress(pruned, pair, side, true);
                assertEquals(FormText.of(golden), FormText.of(ours), pair.name());
                assertNoGreaterError(pair, ours, golden);
                assertTrue(error(pruned, ours) < 0.95 * error(pruned, golden), pair.name());
            }
        }
    }

    @Test
    void quantizedWeightsGetTablesOfCodes() throws IOException {
        try (Case side = Case.open("joint_q8_then_pal4");
                Case before = Case.open("ios18_q_sym_int8_perchannel")) {
            Map<String, Pair> quantized = before.pairs();
            for (Pair pair : side.pairs().values()) {
                Representation ours = compress(quantized.get(pair.name()).golden(), pair, side, true);
                assertEquals(Optional.empty(), side.encoding().illegal(ours), pair.name());
                assertTrue(side.encoding().storedBytes(ours) <= side.encoding().storedBytes(pair.golden()));
                assertNoGreaterError(pair, ours, pair.golden());
            }
        }
    }

    private static Representation compress(Representation form, Pair pair, Case side, boolean joint)
            throws IOException {
        Weight base = pair.base();
        Subject subject = new Subject(
                pair.name(),
                base.consumers().getFirst().opType(),
                base.consumers().getFirst().input(),
                base.axes(),
                form,
                side.opset(),
                joint,
                false);
        Outcome outcome = Palettized.TECHNIQUE.compress(subject, side.options(), new MemoryWorkbench());
        return ((Outcome.Compressed) outcome).form();
    }

    private static void assertNoGreaterError(Pair pair, Representation ours, Representation golden)
            throws IOException {
        double mine = error(pair.base().stored(), ours);
        double theirs = error(pair.base().stored(), golden);
        assertTrue(mine <= theirs * (1 + 1e-6), () -> pair.name() + ": " + mine + " against " + theirs);
    }

    private static double error(Representation original, Representation form) throws IOException {
        return ErrorSums.between(original, form, () -> {}).mse();
    }

    private static Dense expanded(Representation form) throws IOException {
        try (MemoryTensorWriter writer = new MemoryTensorWriter(form.type(), form.shape())) {
            return new Dense(Decoder.expand(form, writer, () -> {}));
        }
    }
}
