package dev.mlrecipe.technique.kernel;

/**
 * The Cholesky factor L of a positive definite matrix G = L Lᵀ, in double. G holds the second moments of a layer's
 * inputs, its rows and columns in the reverse of the order in which they will be rounded, and a little more on the
 * diagonal ("dampening"), which keeps it positive definite and the errors near the values.
 */
public final class Triangle {
    /** Columns that are eliminated at a time. */
    private static final int PANEL = 32;

    private static final int MOST_TRIES = 12;

    private final int n;
    private final double[] rows;

    private Triangle(int n, double[] rows) {
        this.n = n;
        this.rows = rows;
    }

    /**
     * Factors a matrix.
     *
     * @param lower its lower triangle, row by row
     * @param order the order of its columns; the last one comes first in G
     * @param dampening what is added to the diagonal, as a share of its mean; ten times that, and so on, where rounding
     *     leaves the matrix indefinite
     * @param checkpoint called often; may throw to stop
     */
    public static Triangle of(float[] lower, int[] order, double dampening, Runnable checkpoint) {
        int n = order.length;
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += lower[i * (i + 1) / 2 + i] / n;
        }
        double[] rows = new double[GramSums.size(n)];
        double share = dampening;
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            fill(rows, lower, order, mean > 0 ? share * mean : 1);
            if (factor(rows, n, checkpoint)) {
                return new Triangle(n, rows);
            }
            share *= 10;
        }
        throw new ArithmeticException("the inputs' second moments are no finite numbers");
    }

    private static void fill(double[] rows, float[] lower, int[] order, double added) {
        int n = order.length;
        for (int a = 0; a < n; a++) {
            int i = order[n - 1 - a];
            int start = a * (a + 1) / 2;
            for (int b = 0; b < a; b++) {
                int j = order[n - 1 - b];
                rows[start + b] = i > j ? lower[i * (i + 1) / 2 + j] : lower[j * (j + 1) / 2 + i];
            }
            rows[start + a] = lower[i * (i + 1) / 2 + i] + added;
        }
    }

    /** Turns G into L, some columns at a time; whether it is positive definite. */
    private static boolean factor(double[] g, int n, Runnable checkpoint) {
        double[][] columns = new double[PANEL][n];
        for (int first = 0; first < n; first += PANEL) {
            checkpoint.run();
            int width = Math.min(PANEL, n - first);
            for (int k = 0; k < width; k++) {
                int column = first + k;
                double pivot = g[column * (column + 1) / 2 + column];
                if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
                    return false;
                }
                double root = Math.sqrt(pivot);
                double[] own = columns[k];
                for (int a = column; a < n; a++) {
                    int at = a * (a + 1) / 2 + column;
                    own[a] = a == column ? root : g[at] / root;
                    g[at] = own[a];
                }
                // The rest of the panel's columns, of all rows below.
                int end = first + width;
                for (int a = column + 1; a < n; a++) {
                    int start = a * (a + 1) / 2;
                    double factor = own[a];
                    for (int b = column + 1; b < Math.min(end, a + 1); b++) {
                        g[start + b] -= factor * own[b];
                    }
                }
            }
            if (width == PANEL) {
                for (int a = first + PANEL; a < n; a++) {
                    subtract(g, a * (a + 1) / 2, first + PANEL, a + 1, columns, a);
                }
            }
        }
        return true;
    }

    private static void subtract(double[] g, int start, int from, int to, double[][] columns, int a) {
        for (int k = 0; k < PANEL; k += 8) {
            double[] c0 = columns[k];
            double[] c1 = columns[k + 1];
            double[] c2 = columns[k + 2];
            double[] c3 = columns[k + 3];
            double[] c4 = columns[k + 4];
            double[] c5 = columns[k + 5];
            double[] c6 = columns[k + 6];
            double[] c7 = columns[k + 7];
            double a0 = c0[a];
            double a1 = c1[a];
            double a2 = c2[a];
            double a3 = c3[a];
            double a4 = c4[a];
            double a5 = c5[a];
            double a6 = c6[a];
            double a7 = c7[a];
            for (int b = from; b < to; b++) {
                g[start + b] -= (a0 * c0[b] + a1 * c1[b])
                        + (a2 * c2[b] + a3 * c3[b])
                        + ((a4 * c4[b] + a5 * c5[b]) + (a6 * c6[b] + a7 * c7[b]));
            }
        }
    }

    /** Rows and columns. */
    int size() {
        return n;
    }

    /** L[a][b], b <= a. */
    double at(int a, int b) {
        return rows[a * (a + 1) / 2 + b];
    }
}
