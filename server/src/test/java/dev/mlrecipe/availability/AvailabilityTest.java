package dev.mlrecipe.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        "activations.int8, iOS17", "ml_program, iOS15", "neural_network.int8_dynamic, iOS14"
    })
    void featuresStartWhereCoremltoolsAcceptsThem(String feature, String target) {
        int since = TABLE.feature(feature).orElseThrow().since();
        assertEquals(target, TABLE.oldest("iOS", since).orElseThrow().word());
        assertTrue(TABLE.has(TABLE.oldest("iOS", since).orElseThrow(), feature));
        assertFalse(TABLE.has(new Target("iOS", "0", since - 1), feature));
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
            assertTrue(feature.since() >= 1 && feature.since() <= 10, feature.id());
            assertFalse(feature.title().isBlank() || feature.doc().isBlank() || feature.source().isBlank(), feature.id());
        }
    }
}
