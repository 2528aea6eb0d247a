package dev.mlrecipe.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.availability.Targets.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadingTargetsTest {
    /** Of iOS18 and its peers. */
    private static final LoadingTargets TARGETS = new LoadingTargets(Availability.load(), 9);

    @Test
    void allOfThemLoadTheModel() {
        List<Target> all = TARGETS.all();
        assertEquals("iOS18", all.getFirst().word());
        assertTrue(all.stream().allMatch(target -> target.specification() >= 9), all.toString());
        for (Target target : all) {
            assertEquals(new Reading.Known(target, true), TARGETS.parse(target.word()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            iOS16   | does not load the model; iOS18 is the first iOS that does | iOS18
            macOS14 | does not load the model; macOS15 is the first macOS that does | macOS15
            iOS19   | there is no iOS 19: iOS18 was followed by iOS26 | iOS26
            """)
    void whatDoesNotIsSaidWithTheNearestThatDoes(String word, String problem, String nearest) {
        Reading.Unknown unknown = assertInstanceOf(Reading.Unknown.class, TARGETS.parse(word));
        assertEquals(problem, unknown.problem());
        assertEquals(nearest, unknown.nearest().getFirst().word());
    }

    @Test
    void aModelThatNoKnownSystemLoads() {
        LoadingTargets none = new LoadingTargets(Availability.load(), 1000);
        assertEquals(List.of(), none.all());
        Reading.Unknown unknown = assertInstanceOf(Reading.Unknown.class, none.parse("iOS18"));
        assertEquals("does not load the model; no known iOS does", unknown.problem());
    }
}
