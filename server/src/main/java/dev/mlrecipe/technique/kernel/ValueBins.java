package dev.mlrecipe.technique.kernel;

/**
 * Collects any number of values in 2^20 bins that follow their order: equal steps of the float pattern between the
 * least and the greatest value. Every bin keeps exact moments, so no error is made but that a cluster begins and ends
 * between bins. A bin is never wider than 2^-11 of its value, and a single value where the range allows it.
 */
public final class ValueBins implements ValueGatherer {
    private static final int BITS = 20;

    private final int least;
    private final int greatest;
    private final int shift;
    private final double[] weights;
    private final double[] first;
    private final double[] second;

    /**
     * @param least key of the least value, see {@link FloatOrder}
     * @param greatest key of the greatest value
     */
    public ValueBins(int least, int greatest) {
        long range = (long) greatest - least;
        int used = Long.SIZE - Long.numberOfLeadingZeros(range);
        this.least = least;
        this.greatest = greatest;
        this.shift = Math.max(0, used - BITS);
        int bins = (int) (range >> shift) + 1;
        weights = new double[bins + 1];
        first = new double[bins + 1];
        second = new double[bins + 1];
    }

    @Override
    public void add(float[] values, int offset, int count, double weight) {
        for (int i = offset; i < offset + count; i++) {
            int bin = (int) (((long) FloatOrder.key(values[i]) - least) >> shift);
            double distance = (double) values[i] - reference(bin);
            weights[bin] += weight;
            first[bin] += weight * distance;
            second[bin] += weight * distance * distance;
        }
    }

    /** The least value of a bin. */
    private double reference(int bin) {
        return FloatOrder.value((int) (least + ((long) bin << shift)));
    }

    @Override
    public Points points() {
        int n = 0;
        for (int bin = 0; bin + 1 < weights.length; bin++) {
            if (weights[bin] > 0) {
                n++;
            }
        }
        double[] values = new double[n];
        double[] w = new double[n + 1];
        double[] s = new double[n + 1];
        double[] q = new double[n + 1];
        int at = 0;
        for (int bin = 0; bin + 1 < weights.length; bin++) {
            if (weights[bin] > 0) {
                values[at] = reference(bin);
                w[at] = weights[bin];
                s[at] = first[bin];
                q[at++] = second[bin];
            }
        }
        return Points.of(values, FloatOrder.value(least), FloatOrder.value(greatest), w, s, q);
    }
}
