package dev.mlrecipe.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.availability.Targets.Reading;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
    private static final Targets TARGETS = new Targets(Availability.load());

    @ParameterizedTest
    @CsvSource({
        "iOS18, iOS18, 9", "ios17, iOS17, 8", "iPadOS17, iOS17, 8", "iOS 17.4, iOS17, 8", "ct.target.iOS16, iOS16, 7",
        "coremltools.target.macOS13, macOS13, 7", "macOS 10.15.7, macOS10.15, 4", "macOS10.16, macOS11, 5",
        "iOS11.4, iOS11.2, 2", "iOS26.1, iOS26, 10", "iOS27, iOS27, 10", "watchOS 11, watchOS11, 9",
        "tvOS-18, tvOS18, 9", "xrOS2, visionOS2, 9", "Mac OS 15, macOS15, 9", "iOS17+, iOS17, 8"
    })
    void manySpellingsOneTarget(String word, String normal, int specification) {
        Reading.Known known = assertInstanceOf(Reading.Known.class, TARGETS.parse(word));
        assertEquals(normal, known.target().word());
        assertEquals(specification, known.target().specification());
        assertEquals(word.equals(normal), known.normal());
    }

    @ParameterizedTest
    @CsvSource({
        "iOS19, iOS26", "iOS25, iOS26", "iOS9, iOS11", "iOS99, iOS27", "visionOS3, visionOS26", "17, iOS17", "iOS, iOS27",
        "macOS9.9, macOS10.13"
    })
    void whatIsNoTargetHasANearest(String word, String nearest) {
        Reading.Unknown unknown = assertInstanceOf(Reading.Unknown.class, TARGETS.parse(word));
        assertEquals(nearest, unknown.nearest().getFirst().word());
    }

    @ParameterizedTest
    @CsvSource({"''", "Android14", "iOS99999999999999999999", "iOS1.2.3.4.5.6", "CoreML8", "🐈"})
    void otherWordsMeanNothing(String word) {
        Reading.Unknown unknown = assertInstanceOf(Reading.Unknown.class, TARGETS.parse(word));
        assertEquals(List.of(), unknown.nearest());
    }

    @Test
    void everyTargetIsItsOwnNormalForm() {
        List<Target> all = TARGETS.all();
        assertEquals(all.size(), new HashSet<>(all).size());
        for (Target target : all) {
            assertEquals(new Reading.Known(target, true), TARGETS.parse(target.word()));
        }
        assertTrue(all.size() >= 45, all.size() + " targets");
    }
}
