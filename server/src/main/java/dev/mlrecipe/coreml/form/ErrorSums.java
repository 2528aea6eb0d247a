package dev.mlrecipe.coreml.form;

import java.io.IOException;

/**
 * Accumulates the error of compressed values against the original ones, in double. The order of additions is fixed:
 * squares are summed within blocks of 4,096 elements and the block sums one after the other, so the result does not
 * depend on the pieces in which values arrive.
 *
 * <p>Values that are not finite: equal ones (both NaN, or the same infinity) have no error and no signal. Where only
 * one is not finite, or both differ, the error is infinite.
 */
public final class ErrorSums {
    private static final int BLOCK = 4096;

    private long elements;
    private long zeros;
    private double signal;
    private double noise;
    private double maxAbsError;
    private double blockSignal;
    private double blockNoise;

    /**
     * The error of a whole weight.
     *
     * @param elements how many values were compared
     * @param mse mean squared error; 0 for an empty weight, infinite if finite values became infinite or NaN
     * @param maxAbsError largest absolute error
     * @param snrDb 10 log10(signal power / noise power); infinite without error
     * @param zeroFraction share of compressed values that are exactly zero; 0 for an empty weight
     */
    public record Result(long elements, double mse, double maxAbsError, double snrDb, double zeroFraction) {}

    /**
     * Streams two representations of one weight.
     *
     * @param checkpoint called at least every 65,536 elements; may throw to stop
     * @throws IllegalArgumentException if the shapes differ
     * @throws IOException if stored bytes cannot be read
     */
    public static Result between(Representation original, Representation compressed, Runnable checkpoint)
            throws IOException {
        if (!original.shape().equals(compressed.shape())) {
            throw new IllegalArgumentException(
                    "original " + original.shape() + " and compressed " + compressed.shape() + " differ in shape");
        }
        ValueReader left = Decoder.open(original);
        ValueReader right = Decoder.open(compressed);
        float[] expected = new float[2 * BLOCK];
        float[] actual = new float[2 * BLOCK];
        ErrorSums sums = new ErrorSums();
        for (int n; (n = left.read(expected, 0, expected.length)) > 0; ) {
            checkpoint.run();
            right.read(actual, 0, n);
            sums.add(expected, actual, 0, n);
        }
        return sums.result();
    }

    /** Takes the next values: {@code count} pairs that begin at {@code offset} in both arrays. */
    public void add(float[] original, float[] compressed, int offset, int count) {
        for (int done = 0; done < count; ) {
            int inBlock = (int) (elements % BLOCK);
            int n = Math.min(BLOCK - inBlock, count - done);
            addWithinBlock(original, compressed, offset + done, n);
            elements += n;
            done += n;
            if (inBlock + n == BLOCK) {
                signal += blockSignal;
                noise += blockNoise;
                blockSignal = 0;
                blockNoise = 0;
            }
        }
    }

    /** The error of all values so far. */
    public Result result() {
        double allSignal = signal + blockSignal;
        double allNoise = noise + blockNoise;
        return new Result(
                elements,
                elements == 0 ? 0 : allNoise / elements,
                maxAbsError,
                snrDb(allSignal, allNoise),
                elements == 0 ? 0 : (double) zeros / elements);
    }

    private static double snrDb(double signal, double noise) {
        if (noise == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return noise == Double.POSITIVE_INFINITY ? Double.NEGATIVE_INFINITY : 10 * StrictMath.log10(signal / noise);
    }

    private void addWithinBlock(float[] original, float[] compressed, int offset, int count) {
        double squares = blockSignal;
        double errors = blockNoise;
        double max = maxAbsError;
        int zero = 0;
        for (int i = offset; i < offset + count; i++) {
            double value = original[i];
            double error = value - compressed[i];
            squares += value * value;
            errors += error * error;
            max = Math.max(max, Math.abs(error));
            zero += compressed[i] == 0 ? 1 : 0;
        }
        if (Double.isFinite(squares) && Double.isFinite(errors)) {
            blockSignal = squares;
            blockNoise = errors;
            maxAbsError = max;
        } else {
            addWithSpecials(original, compressed, offset, count);
        }
        zeros += zero;
    }

    /** The same sums, once more with care: squares of floats cannot overflow a double, so something is not finite. */
    private void addWithSpecials(float[] original, float[] compressed, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            double value = original[i];
            boolean equal = Float.compare(original[i], compressed[i]) == 0 || original[i] == compressed[i];
            double error = equal ? 0 : Math.abs(value - compressed[i]);
            if (Double.isNaN(error)) {
                error = Double.POSITIVE_INFINITY;
            }
            blockSignal += Double.isFinite(value) ? value * value : 0;
            blockNoise += error * error;
            maxAbsError = Math.max(maxAbsError, error);
        }
    }
}
