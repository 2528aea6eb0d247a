package dev.mlrecipe.technique.kernel;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Chooses the entries of a table for the values it has to stand for. Entries are what the model stores, so they are
 * given already rounded to the stored type, and errors are taken after every value has gone to the entry nearest to
 * it.
 */
public final class TableFit {
    private static final int REFINEMENTS = 8;

    private TableFit() {}

    /**
     * Entries with the least squared error: the means of the optimal clusters, rounded; then Lloyd steps as long as
     * they lower the error of the rounded table. If there are no more values than entries, the values themselves.
     *
     * @param size entries of the table; fewer are returned where there are fewer values
     * @param rounding rounds a value to the stored type; monotone
     * @param checkpoint called at least every 65,536 points; may throw to stop
     * @return ascending
     */
    public static double[] kmeans(Points points, int size, DoubleUnaryOperator rounding, Runnable checkpoint) {
        int[] boundaries = ScalarKMeans.partition(points, size, checkpoint);
        double[] entries = new double[boundaries.length - 1];
        for (int c = 0; c < entries.length; c++) {
            entries[c] = rounding.applyAsDouble(points.mean(boundaries[c], boundaries[c + 1]));
        }
        return points.size() <= size ? entries : refine(points, entries, rounding);
    }

    private static double[] refine(Points points, double[] entries, DoubleUnaryOperator rounding) {
        double error = points.error(entries);
        for (int step = 0; step < REFINEMENTS; step++) {
            double[] moved = moveToMeans(points, entries, rounding);
            double movedError = points.error(moved);
            if (!(movedError < error)) {
                break;
            }
            entries = moved;
            error = movedError;
        }
        return entries;
    }

    private static double[] moveToMeans(Points points, double[] entries, DoubleUnaryOperator rounding) {
        double[] moved = entries.clone();
        int from = 0;
        for (int c = 0; c < entries.length; c++) {
            int to = c + 1 == entries.length
                    ? points.size()
                    : points.firstAbove((entries[c] + entries[c + 1]) / 2);
            if (from < to) {
                moved[c] = rounding.applyAsDouble(points.mean(from, to));
            }
            from = to;
        }
        return moved;
    }

    /**
     * Equally spaced entries from the least to the greatest value. There are two ways to round them, and the one with
     * the smaller error is taken: each entry by itself, or, as coremltools does, the spacing first.
     *
     * @return ascending, {@code size} entries; none if there are no points
     */
    public static double[] uniform(Points points, int size, DoubleUnaryOperator rounding) {
        if (points.size() == 0) {
            return new double[0];
        }
        double least = points.least();
        double range = points.greatest() - least;
        double[] exact = new double[size];
        double[] spaced = new double[size];
        double spacing = rounding.applyAsDouble(range / (size - 1));
        for (int i = 0; i < size; i++) {
            exact[i] = rounding.applyAsDouble(least + range * i / (size - 1));
            spaced[i] = rounding.applyAsDouble(least + spacing * i);
        }
        boolean usable = Arrays.stream(spaced).allMatch(Double::isFinite);
        return usable && points.error(spaced) < points.error(exact) ? spaced : exact;
    }
}
