package dev.mlrecipe.suggest;

import java.util.Arrays;

/**
 * What every choice costs for every weight: bytes, and error. Choice 0 leaves a weight as it is and makes no error.
 * Errors of weights add up to the error of a model, see {@link Distortion}.
 */
public final class Costs {
    /** Leaves a weight as it is. */
    public static final int LEAVE = 0;

    private final long[][] bytes;
    private final double[][] errors;

    /**
     * @param weights number of weights
     * @param choices number of choices, that to leave a weight as it is among them
     * @param stored bytes of each weight as it is
     */
    public Costs(int weights, int choices, long[] stored) {
        bytes = new long[weights][choices];
        errors = new double[weights][choices];
        for (int weight = 0; weight < weights; weight++) {
            Arrays.fill(bytes[weight], stored[weight]);
            Arrays.fill(errors[weight], 1, choices, Double.NaN);
        }
    }

    /** Says what a choice costs; one that nothing is said of cannot be had. */
    public void set(int weight, int choice, long storedBytes, double error) {
        bytes[weight][choice] = storedBytes;
        errors[weight][choice] = error;
    }

    /** Says that a choice cannot be had for a weight. */
    public void remove(int weight, int choice) {
        set(weight, choice, bytes[weight][LEAVE], Double.NaN);
    }

    /** The same costs, to be changed. */
    public Costs copy() {
        Costs copy = new Costs(weights(), choices(), new long[weights()]);
        for (int weight = 0; weight < weights(); weight++) {
            System.arraycopy(bytes[weight], 0, copy.bytes[weight], 0, choices());
            System.arraycopy(errors[weight], 0, copy.errors[weight], 0, choices());
        }
        return copy;
    }

    public int weights() {
        return bytes.length;
    }

    public int choices() {
        return weights() == 0 ? 1 : bytes[0].length;
    }

    /** Whether the weight can be had in this form. */
    public boolean has(int weight, int choice) {
        return !Double.isNaN(errors[weight][choice]);
    }

    /** Stored bytes; those of the weight as it is where the choice cannot be had. */
    public long bytes(int weight, int choice) {
        return bytes[weight][choice];
    }

    /** Error; none where the choice cannot be had, since the weight stays as it is then. */
    public double error(int weight, int choice) {
        return has(weight, choice) ? errors[weight][choice] : 0;
    }

    /** What choices for all weights cost together. */
    Allocation allocation(int[] choices) {
        long sum = 0;
        double error = 0;
        for (int weight = 0; weight < choices.length; weight++) {
            sum += bytes(weight, choices[weight]);
            error += error(weight, choices[weight]);
        }
        return new Allocation(Arrays.stream(choices).boxed().toList(), sum, error);
    }
}
