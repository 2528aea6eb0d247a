package dev.mlrecipe.predict;

import dev.mlrecipe.data.DataFile;
import java.util.Optional;

/**
 * One unit of a chip.
 *
 * @param float16 ceiling in TFLOP/s, two operations per multiply-add
 * @param float32 the same with 32-bit numbers; empty for a Neural Engine, which has none
 * @param int8Speedup how much faster compute is when weights and activations are int8; empty where Core ML is not known
 *     to make use of that
 * @param bandwidth GB/s of memory that the unit can draw
 */
public record Engine(Figure float16, Optional<Figure> float32, Optional<Figure> int8Speedup, Figure bandwidth) {

    static Engine of(DataFile.Row chip, Unit unit) {
        if (unit == Unit.NEURAL_ENGINE) {
            DataFile.Row row = chip.row(unit.word(), "float16", "int8_speedup", "bandwidth");
            return new Engine(
                    Figure.of(row, "float16"),
                    Optional.empty(),
                    Optional.of(Figure.of(row, "int8_speedup")),
                    Figure.of(row, "bandwidth"));
        }
        DataFile.Row row = chip.row(unit.word(), "float16", "float32", "bandwidth");
        return new Engine(
                Figure.of(row, "float16"),
                Optional.of(Figure.of(row, "float32")),
                Optional.empty(),
                Figure.of(row, "bandwidth"));
    }

    /** Ceiling in TFLOP/s for the numbers that a program computes with. */
    double ceiling(boolean single) {
        return single && float32.isPresent() ? float32.get().is() : float16.is();
    }

    /** The least trusted figure. */
    Confidence confidence() {
        return float16.confidence().and(bandwidth.confidence());
    }
}
