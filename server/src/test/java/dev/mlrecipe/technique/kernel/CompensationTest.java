package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.testing.VectorMoments;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compensation of errors against GPTQ as it is written down, and its error against outputs. */
class CompensationTest {

    @ParameterizedTest
    @CsvSource({"1, 1, false", "2, 9, true", "5, 64, false", "3, 65, true", "7, 150, false", "4, 203, true"})
    void theSameAsGptq(int rows, int features, boolean greatestFirst) throws IOException {
        VectorMoments moments = VectorMoments.correlated(1, features, 3 * features, false, features);
        float[] lower = moments.matrix(0);
        int[] order = greatestFirst ? InputOrder.greatestFirst(lower, features) : InputOrder.natural(features);
        double[][] weight = random(rows, features, 5);
        double[][] expected = GptqReference.round(
                weight, lower, 0.01, order, (row, column, current) -> Math.rint(4 * current[column]) / 4);

        double[][] found = new double[rows][features];
        Triangle factor = Triangle.of(lower, order, 0.01, () -> {});
        double error = new Compensation(factor, order, rows).run(
                columns(weight),
                rows,
                (step, values, wanted, count, rounded) -> {
                    for (int row = 0; row < count; row++) {
                        rounded[row] = Math.rint(4 * wanted[row]) / 4;
                        found[row][order[step]] = rounded[row];
                    }
                },
                () -> {});

        for (int row = 0; row < rows; row++) {
            assertArrayEquals(expected[row], found[row], "row " + row);
        }
        assertEquals(outputs(moments, lower, weight, found), error, 1e-4 * error);
    }

    /** What is expected of columns that are rounded together is what GPTQ has there at that time. */
    @ParameterizedTest
    @CsvSource({"3, 30, 10", "2, 130, 65", "4, 96, 32"})
    void expectsWhatGptqHas(int rows, int features, int together) throws IOException {
        VectorMoments moments = VectorMoments.correlated(1, features, 2 * features, false, 3);
        float[] lower = moments.matrix(0);
        int[] order = InputOrder.natural(features);
        double[][] weight = random(rows, features, 8);
        double[][][] seen = new double[features / together][rows][];
        GptqReference.round(weight, lower, 0.01, order, (row, column, current) -> {
            if (column % together == 0) {
                seen[column / together][row] = Arrays.copyOfRange(current, column, column + together);
            }
            return Math.rint(2 * current[column]) / 2;
        });

        Triangle factor = Triangle.of(lower, order, 0.01, () -> {});
        new Compensation(factor, order, rows).run(
                columns(weight),
                rows,
                new Compensation.Rounding() {
                    @Override
                    public int together(int step) {
                        return together;
                    }

                    @Override
                    public void expect(int step, double[][] expected, double[] weights, int columns, int count) {
                        for (int row = 0; row < count; row++) {
                            for (int i = 0; i < columns; i++) {
                                assertEquals(seen[step / together][row][i], expected[i][row], 1e-9);
                            }
                        }
                    }

                    @Override
                    public void round(int step, double[] values, double[] wanted, int count, double[] rounded) {
                        for (int row = 0; row < count; row++) {
                            rounded[row] = Math.rint(2 * wanted[row]) / 2;
                        }
                    }
                },
                () -> {});
    }

    private static double[][] random(int rows, int features, long seed) {
        Random random = new Random(seed);
        double[][] weight = new double[rows][features];
        for (double[] row : weight) {
            for (int i = 0; i < features; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return weight;
    }

    private static double[][] columns(double[][] weight) {
        double[][] columns = new double[weight[0].length][weight.length];
        for (int row = 0; row < weight.length; row++) {
            for (int i = 0; i < columns.length; i++) {
                columns[i][row] = weight[row][i];
            }
        }
        return columns;
    }

    /** With dampening: its share of the diagonal times the squared error of the weights themselves. */
    private static double outputs(VectorMoments moments, float[] lower, double[][] weight, double[][] found) {
        double[][] difference = new double[weight.length][weight[0].length];
        double squares = 0;
        double mean = 0;
        for (int i = 0; i < weight[0].length; i++) {
            mean += InputOrder.diagonal(lower, i) / weight[0].length;
        }
        for (int row = 0; row < weight.length; row++) {
            for (int i = 0; i < weight[0].length; i++) {
                difference[row][i] = weight[row][i] - found[row][i];
                squares += difference[row][i] * difference[row][i];
            }
        }
        return moments.outputs(difference) + 0.01 * mean * squares;
    }
}
