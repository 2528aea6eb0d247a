package dev.mlrecipe.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table itself: complete, consistent, and equal to what coremltools enforces. */
class AvailabilityTest {
    private static final Availability TABLE = Availability.load();

    @Test
    void sinceOnEveryPlatform() {
        assertEquals("iOS18, macOS15, watchOS11, tvOS18, visionOS2", TABLE.since(9));
        assertEquals("iOS16, macOS13, watchOS9, tvOS16, visionOS1", TABLE.since(7));
        assertEquals("iOS26, macOS26, watchOS26, tvOS26, visionOS26", TABLE.since(10));
        assertEquals("iOS17, macOS14", TABLE.since(8, Set.of("macOS", "iOS")));
    }

    /** The minimum targets that coremltools 9.0 accepts, one line per option. */
    @ParameterizedTest
    @CsvSource({
        "quantize.int8, iOS16", "quantize.int4, iOS18", "quantize.per_block, iOS18", "palettize.table, iOS16",
        "palettize.3bit, iOS18", "palettize.per_grouped_channel, iOS18", "palettize.vector, iOS18",
        "palettize.per_channel_scale, iOS18", "palettize.per_channel_scale.compact, iOS26", "prune, iOS16", "joint, iOS18",
        "activations.int8, iOS17", "ml_program, iOS15"
    })
    void featuresStartWhereCoremltoolsAcceptsThem(String feature, String target) {
        int since = TABLE.feature(feature).orElseThrow().since();
        assertEquals(target, TABLE.oldest("iOS", since).orElseThrow().word());
        assertTrue(TABLE.has(TABLE.oldest("iOS", since).orElseThrow(), feature));
        assertFalse(TABLE.has(new Target("iOS", "0", since - 1), feature));
    }

    /** The same for neural networks. */
    @ParameterizedTest
    @CsvSource({
        "neural_network, iOS11", "neural_network.fp16, iOS11.2", "neural_network.quantized, iOS12",
        "neural_network.int8_dynamic, iOS14", "quantize.int8, iOS12", "quantize.int4, iOS12", "quantize.odd_bits, iOS12",
        "palettize.table, iOS12", "palettize.3bit, iOS12", "palettize.5_or_7bit, iOS12"
    })
    void featuresOfNetworks(String feature, String target) {
        int since = TABLE.feature(feature).orElseThrow().since(ModelKind.NEURAL_NETWORK);
        assertEquals(target, TABLE.oldest("iOS", since).orElseThrow().word());
    }

    @Test
    void everyFeatureOfTheOtherKindIsMissing() {
        List<String> programs = List.of(
                "quantize.per_block", "palettize.per_grouped_channel", "palettize.vector", "palettize.per_channel_scale",
                "prune", "joint", "activations.int8");
        programs.forEach(id -> assertFalse(
                TABLE.feature(id).orElseThrow().existsIn(ModelKind.NEURAL_NETWORK), id));
        List<String> networks = List.of("quantize.odd_bits", "palettize.5_or_7bit", "neural_network.fp16");
        networks.forEach(id -> assertFalse(TABLE.feature(id).orElseThrow().existsIn(ModelKind.ML_PROGRAM), id));
    }

    /** What every platform's versions load, from the first ML programs on. */
    @ParameterizedTest
    @CsvSource({
        "6, iOS15, macOS12, watchOS8, tvOS15, visionOS1", "7, iOS16, macOS13, watchOS9, tvOS16, visionOS1",
        "8, iOS17, macOS14, watchOS10, tvOS17, visionOS1", "9, iOS18, macOS15, watchOS11, tvOS18, visionOS2",
        "10, iOS26, macOS26, watchOS26, tvOS26, visionOS26", "10, iOS27, macOS27, watchOS27, tvOS27, visionOS27"
    })
    void fivePlatformsAreListedFrom15To27(
            int specification, String ios, String macos, String watchos, String tvos, String visionos) {
        List<Target> known = new Targets(TABLE).all();
        for (String word : List.of(ios, macos, watchos, tvos, visionos)) {
            Target target = known.stream().filter(t -> t.word().equals(word)).findFirst().orElseThrow();
            assertTrue(target.specification() >= specification, word);
            assertTrue(target.specification() == specification || word.equals("visionOS1"), word);
        }
    }

    /** Neural networks go back to the first systems with Core ML. */
    @ParameterizedTest
    @CsvSource({
        "1, 'iOS11, macOS10.13, watchOS4, tvOS11, visionOS1'", "2, 'iOS11.2, macOS10.13.2, watchOS4.2, tvOS11.2, visionOS1'",
        "3, 'iOS12, macOS10.14, watchOS5, tvOS12, visionOS1'", "4, 'iOS13, macOS10.15, watchOS6, tvOS13, visionOS1'",
        "5, 'iOS14, macOS11, watchOS7, tvOS14, visionOS1'"
    })
    void neuralNetworksHaveOlderPeers(int specification, String since) {
        assertEquals(since, TABLE.since(specification));
    }

    @Test
    void newerVersionsLoadAtLeastAsMuch() {
        for (Platform platform : TABLE.platforms()) {
            List<Integer> specifications = new ArrayList<>(platform.versions().values());
            assertEquals(specifications.stream().sorted().toList(), specifications, platform.name());
            assertEquals(10, specifications.getLast(), platform.name());
        }
    }

    @Test
    void everyOpsetHasTargetsAndEveryFeatureIsDescribedOnce() {
        for (Opset opset : Opset.values()) {
            assertTrue(TABLE.oldest("iOS", opset.specification()).orElseThrow().loads(opset), opset.word());
        }
        Set<String> ids = new HashSet<>();
        for (Feature feature : TABLE.features()) {
            assertTrue(ids.add(feature.id()), feature.id());
            assertTrue(feature.id().matches("[a-z0-9_]+(\\.[a-z0-9_]+)*"), feature.id());
            List<Integer> versions = List.of(feature.since(), feature.network());
            assertTrue(versions.stream().allMatch(v -> v >= 1 && v <= 10 || v == Feature.NEVER), feature.id());
            assertTrue(versions.stream().anyMatch(v -> v != Feature.NEVER), feature.id());
            assertFalse(feature.title().isBlank() || feature.doc().isBlank() || feature.source().isBlank(), feature.id());
        }
    }
}
