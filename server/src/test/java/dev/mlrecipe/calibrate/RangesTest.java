package dev.mlrecipe.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.activation.Range;
import dev.mlrecipe.coreml.activation.RangeMethod;
import dev.mlrecipe.coreml.activation.Scheme;
import dev.mlrecipe.coreml.tensor.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ranges that leave numbers out, against what sorting and trying says. */
class RangesTest {
    private static final Scheme SYMMETRIC = new Scheme(DataType.INT8, true);
    private static final Scheme AFFINE = new Scheme(DataType.UINT8, false);

    /** Shapes that activations have. */
    private enum Numbers {
        GAUSSIAN(random -> (float) random.nextGaussian()),
        BEHIND_RELU(random -> (float) Math.max(0, random.nextGaussian() - 0.5)),
        LONG_TAILS(random -> (float) (random.nextGaussian() / Math.pow(random.nextDouble() + 1e-4, 0.5))),
        SHIFTED(random -> (float) (3 + random.nextGaussian() * 0.3)),
        NEGATIVE(random -> (float) -Math.exp(random.nextGaussian())),
        ONE_OUTLIER(random -> random.nextInt(20_000) == 7 ? 500 : (float) random.nextGaussian()),
        HALVES(random -> Float.float16ToFloat(Float.floatToFloat16((float) random.nextGaussian() * 1e-3f)));

        private final ToDoubleFunction<Random> next;

        Numbers(ToDoubleFunction<Random> next) {
            this.next = next;
        }

        float[] numbers() {
            Random random = new Random(31 + ordinal());
            float[] numbers = new float[40_001];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) next.applyAsDouble(random);
            }
            return numbers;
        }
    }

    @ParameterizedTest
    @EnumSource
    void percentilesAreLessThanABinOutside(Numbers kind) {
        float[] numbers = kind.numbers();
        float[] sorted = numbers.clone();
        Arrays.sort(sorted);
        Range seen = new Range(sorted[0], sorted[sorted.length - 1]);
        for (double percent : List.of(60.0, 99.0, 99.9, 99.99, 100.0)) {
            int each = (int) (sorted.length * (100 - percent) / 200);
            double bin = (seen.max() - seen.min()) / Histogram.BINS;
            Range range = narrowed(numbers, AFFINE, new RangeMethod.Percentile(percent));
            assertOutside(sorted[each], range.min(), -bin, kind + " " + percent);
            assertOutside(sorted[sorted.length - 1 - each], range.max(), bin, kind + " " + percent);

            float[] magnitudes = new float[numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                magnitudes[i] = Math.abs(numbers[i]);
            }
            Arrays.sort(magnitudes);
            int kept = magnitudes.length - 1 - (int) (magnitudes.length * (100 - percent) / 100);
            double wide = 2.0 * magnitudes[magnitudes.length - 1] / Histogram.BINS;
            Range even = narrowed(numbers, SYMMETRIC, new RangeMethod.Percentile(percent));
            double largest = Math.max(Math.abs(even.min()), Math.abs(even.max()));
            assertOutside(magnitudes[kept], largest, wide, kind + " " + percent);
        }
    }

    private static void assertOutside(double exact, double found, double bin, String message) {
        double beyond = (found - exact) / bin;
        assertTrue(beyond > -1e-6 && beyond < 1.001, message + ": " + found + " for " + exact + ", bins: " + beyond);
    }

    /** No range that another search finds makes a clearly smaller error with the numbers themselves. */
    @ParameterizedTest
    @EnumSource
    void leastErrorIsThatOfTheNumbersThemselves(Numbers kind) {
        float[] numbers = kind.numbers();
        for (Scheme scheme : List.of(SYMMETRIC, AFFINE)) {
            Range found = narrowed(numbers, scheme, new RangeMethod.LeastError());
            Range seen = narrowed(numbers, scheme, new RangeMethod.MinMax());
            double error = error(numbers, found, scheme);
            double least = Double.MAX_VALUE;
            Random random = new Random(37);
            for (int i = 0; i < 300; i++) {
                double low = i < 100 ? i / 100.0 : random.nextDouble();
                double high = i < 100 ? low : random.nextDouble();
                Range other = new Range(
                        Math.min(0, seen.min()) * (1 - low), Math.max(0, seen.max()) * (1 - high) + Float.MIN_VALUE);
                least = Math.min(least, error(numbers, other, scheme));
            }
            assertTrue(error <= least * 1.03, kind + " " + scheme + ": " + found + " " + error + " > " + least);
            assertTrue(error <= error(numbers, seen, scheme) * 1.0001, kind + " " + scheme);
        }
    }

    /** The mean square of differences, as Core ML's operations would make them with an exact scale. */
    private static double error(float[] numbers, Range range, Scheme scheme) {
        double min = Math.min(0, range.min());
        double max = Math.max(0, range.max());
        double scale = scheme.symmetric() ? Math.max(-min, max) / 127 : (max - min) / 255;
        double lowest = scheme.symmetric() ? -127 : -Math.rint(-min / scale);
        double highest = scheme.symmetric() ? 127 : lowest + 255;
        double sum = 0;
        for (float number : numbers) {
            double difference = number - scale * Math.clamp(Math.rint(number / scale), lowest, highest);
            sum += difference * difference;
        }
        return sum / numbers.length;
    }

    private static Range narrowed(float[] numbers, Scheme scheme, RangeMethod method) {
        Sightings sightings = new Sightings();
        sightings.add("value", numbers);
        Narrowing narrowing = new Narrowing(Map.of("value", new Wanted(scheme, method)), sightings.ranges());
        if (narrowing.values().isEmpty()) {
            return sightings.ranges().get("value");
        }
        int third = numbers.length / 3;
        narrowing.add("value", Arrays.copyOfRange(numbers, 0, third));
        narrowing.add("value", Arrays.copyOfRange(numbers, third, numbers.length));
        return narrowing.range("value");
    }

    @Test
    void oneNumberAloneIsItsRange() {
        for (Supplier<RangeMethod> method : List.<Supplier<RangeMethod>>of(
                RangeMethod.LeastError::new, () -> new RangeMethod.Percentile(99))) {
            assertEquals(new Range(2, 2), narrowed(new float[] {2, 2, 2}, AFFINE, method.get()));
            assertEquals(new Range(0, 0), narrowed(new float[3], SYMMETRIC, method.get()));
        }
        assertEquals(
                new Range(0, 1), narrowed(new float[] {0, 1}, SYMMETRIC, new RangeMethod.Percentile(99)));
    }
}
