package dev.mlrecipe.coreml.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ErrorSumsTest {
    private static final long SEED = 5;
    private static final float NAN = Float.NaN;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    @Test
    void aSmallExample() {
        ErrorSums.Result result = compare(new float[] {1, -2, 3, 0}, new float[] {1, -1, 3.5f, 0});
        assertEquals(1.25 / 4, result.mse());
        assertEquals(1, largest(new float[] {1, -2, 3, 0}, new float[] {1, -1, 3.5f, 0}));
        assertEquals(10 * Math.log10(14 / 1.25), result.snrDb(), 1e-12);
        assertEquals(0.25, result.zeroFraction());
        assertEquals(4, result.elements());
    }

    @Test
    void piecesDoNotMatter() {
        Random random = new Random(SEED);
        int size = 50_001;
        float[] original = new float[size];
        float[] compressed = new float[size];
        for (int i = 0; i < size; i++) {
            original[i] = (float) random.nextGaussian();
            compressed[i] = original[i] + (float) random.nextGaussian() * 0.01f;
        }
        ErrorSums.Result whole = compare(original, compressed);
        for (int round = 0; round < 20; round++) {
            ErrorSums sums = new ErrorSums();
            for (int done = 0; done < size; ) {
                int n = Math.min(1 + random.nextInt(9000), size - done);
                sums.add(original, compressed, done, n);
                done += n;
            }
            assertEquals(whole, sums.result(), "seed " + SEED);
        }
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += Math.pow((double) original[i] - compressed[i], 2);
        }
        assertEquals(squares / size, whole.mse(), 1e-12);
    }

    @Test
    void equalValuesHaveNoErrorEvenIfTheyAreNotFinite() {
        float[] values = {1, NAN, INFINITY, -INFINITY};
        ErrorSums.Result result = compare(values, values.clone());
        assertEquals(new ErrorSums.Result(4, 1, 0, 0), result);
        assertEquals(Double.POSITIVE_INFINITY, result.snrDb());
        assertEquals(0, largest(values, values.clone()));
    }

    @Test
    void losingFinitenessIsAnInfiniteError() {
        float[][] pairs = {{1, NAN}, {NAN, 1}, {1, INFINITY}, {INFINITY, -INFINITY}, {NAN, INFINITY}};
        for (float[] pair : pairs) {
            ErrorSums.Result result = compare(new float[] {pair[0], 2}, new float[] {pair[1], 2});
            assertEquals(Double.POSITIVE_INFINITY, result.mse());
            assertEquals(Double.POSITIVE_INFINITY, largest(new float[] {pair[0], 2}, new float[] {pair[1], 2}));
            assertEquals(Double.NEGATIVE_INFINITY, result.snrDb());
        }
    }

    @Test
    void degenerateWeights() {
        ErrorSums.Result empty = compare(new float[0], new float[0]);
        assertEquals(new ErrorSums.Result(0, 0, 0, 0), empty);
        assertEquals(0, empty.mse());
        assertEquals(0, empty.zeroFraction());
        assertEquals(Double.NEGATIVE_INFINITY, compare(new float[] {0, 0}, new float[] {0, 1}).snrDb());
        assertEquals(1, compare(new float[] {0, 0}, new float[] {0, -0f}).zeroFraction());
        // The largest floats do not overflow.
        float[] huge = {Float.MAX_VALUE};
        assertEquals(2.0 * Float.MAX_VALUE, largest(huge, new float[] {-Float.MAX_VALUE}));
        assertEquals(4.0 * Float.MAX_VALUE * Float.MAX_VALUE, compare(huge, new float[] {-Float.MAX_VALUE}).mse());
    }

    @Test
    void streamsTwoRepresentations() throws IOException {
        Random random = new Random(SEED);
        float[] values = new float[40_000];
        byte[] codes = new byte[40_000];
        for (int i = 0; i < values.length; i++) {
            codes[i] = (byte) random.nextInt(4);
            values[i] = codes[i] + 0.125f;
        }
        Shape shape = Shape.of(200, 200);
        Dense original = new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT32, shape, values));
        LookupTable compressed = new LookupTable(
                MemoryTensorWriter.ofCodes(DataType.UINT2, shape, codes),
                new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT32, Shape.of(1, 1, 4, 1), 0, 1, 2, 3)),
                0);
        int[] checkpoints = {0};
        ErrorSums.Result result = ErrorSums.between(original, compressed, () -> checkpoints[0]++);
        assertEquals(0.125 * 0.125, result.mse());
        assertEquals(0.125, LargestError.between(original, compressed, () -> {}));
        assertEquals(5, checkpoints[0]);
        Dense other = new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT32, Shape.of(1), 1));
        assertThrows(IllegalArgumentException.class, () -> ErrorSums.between(original, other, () -> {}));
    }

    @Test
    void pairsThatOccurOftenCountAsOften() {
        ErrorSums counted = new ErrorSums();
        counted.add(1, 1.5, 3);
        counted.add(-2, 0, 5);
        ErrorSums.Result plain =
                compare(new float[] {1, 1, 1, -2, -2, -2, -2, -2}, new float[] {1.5f, 1.5f, 1.5f, 0, 0, 0, 0, 0});
        assertEquals(plain, counted.result());
    }

    private static double largest(float[] original, float[] compressed) {
        try {
            return LargestError.between(dense(original), dense(compressed), () -> {});
        } catch (IOException impossible) {
            throw new AssertionError("memory cannot fail", impossible);
        }
    }

    private static Dense dense(float[] values) {
        return new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT32, Shape.of(values.length), values));
    }

    private static ErrorSums.Result compare(float[] original, float[] compressed) {
        ErrorSums sums = new ErrorSums();
        sums.add(original, compressed, 0, original.length);
        return sums.result();
    }
}
