package dev.mlrecipe.engine;

import java.util.OptionalDouble;

/**
 * Sums over a report.
 *
 * @param layers number of weights
 * @param compressed how many were compressed
 * @param skipped how many were asked for and declined
 * @param left how many were not asked for
 * @param originalBytes bytes of all weights in the input
 * @param storedBytes bytes of all weights in the output
 * @param float16Bytes bytes of all weights as dense float16
 * @param weightFileRatio bytes of the input's weight files / the output's; empty before a run
 * @param minSnrDb smallest signal to noise ratio of a compressed weight; empty before a run or without one
 * @param outputBytes bytes of the whole output on disk; empty before a run
 * @param seconds wall time of the run
 * @param peakHeapBytes largest heap use seen
 */
public record Totals(
        int layers,
        int compressed,
        int skipped,
        int left,
        long originalBytes,
        long storedBytes,
        long float16Bytes,
        OptionalDouble weightFileRatio,
        OptionalDouble minSnrDb,
        java.util.OptionalLong outputBytes,
        double seconds,
        long peakHeapBytes) {

    public double ratio() {
        return storedBytes == 0 ? 1 : (double) originalBytes / storedBytes;
    }

    public double float16Ratio() {
        return storedBytes == 0 ? 1 : (double) float16Bytes / storedBytes;
    }
}
