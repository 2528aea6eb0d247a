package dev.mlrecipe.predict;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Which units a program may use, as Core ML's configuration of the same name. */
public enum ComputeUnits {
    ALL("all", EnumSet.allOf(Unit.class)),
    CPU_ONLY("cpu_only", EnumSet.of(Unit.CPU)),
    CPU_AND_GPU("cpu_and_gpu", EnumSet.of(Unit.CPU, Unit.GPU)),
    CPU_AND_NE("cpu_and_ne", EnumSet.of(Unit.CPU, Unit.NEURAL_ENGINE));

    private final String word;
    private final Set<Unit> units;

    ComputeUnits(String word, Set<Unit> units) {
        this.word = word;
        this.units = Set.copyOf(units);
    }

    /** The word of recipes. */
    public String word() {
        return word;
    }

    boolean has(Unit unit) {
        return units.contains(unit);
    }

    /** The choice with this word. */
    public static Optional<ComputeUnits> ofWord(String word) {
        for (ComputeUnits units : values()) {
            if (units.word.equals(word)) {
                return Optional.of(units);
            }
        }
        return Optional.empty();
    }
}
