package dev.mlrecipe.coreml.form;

import java.io.IOException;
import java.util.Arrays;

/**
 * Accumulates the error of compressed values against the original ones, in double. The order of additions is fixed
 * and does not depend on the pieces in which values arrive: within a block of 4,096 elements every 128th square goes
 * to the same sum, these are added one after the other, and so are the sums of the blocks.
 *
 * <p>Values that are not finite: equal ones (both NaN, or the same infinity) have no error and no signal. Where only
 * one is not finite, or both differ, the error is infinite.
 */
public final class ErrorSums {
    private static final int BLOCK = 4096;
    private static final int LANES = 128;

    /** The begun block, and a whole one to work on. */
    private final float[] original = new float[BLOCK];
    private final float[] compressed = new float[BLOCK];
    private final double[] signalLanes = new double[LANES];
    private final double[] noiseLanes = new double[LANES];
    private int pending;
    private long elements;
    private long zeros;
    private double signal;
    private double noise;

    /**
     * The error of a whole weight.
     *
     * @param elements how many values were compared
     * @param signal sum of squares of the original values
     * @param noise sum of squared errors, infinite if finite values became infinite or NaN
     * @param zeros compressed values that are exactly zero
     */
    public record Result(long elements, double signal, double noise, long zeros) {

        /** Mean squared error; 0 for an empty weight. */
        public double mse() {
            return elements == 0 ? 0 : noise / elements;
        }

        /** 10 log10(signal power / noise power); infinite without error. */
        public double snrDb() {
            if (noise == 0) {
                return Double.POSITIVE_INFINITY;
            }
            return noise == Double.POSITIVE_INFINITY
                    ? Double.NEGATIVE_INFINITY
                    : 10 * StrictMath.log10(signal / noise);
        }

        /** Share of compressed values that are exactly zero; 0 for an empty weight. */
        public double zeroFraction() {
            return elements == 0 ? 0 : (double) zeros / elements;
        }

        /** The error after another step that changed only values which this one left as they were. */
        public Result and(Result next) {
            return new Result(elements, signal, noise + next.noise, next.zeros);
        }
    }

    /**
     * Streams two representations of one weight.
     *
     * @param checkpoint called at least every 65,536 elements; may throw to stop
     * @throws IllegalArgumentException if the shapes differ
     * @throws IOException if stored bytes cannot be read
     */
    public static Result between(Representation original, Representation compressed, Runnable checkpoint)
            throws IOException {
        ErrorSums sums = new ErrorSums();
        ValuePairs.read(original, compressed, 2 * BLOCK, checkpoint, sums::add);
        return sums.result();
    }

    /** Takes the next values: {@code count} pairs that begin at {@code offset} in both arrays. */
    public void add(float[] originals, float[] results, int offset, int count) {
        int found = 0;
        for (int i = offset; i < offset + count; i++) {
            // Without a jump: whether a result is zero is hard to predict.
            found += (Float.floatToRawIntBits(results[i]) & Integer.MAX_VALUE) - 1 >>> 31;
        }
        add(originals, results, offset, count, found);
    }

    /** The same where it is known how many results are zero. */
    public void add(float[] originals, float[] results, int offset, int count, int zeroResults) {
        zeros += zeroResults;
        for (int done = 0; done < count; ) {
            if (pending == 0 && count - done >= BLOCK) {
                addBlock(originals, results, offset + done);
                elements += BLOCK;
                done += BLOCK;
                continue;
            }
            int n = Math.min(BLOCK - pending, count - done);
            System.arraycopy(originals, offset + done, original, pending, n);
            System.arraycopy(results, offset + done, compressed, pending, n);
            pending += n;
            done += n;
            if (pending == BLOCK) {
                addPending();
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
    }

    /** The error of all values; none may be added afterwards. */
    public Result result() {
        if (pending > 0) {
            // Zeros behind a last, shorter block change no sum.
            Arrays.fill(original, pending, BLOCK, 0);
            Arrays.fill(compressed, pending, BLOCK, 0);
            addPending();
        }
        return new Result(elements, signal, noise, zeros);
    }

    private void addPending() {
        elements += pending;
        pending = 0;
        addBlock(original, compressed, 0);
    }

    private void addBlock(float[] left, float[] right, int offset) {
        addSquares(left, right, offset);
        double blockSignal = sum(signalLanes);
        double blockNoise = sum(noiseLanes);
        if (!Double.isFinite(blockSignal) || !Double.isFinite(blockNoise)) {
            // The square of a float cannot overflow a double, so a value is not finite.
            System.arraycopy(left, offset, original, 0, BLOCK);
            System.arraycopy(right, offset, compressed, 0, BLOCK);
            noise += setAsideValuesThatAreNotFinite() ? 0 : Double.POSITIVE_INFINITY;
            addSquares(original, compressed, 0);
            blockSignal = sum(signalLanes);
            blockNoise = sum(noiseLanes);
        }
        signal += blockSignal;
        noise += blockNoise;
    }

    /**
     * Sums by lane: additions that do not wait for each other let the compiler use vector instructions. Two squares
     * per turn spare it half the loads and stores of lanes.
     */
    private void addSquares(float[] left, float[] right, int offset) {
        double[] signals = signalLanes;
        double[] noises = noiseLanes;
        Arrays.fill(signals, 0);
        Arrays.fill(noises, 0);
        for (int start = offset; start < offset + BLOCK; start += 2 * LANES) {
            for (int i = 0; i < LANES; i++) {
                int at = start + i;
                double first = left[at];
                double second = left[at + LANES];
                double firstError = first - right[at];
                double secondError = second - right[at + LANES];
                signals[i] = signals[i] + first * first + second * second;
                noises[i] = noises[i] + firstError * firstError + secondError * secondError;
            }
        }
    }

    private static double sum(double[] lanes) {
        double sum = 0;
        for (double lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    /** Whether all values that are not finite are the same in the original and in the result. */
    private boolean setAsideValuesThatAreNotFinite() {
        boolean same = true;
        for (int i = 0; i < BLOCK; i++) {
            if (!Float.isFinite(original[i]) || !Float.isFinite(compressed[i])) {
                same &= Float.compare(original[i], compressed[i]) == 0;
                original[i] = Float.isFinite(original[i]) ? original[i] : 0;
                compressed[i] = original[i];
            }
        }
        return same;
    }
}
