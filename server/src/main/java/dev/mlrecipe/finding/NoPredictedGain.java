package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** On a device the compressed model is predicted to take as long and as much memory as with float16 weights. */
public final class NoPredictedGain {
    private NoPredictedGain() {}

    /** @param reason what keeps it from being quicker or smaller */
    public static Finding of(Span where, String device, String latency, String memory, String reason) {
        return Code.NO_PREDICTED_GAIN.at(
                where,
                "predicted on " + device + ": " + latency + " and " + memory
                        + " of weights in memory, as with float16 weights; " + reason);
    }
}
