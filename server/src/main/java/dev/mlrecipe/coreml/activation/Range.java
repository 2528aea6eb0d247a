package dev.mlrecipe.coreml.activation;

/**
 * The values that a tensor takes while a model runs.
 *
 * @param min the smallest, finite
 * @param max the largest, finite and at least {@code min}
 */
public record Range(double min, double max) {
    public Range {
        if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
            throw new IllegalArgumentException("no range: " + min + " to " + max);
        }
    }

    /** The smallest range that holds both. */
    public Range union(Range other) {
        return new Range(Math.min(min, other.min), Math.max(max, other.max));
    }
}
