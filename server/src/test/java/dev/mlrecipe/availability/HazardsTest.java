package dev.mlrecipe.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of reported defects: complete, cited, dated, and made of words that the availability table knows. */
class HazardsTest {
    private static final Availability AVAILABILITY = Availability.load();
    private static final Hazards HAZARDS = Hazards.load();

    @Test
    void everyHazardIsCitedAndDated() {
        Set<String> ids = new HashSet<>();
        assertFalse(HAZARDS.hazards().isEmpty());
        for (Hazard hazard : HAZARDS.hazards()) {
            assertTrue(ids.add(hazard.id()), hazard.id());
            assertTrue(hazard.id().matches("[a-z0-9]+(-[a-z0-9]+)*"), hazard.id());
            assertTrue(hazard.reported().matches("20[0-9]{2}-[01][0-9]-[0-3][0-9]"), hazard.id());
            assertTrue(hazard.link().startsWith("https://"), hazard.id());
            assertFalse(hazard.effect().isBlank() || hazard.runtime().isBlank(), hazard.id());
            assertFalse(hazard.features().isEmpty() || hazard.systems().isEmpty(), hazard.id());
            hazard.features().forEach(f -> assertTrue(AVAILABILITY.feature(f).isPresent(), f));
            assertTrue(Set.of("cpu", "gpu", "neural_engine").containsAll(hazard.units()), hazard.id());
            hazard.systems().keySet().forEach(p -> assertTrue(AVAILABILITY.platform(p).isPresent(), p));
        }
    }

    @Test
    void aSystemIsConcernedIfATargetCanRunThere() {
        Hazard hazard = HAZARDS.hazards().getFirst();
        assertEquals("{macOS=26}", hazard.systems().toString());
        assertEquals("2026-05-03 (Core ML, macOS26, M4)", hazard.seen());
        assertTrue(hazard.concerns(List.of()));
        assertTrue(hazard.concerns(List.of(target("iOS18"), target("macOS15"))));
        assertTrue(hazard.concerns(List.of(target("macOS26"))));
        assertFalse(hazard.concerns(List.of(target("macOS27"))));
        assertFalse(hazard.concerns(List.of(target("iOS18"))));
    }

    @Test
    void eachCanBeSwitchedOff() {
        String first = HAZARDS.hazards().getFirst().id();
        Hazards without = HAZARDS.without(List.of(first, "no-such-hazard"));
        assertEquals(HAZARDS.hazards().subList(1, HAZARDS.hazards().size()), without.hazards());
    }

    private static Target target(String word) {
        return new Targets(AVAILABILITY).all().stream().filter(t -> t.word().equals(word)).findFirst().orElseThrow();
    }
}
