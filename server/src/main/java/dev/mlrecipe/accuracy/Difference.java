package dev.mlrecipe.accuracy;

import dev.mlrecipe.execute.Tensor;

/**
 * How far one tensor, the candidate, is from another, the reference. Elements where the reference is not finite, such as
 * those of masks, do not count. A candidate of another shape, or one that is not finite where the reference is, is
 * infinitely far away.
 *
 * @param elements elements that count
 * @param signal sum of the squares of the reference
 * @param noise sum of the squares of reference - candidate
 * @param peak largest magnitude of the reference
 * @param cosine sum of the products / product of the Euclidean norms; 1 where both are equal, 0 where one is zero, or
 *     where the noise is infinite
 * @param referenceClass position of the reference's largest element, the first of equal ones; of a single integer its
 *     value; -1 where there is none
 * @param candidateClass the same of the candidate
 */
public record Difference(
        long elements,
        double signal,
        double noise,
        double peak,
        double cosine,
        int referenceClass,
        int candidateClass) {

    /** Compares two tensors in double precision, in the order of their elements. */
    public static Difference of(Tensor reference, Tensor candidate) {
        float[] wanted = reference.toFloats();
        float[] found = candidate.toFloats();
        boolean same = reference.shape().equals(candidate.shape());
        long elements = 0;
        double signal = 0;
        double noise = 0;
        double peak = 0;
        double product = 0;
        double energy = 0;
        for (int i = 0; i < wanted.length; i++) {
            double a = wanted[i];
            if (!Double.isFinite(a)) {
                continue;
            }
            elements++;
            signal += a * a;
            peak = Math.max(peak, Math.abs(a));
            if (same) {
                double b = found[i];
                noise += (a - b) * (a - b);
                product += a * b;
                energy += b * b;
            }
        }
        if (!same || !Double.isFinite(noise)) {
            noise = Double.POSITIVE_INFINITY;
        }
        return new Difference(
                elements, signal, noise, peak, cosine(product, signal, energy, noise), top(reference), top(candidate));
    }

    private static double cosine(double product, double signal, double energy, double noise) {
        if (Double.isInfinite(noise)) {
            return 0;
        }
        if (noise == 0) {
            return 1;
        }
        if (signal == 0 || energy == 0) {
            return 0;
        }
        return Math.clamp(product / (Math.sqrt(signal) * Math.sqrt(energy)), -1, 1);
    }

    private static int top(Tensor tensor) {
        if (tensor instanceof Tensor.Ints ints && ints.values().length == 1) {
            return ints.values()[0];
        }
        float[] values = tensor.toFloats();
        int best = -1;
        for (int i = 0; i < values.length; i++) {
            if (!Float.isNaN(values[i]) && (best < 0 || values[i] > values[best])) {
                best = i;
            }
        }
        return best;
    }
}
