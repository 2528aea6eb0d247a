package dev.mlrecipe.technique.kernel;

import java.io.IOException;
import java.util.Arrays;

/**
 * Rounds rows of a matrix column by column so that what they give on their inputs changes least: each column is asked
 * for with what makes up best for the errors of those before it. This is GPTQ (Frantar et al. 2022) without its inverse
 * matrix: with second moments G = L Lᵀ, columns in reverse, the error of a row's outputs is the sum over columns p of
 * L[p][p]² (wanted - rounded)², where wanted is the value plus Σ_{q>p} L[q][p] error_q / L[p][p] (Chee et al. 2023, QuIP,
 * theorem 6, show that both are the same).
 *
 * <p>All sums are in double and in a fixed order.
 */
public final class Compensation {
    /** Columns whose sums over earlier ones are taken together. */
    private static final int TILE = 64;

    /** Rounds columns; see {@link #run}. */
    public interface Rounding {
        /**
         * How many columns, this one first, are rounded in a way that depends on what is expected of them; 0 for none.
         *
         * @param step position in the order of columns
         */
        default int together(int step) {
            return 0;
        }

        /**
         * Hears what {@link #together} columns would be without errors of their own.
         *
         * @param step position of the first one
         * @param expected by position from {@code step} on, then by row
         * @param weights how much a squared error of each counts
         */
        default void expect(int step, double[][] expected, double[] weights, int columns, int rows) {}

        /**
         * Rounds a column.
         *
         * @param step its position
         * @param values what it is, by row
         * @param wanted what makes up best for errors so far
         * @param rounded to be filled
         */
        void round(int step, double[] values, double[] wanted, int rows, double[] rounded) throws IOException;
    }

    private final Triangle factor;
    private final int n;
    private final int[] order;
    private final double[][] errors;
    private final double[][] sums;
    private final double[] wanted;
    private final double[] rounded;
    private double[][] expected = {};

    /**
     * @param factor of the second moments, for this order
     * @param order the columns in the order of rounding
     * @param rows the most rows of one {@link #run}
     */
    public Compensation(Triangle factor, int[] order, int rows) {
        this.factor = factor;
        this.n = factor.size();
        this.order = order.clone();
        this.errors = new double[n][rows];
        this.sums = new double[TILE][rows];
        this.wanted = new double[rows];
        this.rounded = new double[rows];
    }

    /**
     * Rounds some rows.
     *
     * @param columns the values, by column as they lie, then by row
     * @param checkpoint called often; may throw to stop
     * @return the weighted squared error of all rows
     */
    public double run(double[][] columns, int rows, Rounding rounding, Runnable checkpoint) throws IOException {
        double error = 0;
        int known = 0;
        for (int first = 0; first < n; first += TILE) {
            checkpoint.run();
            int end = Math.min(n, first + TILE);
            for (int step = first; step < end; step++) {
                sum(step, 0, first, sums[step - first], rows);
            }
            for (int step = first; step < end; step++) {
                if (step == known) {
                    int together = rounding.together(step);
                    if (together > 0) {
                        expect(step, together, columns, rows, rounding);
                    }
                    known += Math.max(1, together);
                }
                double[] sum = sums[step - first];
                add(step, first, step, sum, rows);
                double pivot = factor.at(n - 1 - step, n - 1 - step);
                double[] values = columns[order[step]];
                for (int row = 0; row < rows; row++) {
                    wanted[row] = values[row] + sum[row] / pivot;
                }
                rounding.round(step, values, wanted, rows, rounded);
                double squares = 0;
                double[] own = errors[step];
                for (int row = 0; row < rows; row++) {
                    double distance = wanted[row] - rounded[row];
                    squares += distance * distance;
                    own[row] = values[row] - rounded[row];
                }
                error += pivot * pivot * squares;
            }
        }
        return error;
    }

    /** What columns are wanted to be where each becomes just that. */
    private void expect(int step, int count, double[][] columns, int rows, Rounding rounding) {
        if (expected.length < count) {
            expected = new double[count][errors[0].length];
        }
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            int column = step + i;
            double pivot = factor.at(n - 1 - column, n - 1 - column);
            weights[i] = pivot * pivot;
            double[] values = columns[order[column]];
            double[] sum = expected[i];
            if (step == 0) {
                System.arraycopy(values, 0, sum, 0, rows);
                continue;
            }
            sum(column, 0, column, sum, rows);
            double[] own = errors[column];
            for (int row = 0; row < rows; row++) {
                own[row] = -sum[row] / pivot;
                sum[row] = values[row] - own[row];
            }
        }
        rounding.expect(step, expected, weights, count, rows);
    }

    /** Sums over the columns {@code from} to {@code to - 1} what their errors add to {@code step}. */
    private void sum(int step, int from, int to, double[] target, int rows) {
        Arrays.fill(target, 0, rows, 0);
        add(step, from, to, target, rows);
    }

    private void add(int step, int from, int to, double[] target, int rows) {
        int p = n - 1 - step;
        int j = from;
        for (; j + 8 <= to; j += 8) {
            addEight(p, j, target, rows);
        }
        for (; j < to; j++) {
            double weight = factor.at(n - 1 - j, p);
            double[] error = errors[j];
            for (int row = 0; row < rows; row++) {
                target[row] += weight * error[row];
            }
        }
    }

    private void addEight(int p, int j, double[] target, int rows) {
        int q = n - 1 - j;
        double w0 = factor.at(q, p);
        double w1 = factor.at(q - 1, p);
        double w2 = factor.at(q - 2, p);
        double w3 = factor.at(q - 3, p);
        double w4 = factor.at(q - 4, p);
        double w5 = factor.at(q - 5, p);
        double w6 = factor.at(q - 6, p);
        double w7 = factor.at(q - 7, p);
        double[] e0 = errors[j];
        double[] e1 = errors[j + 1];
        double[] e2 = errors[j + 2];
        double[] e3 = errors[j + 3];
        double[] e4 = errors[j + 4];
        double[] e5 = errors[j + 5];
        double[] e6 = errors[j + 6];
        double[] e7 = errors[j + 7];
        for (int row = 0; row < rows; row++) {
            target[row] += (w0 * e0[row] + w1 * e1[row])
                    + (w2 * e2[row] + w3 * e3[row])
                    + ((w4 * e4[row] + w5 * e5[row]) + (w6 * e6[row] + w7 * e7[row]));
        }
    }
}
