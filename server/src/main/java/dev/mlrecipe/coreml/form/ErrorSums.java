package dev.mlrecipe.coreml.form;

import java.io.IOException;
import java.util.Arrays;

/**
 * Accumulates the error of compressed values against the original ones, in double. The order of additions is fixed
 * and does not depend on the pieces in which values arrive: within a block of 4,096 elements every fourth square goes
 * to the same sum, and the block sums are added one after the other.
 *
 * <p>Values that are not finite: equal ones (both NaN, or the same infinity) have no error and no signal. Where only
 * one is not finite, or both differ, the error is infinite.
 */
public final class ErrorSums {
    private static final int BLOCK = 4096;

    private final float[] original = new float[BLOCK];
    private final float[] compressed = new float[BLOCK];
    private int pending;
    private long elements;
    private long zeros;
    private double signal;
    private double noise;
    private double maxAbsError;

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
    public void add(float[] originals, float[] results, int offset, int count) {
        for (int done = 0; done < count; ) {
            int n = Math.min(BLOCK - pending, count - done);
            System.arraycopy(originals, offset + done, original, pending, n);
            System.arraycopy(results, offset + done, compressed, pending, n);
            pending += n;
            done += n;
            if (pending == BLOCK) {
                addBlock();
            }
        }
    }

    /** Takes one pair of finite values that occurs {@code count} times. */
    public void add(double value, double result, long count) {
        double error = value - result;
        elements += count;
        zeros += result == 0 ? count : 0;
        signal += count * (value * value);
        noise += count * (error * error);
        maxAbsError = Math.max(maxAbsError, Math.abs(error));
    }

    /** The error of all values; none may be added afterwards. */
    public Result result() {
        addBlock();
        double allNoise = maxAbsError == Double.POSITIVE_INFINITY ? maxAbsError : noise;
        return new Result(
                elements,
                elements == 0 ? 0 : allNoise / elements,
                maxAbsError,
                snrDb(signal, allNoise),
                elements == 0 ? 0 : (double) zeros / elements);
    }

    private static double snrDb(double signal, double noise) {
        if (noise == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return noise == Double.POSITIVE_INFINITY ? Double.NEGATIVE_INFINITY : 10 * StrictMath.log10(signal / noise);
    }

    private void addBlock() {
        int count = pending;
        if (count == 0) {
            return;
        }
        pending = 0;
        elements += count;
        for (int i = 0; i < count; i++) {
            zeros += compressed[i] == 0 ? 1 : 0;
        }
        // Zeros behind a last, shorter block change no sum.
        Arrays.fill(original, count, BLOCK, 0);
        Arrays.fill(compressed, count, BLOCK, 0);
        double blockSignal = signal(original);
        double blockNoise = noise();
        if (!Double.isFinite(blockSignal) || !Double.isFinite(blockNoise)) {
            // The square of a float cannot overflow a double, so a value is not finite.
            setAsideValuesThatAreNotFinite();
            blockSignal = signal(original);
            blockNoise = noise();
        }
        signal += blockSignal;
        noise += blockNoise;
    }

    private static double signal(float[] values) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        for (int i = 0; i < BLOCK; i += 4) {
            sum0 += (double) values[i] * values[i];
            sum1 += (double) values[i + 1] * values[i + 1];
            sum2 += (double) values[i + 2] * values[i + 2];
            sum3 += (double) values[i + 3] * values[i + 3];
        }
        return sum0 + sum1 + (sum2 + sum3);
    }

    private double noise() {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        for (int i = 0; i < BLOCK; i += 4) {
            double error0 = error(i);
            double error1 = error(i + 1);
            double error2 = error(i + 2);
            double error3 = error(i + 3);
            sum0 += error0 * error0;
            sum1 += error1 * error1;
            sum2 += error2 * error2;
            sum3 += error3 * error3;
        }
        return sum0 + sum1 + (sum2 + sum3);
    }

    private double error(int i) {
        double error = Math.abs((double) original[i] - compressed[i]);
        if (error > maxAbsError) {
            maxAbsError = error;
        }
        return error;
    }

    private void setAsideValuesThatAreNotFinite() {
        for (int i = 0; i < BLOCK; i++) {
            if (!Float.isFinite(original[i]) || !Float.isFinite(compressed[i])) {
                if (Float.compare(original[i], compressed[i]) != 0) {
                    maxAbsError = Double.POSITIVE_INFINITY;
                }
                original[i] = Float.isFinite(original[i]) ? original[i] : 0;
                compressed[i] = original[i];
            }
        }
    }
}
