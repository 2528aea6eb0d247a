package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of products against plain ones in double. */
class GramSumsTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 7", "8, 5", "9, 257", "128, 300", "127, 33"})
    void theLowerTriangleOfTheProduct(int rows, int features) {
        Random random = new Random(rows * 31L + features);
        float[] x = new float[GramSums.ROWS * features];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        int at = 5;
        float[] sums = new float[at + GramSums.size(features) + 3];
        Arrays.fill(sums, 1);

        GramSums.add(x, rows, features, sums, at);

        for (int i = 0; i < features; i++) {
            for (int j = 0; j <= i; j++) {
                double expected = 1;
                for (int row = 0; row < rows; row++) {
                    expected += (double) x[row * features + i] * x[row * features + j];
                }
                assertEquals(expected, sums[at + i * (i + 1) / 2 + j], 1e-4, i + ", " + j);
            }
        }
        assertEquals(1, sums[at - 1]);
        assertEquals(1, sums[sums.length - 1]);
    }
}
