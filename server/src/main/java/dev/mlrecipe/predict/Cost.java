package dev.mlrecipe.predict;

/**
 * What a kernel takes on a unit, each part in milliseconds as if it were alone.
 *
 * @param compute its multiply-adds
 * @param values moving what it reads and writes
 * @param weights moving its weights to where they are multiplied, and changing tables
 * @param overhead starting it
 * @param streamedBytes bytes of weights that come from memory ahead of it; 0 where {@code weights} includes that
 */
record Cost(double compute, double values, double weights, double overhead, double streamedBytes) {

    /**
     * All parts together: they overlap, but not perfectly, so this is a smooth maximum.
     *
     * @param overlap exponent of the power mean
     */
    double together(double overlap) {
        double largest = Math.max(compute, Math.max(values, weights));
        if (largest <= 0) {
            return overhead;
        }
        double sum = Math.pow(compute / largest, overlap)
                + Math.pow(values / largest, overlap)
                + Math.pow(weights / largest, overlap);
        return largest * Math.pow(sum, 1 / overlap) + overhead;
    }

    Bound bound() {
        double largest = Math.max(Math.max(compute, values), Math.max(weights, overhead));
        if (largest == overhead) {
            return Bound.DISPATCH;
        }
        return largest == compute ? Bound.COMPUTE : largest == values ? Bound.ACTIVATION_MEMORY : Bound.WEIGHT_MEMORY;
    }
}
