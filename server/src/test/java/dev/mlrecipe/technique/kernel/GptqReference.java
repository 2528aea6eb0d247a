package dev.mlrecipe.technique.kernel;

/**
 * GPTQ as its authors write it down (Frantar et al. 2022, algorithm 1): the inverse of the dampened moments, its upper
 * Cholesky factor U, and after each column i an update of all later ones by error / U[i][i] * U[i]. In double, without
 * blocks.
 */
final class GptqReference {
    private GptqReference() {}

    /** Rounds a value of a row and column; sees what the row is at that time. */
    interface Rounding {
        double round(int row, int column, double[] current);
    }

    /** The rounded rows. */
    static double[][] round(double[][] weight, float[] lower, double dampening, int[] order, Rounding rounding) {
        int n = order.length;
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += lower[i * (i + 1) / 2 + i] / n;
        }
        double[][] h = new double[n][n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                int i = Math.max(order[a], order[b]);
                int j = Math.min(order[a], order[b]);
                h[a][b] = lower[i * (i + 1) / 2 + j] + (a == b ? dampening * mean : 0);
            }
        }
        double[][] u = upper(inverse(h));
        double[][] result = new double[weight.length][n];
        for (int row = 0; row < weight.length; row++) {
            double[] current = weight[row].clone();
            for (int step = 0; step < n; step++) {
                int column = order[step];
                double rounded = rounding.round(row, column, current);
                result[row][column] = rounded;
                double error = (current[column] - rounded) / u[step][step];
                for (int later = step; later < n; later++) {
                    current[order[later]] -= error * u[step][later];
                }
            }
        }
        return result;
    }

    /** Gauss and Jordan. */
    static double[][] inverse(double[][] matrix) {
        int n = matrix.length;
        double[][] left = new double[n][];
        double[][] right = new double[n][n];
        for (int i = 0; i < n; i++) {
            left[i] = matrix[i].clone();
            right[i][i] = 1;
        }
        for (int k = 0; k < n; k++) {
            double pivot = left[k][k];
            for (int j = 0; j < n; j++) {
                left[k][j] /= pivot;
                right[k][j] /= pivot;
            }
            for (int i = 0; i < n; i++) {
                double factor = left[i][k];
                for (int j = 0; j < n && i != k; j++) {
                    left[i][j] -= factor * left[k][j];
                    right[i][j] -= factor * right[k][j];
                }
            }
        }
        return right;
    }

    /** U, upper, with UᵀU = matrix. */
    private static double[][] upper(double[][] matrix) {
        int n = matrix.length;
        double[][] u = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < i; k++) {
                    sum -= u[k][i] * u[k][j];
                }
                u[i][j] = i == j ? Math.sqrt(sum) : sum / u[i][i];
            }
        }
        return u;
    }
}
