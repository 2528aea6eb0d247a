package dev.mlrecipe.predict;

/**
 * What a kernel takes on a unit, each part in milliseconds as if it were alone.
 *
 * @param compute its multiply-adds
 * @param values moving what it reads and writes
 * @param weights moving its weights to where they are multiplied, and changing tables
 * @param overhead starting it
 * @param streamedBytes bytes of weights that come from memory ahead of it; 0 where {@code weights} includes that
 * @param streamedMs what those bytes take from memory
 */
record Cost(double compute, double values, double weights, double overhead, double streamedBytes, double streamedMs) {

    /** All parts together: they overlap, but not perfectly, so this is more than the largest and less than the sum. */
    double together() {
        return Math.sqrt(compute * compute + values * values + weights * weights) + overhead;
    }

    Bound bound() {
        double largest = Math.max(Math.max(compute, values), Math.max(weights, overhead));
        if (largest == overhead) {
            return Bound.DISPATCH;
        }
        return largest == compute ? Bound.COMPUTE : largest == values ? Bound.ACTIVATION_MEMORY : Bound.WEIGHT_MEMORY;
    }
}
