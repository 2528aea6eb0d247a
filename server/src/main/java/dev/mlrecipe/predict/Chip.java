package dev.mlrecipe.predict;

import dev.mlrecipe.data.DataFile;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A chip.
 *
 * @param name for example {@code A17 Pro}
 * @param calibrated whether the model was fitted to published figures of this chip's Neural Engine
 * @param generation orders Neural Engines by what they can do: 1 for M1 and A14
 * @param cache system level cache, MB
 * @param units its units
 */
public record Chip(String name, boolean calibrated, int generation, Figure cache, Map<Unit, Engine> units) {
    static final String[] KEYS = {"name", "calibrated", "generation", "cache", "neural_engine", "gpu?", "cpu"};

    public Chip {
        units = Map.copyOf(units);
    }

    static Chip of(DataFile.Row row) {
        Map<Unit, Engine> units = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            if (row.has(unit.word())) {
                units.put(unit, Engine.of(row, unit));
            }
        }
        return new Chip(
                row.word("name"),
                Boolean.parseBoolean(row.word("calibrated")),
                (int) Figure.of(row, "generation").is(),
                Figure.of(row, "cache"),
                units);
    }

    /** The unit, if the chip has it. */
    public Optional<Engine> engine(Unit unit) {
        return Optional.ofNullable(units.get(unit));
    }
}
