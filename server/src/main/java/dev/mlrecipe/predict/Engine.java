package dev.mlrecipe.predict;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One unit of a chip.
 *
 * @param float16 ceiling in TFLOP/s, two operations per multiply-add
 * @param int8Speedup how much faster compute is when weights and activations are int8
 * @param bandwidth GB/s of memory that the unit can draw
 */
public record Engine(Figure float16, @JsonProperty("int8_speedup") Figure int8Speedup, Figure bandwidth) {

    /** The least trusted figure. */
    Confidence confidence() {
        return float16.confidence().and(bandwidth.confidence());
    }
}
