package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** On a device the compressed model is predicted to be slower than with float16 weights. */
public final class SlowerPredicted {
    private SlowerPredicted() {}

    /**
     * @param baseline latency with float16 weights
     * @param latency latency of the compressed model, with its range
     * @param worst the operation that loses most, with both times
     */
    public static Finding of(Span where, String device, String baseline, String latency, String worst) {
        return Code.SLOWER_PREDICTED.at(
                where,
                "predicted on " + device + ": slower than with float16 weights, " + baseline + " before and " + latency
                        + " after; " + worst);
    }
}
