package dev.mlrecipe.technique.kernel;

/** One Lloyd step over any number of vectors: who is nearest to which entry, and where the means of these lie. */
public final class VectorSums {
    private final float[] entries;
    private final int length;
    private final VectorCodebook book;
    private final double[] sums;
    private final long[] counts;
    private double error;
    private double farthest = -1;
    private float[] farthestVector;

    /**
     * @param entries where the step begins
     * @param length elements of one entry
     */
    public VectorSums(float[] entries, int length) {
        this.entries = entries;
        this.length = length;
        this.book = new VectorCodebook(entries, length);
        this.sums = new double[entries.length];
        this.counts = new long[entries.length / length];
        this.farthestVector = new float[length];
    }

    /** Takes vectors that lie one after the other. */
    public void add(float[] vectors, int offset, int count) {
        for (int i = 0; i < count; i++) {
            int from = offset + i * length;
            int entry = book.nearest(vectors, from);
            double distance = 0;
            for (int v = 0; v < length; v++) {
                double difference = (double) vectors[from + v] - entries[entry * length + v];
                distance += difference * difference;
                sums[entry * length + v] += vectors[from + v];
            }
            counts[entry]++;
            error += distance;
            if (distance > farthest) {
                farthest = distance;
                System.arraycopy(vectors, from, farthestVector, 0, length);
            }
        }
    }

    /** Sum of squared distances to the entries where the step began. */
    public double error() {
        return error;
    }

    /** The means; an entry to which no vector is nearest moves to the vector that lies farthest from its own. */
    public float[] means() {
        float[] means = new float[entries.length];
        boolean moved = false;
        for (int c = 0; c < counts.length; c++) {
            for (int v = 0; v < length; v++) {
                int at = c * length + v;
                if (counts[c] > 0) {
                    means[at] = (float) (sums[at] / counts[c]);
                } else {
                    means[at] = !moved && farthest > 0 ? farthestVector[v] : entries[at];
                }
            }
            moved |= counts[c] == 0;
        }
        return means;
    }
}
