package dev.mlrecipe.predict;

import java.util.Map;
import java.util.Optional;

/**
 * A chip.
 *
 * @param name for example {@code A17 Pro}
 * @param generation orders Neural Engines by what they can do: 1 for M1 and A14
 * @param calibrated whether the model was fitted to published figures of this chip's Neural Engine
 * @param cache system level cache, MB
 * @param units its units
 */
public record Chip(String name, int generation, boolean calibrated, Figure cache, Map<Unit, Engine> units) {

    public Chip {
        units = Map.copyOf(units);
    }

    /** The unit, if the chip has it. */
    public Optional<Engine> engine(Unit unit) {
        return Optional.ofNullable(units.get(unit));
    }
}
