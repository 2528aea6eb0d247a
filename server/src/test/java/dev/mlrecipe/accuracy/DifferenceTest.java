package dev.mlrecipe.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Differences of tensors and their sums, beside formulas written out over all elements of all samples. */
class DifferenceTest {

    @Test
    void figuresAreThoseOfTheFormulas() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            List<float[]> wanted = new ArrayList<>();
            List<float[]> found = new ArrayList<>();
            DifferenceSums sums = new DifferenceSums();
            for (int i = 0; i < 1 + seed % 5; i++) {
                float[] a = new float[1 + random.nextInt(9)];
                float[] b = new float[a.length];
                for (int k = 0; k < a.length; k++) {
                    a[k] = (float) random.nextGaussian(1, 4);
                    b[k] = a[k] + (float) random.nextGaussian(0, 2);
                }
                wanted.add(a);
                found.add(b);
                sums.add(Difference.of(floats(a), floats(b)));
            }
            String where = "seed " + seed;
            assertEquals(snrDb(wanted, found), sums.snrDb(), 1e-9, where);
            assertEquals(psnrDb(wanted, found), sums.psnrDb(), 1e-9, where);
            List<Double> cosines = cosines(wanted, found);
            assertEquals(
                    cosines.stream().mapToDouble(c -> c).average().orElseThrow(), sums.meanCosine(), 1e-12, where);
            assertEquals(cosines.stream().mapToDouble(c -> c).min().orElseThrow(), sums.minCosine(), 1e-12, where);
            assertEquals(agreement(wanted, found), sums.agreement(), where);
            assertEquals(wanted.size(), sums.samples());
        }
    }

    private static double noise(List<float[]> wanted, List<float[]> found) {
        double sum = 0;
        for (int i = 0; i < wanted.size(); i++) {
            for (int k = 0; k < wanted.get(i).length; k++) {
                sum += Math.pow((double) wanted.get(i)[k] - found.get(i)[k], 2);
            }
        }
        return sum;
    }

    private static double snrDb(List<float[]> wanted, List<float[]> found) {
        double signal = 0;
        for (float[] values : wanted) {
            for (float value : values) {
                signal += Math.pow(value, 2);
            }
        }
        return 10 * Math.log10(signal / noise(wanted, found));
    }

    private static double psnrDb(List<float[]> wanted, List<float[]> found) {
        double peak = 0;
        int elements = 0;
        for (float[] values : wanted) {
            elements += values.length;
            for (float value : values) {
                peak = Math.max(peak, Math.abs(value));
            }
        }
        return 10 * Math.log10(peak * peak / (noise(wanted, found) / elements));
    }

    private static List<Double> cosines(List<float[]> wanted, List<float[]> found) {
        List<Double> cosines = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            double product = 0;
            double left = 0;
            double right = 0;
            for (int k = 0; k < wanted.get(i).length; k++) {
                product += (double) wanted.get(i)[k] * found.get(i)[k];
                left += Math.pow(wanted.get(i)[k], 2);
                right += Math.pow(found.get(i)[k], 2);
            }
            cosines.add(product / Math.sqrt(left * right));
        }
        return cosines;
    }

    private static double agreement(List<float[]> wanted, List<float[]> found) {
        double agreeing = 0;
        for (int i = 0; i < wanted.size(); i++) {
            agreeing += argmax(wanted.get(i)) == argmax(found.get(i)) ? 1 : 0;
        }
        return agreeing / wanted.size();
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    @Test
    void equalTensorsHaveNoError() {
        DifferenceSums sums = new DifferenceSums();
        sums.add(Difference.of(floats(1, -2), floats(1, -2)));
        sums.add(Difference.of(floats(0, 0), floats(0, 0)));

        assertEquals(Double.POSITIVE_INFINITY, sums.snrDb());
        assertEquals(Double.POSITIVE_INFINITY, sums.psnrDb());
        assertEquals(1, sums.meanCosine());
        assertEquals(1, sums.minCosine());
        assertEquals(1, sums.agreement());
    }

    @Test
    void zerosForSomethingAndSomethingForZeros() {
        assertEquals(0, Difference.of(floats(1, 2), floats(0, 0)).cosine());
        assertEquals(0, Difference.of(floats(0, 0), floats(1, 2)).cosine());
        DifferenceSums sums = new DifferenceSums();
        sums.add(Difference.of(floats(0, 0), floats(1, 2)));
        assertEquals(Double.NEGATIVE_INFINITY, sums.snrDb());
    }

    @Test
    void infiniteElementsOfTheReferenceDoNotCount() {
        float endless = Float.NEGATIVE_INFINITY;
        Difference difference = Difference.of(floats(3, endless, 4), floats(3, endless, 3));

        assertEquals(new Difference(2, 25, 1, 4, difference.cosine(), 2, 0), difference);
        assertEquals(21 / (5 * Math.sqrt(18)), difference.cosine(), 1e-12);
    }

    @Test
    void otherShapesAndEndlessErrorsAreAsWrongAsCanBe() {
        for (Tensor candidate : List.of(floats(1, Float.NaN), floats(Float.POSITIVE_INFINITY, 1), floats(1, 2, 3))) {
            DifferenceSums sums = new DifferenceSums();
            sums.add(Difference.of(floats(1, 2), candidate));
            assertEquals(Double.NEGATIVE_INFINITY, sums.snrDb(), candidate.toString());
            assertEquals(0, sums.minCosine(), candidate.toString());
        }
    }

    @Test
    void theClassIsTheFirstLargestElementOrTheInteger() {
        assertEquals(1, Difference.of(floats(1, 2, 2), floats(0, 0, 0)).referenceClass());
        assertEquals(1, Difference.of(floats(1), floats(Float.NaN, -5)).candidateClass());
        assertEquals(-1, Difference.of(floats(1), floats(Float.NaN)).candidateClass());
        Tensor seven = new Tensor.Ints(Shape.of(1), new int[] {7});
        assertEquals(7, Difference.of(seven, seven).referenceClass());
    }

    private static Tensor floats(float... values) {
        return new Tensor.Floats(Shape.of(values.length), values);
    }
}
