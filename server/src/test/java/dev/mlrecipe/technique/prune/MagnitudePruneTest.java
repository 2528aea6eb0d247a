package dev.mlrecipe.technique.prune;

import static dev.mlrecipe.technique.prune.Pruned.MAGNITUDE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Violation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MagnitudePruneTest {

    @Test
    void theMaskMarksWhatIsNotZeroAndTheValuesFollowInOrder() throws IOException {
        Dense weight = Pruned.dense(DataType.FLOAT16, Shape.of(2, 4), 3, -1, 0, 4, 2, -5, 1, 6);
        Sparse form = (Sparse) Pruned.magnitude(Pruned.subject(weight, false), "target_sparsity", 0.5);
        assertArrayEquals(new byte[] {1, 0, 0, 1, 0, 1, 0, 1}, Pruned.codes(form.mask()));
        assertArrayEquals(new float[] {3, 4, -5, 6}, Pruned.expand(new Dense(form.values())));
    }

    @Test
    void exactlyTheRoundedShareGoes() throws IOException {
        // coremltools prunes floor((N-1)s)+1 values: one here, where 0.4 rounds to none.
        assertArrayEquals(new float[] {4, 3, 2, 1}, pruned(0.1, 4, 3, 2, 1));
        // coremltools prunes all ties at the threshold: four here.
        assertArrayEquals(new float[] {0, 0, 1, 1, 2, 2}, pruned(0.3, 1, 1, 1, 1, 2, 2));
        // coremltools rounds the interpolated percentile to float16, which can take the next value too.
        assertArrayEquals(new float[] {0, 1025, 1026}, pruned(0.34, 1024, 1025, 1026));
        assertArrayEquals(new float[] {1, 2, 3}, pruned(0, 1, 2, 3));
        assertArrayEquals(new float[] {0, 0, 0}, pruned(1, 1, 2, 3));
    }

    @Test
    void zerosCountAsPrunedFirst() throws IOException {
        assertArrayEquals(new float[] {0, 5, 0, 7}, pruned(0.5, 0, 5, -0f, 7));
        assertArrayEquals(new float[] {0, 0, 0, 7}, pruned(0.25, 0, 0, 0, 7));
    }

    @Test
    void infinityIsTheLargestMagnitudeAndNaNStays() throws IOException {
        float inf = Float.POSITIVE_INFINITY;
        assertArrayEquals(new float[] {0, -inf, Float.NaN}, pruned(0.34, 9, -inf, Float.NaN));
        assertArrayEquals(new float[] {0, 0, Float.NaN}, pruned(1, 9, -inf, Float.NaN));
    }

    /** Of float32 and float16 values, which go different ways. */
    private static float[] pruned(double share, float... values) throws IOException {
        Dense single = Pruned.dense(DataType.FLOAT32, Shape.of(values.length), values);
        Dense half = Pruned.dense(DataType.FLOAT16, Shape.of(values.length), values);
        float[] result = Pruned.expand(Pruned.magnitude(Pruned.subject(single, false), "target_sparsity", share));
        assertArrayEquals(
                result, Pruned.expand(Pruned.magnitude(Pruned.subject(half, false), "target_sparsity", share)));
        return result;
    }

    @Test
    void blocksGoAsAWhole() throws IOException {
        // The example of coremltools' documentation; here half of the four blocks goes, the documented result has
        // block column 0 of the first pair pruned only in part because it ranks elements.
        Dense weight = Pruned.dense(DataType.FLOAT16, Shape.of(4, 2), 1, 3, -6, -7, 0, 3, -9, 2);
        Representation form = Pruned.magnitude(
                Pruned.subject(weight, false), "target_sparsity", 0.5, "block_size", 2, "dim", 0);
        assertArrayEquals(new float[] {0, 3, 0, -7, 0, 0, -9, 0}, Pruned.expand(form));
    }

    @Test
    void sumsOfSquaresOfFloat16DoNotOverflow() throws IOException {
        // coremltools computes the squares in float16: 150^2 fits, 300^2 does not, and nothing is pruned.
        Dense weight = Pruned.dense(DataType.FLOAT16, Shape.of(4, 2), 300, 150, 300, 150, 150, 300, 150, 300);
        Representation form = Pruned.magnitude(
                Pruned.subject(weight, false), "target_sparsity", 0.5, "block_size", 2);
        assertArrayEquals(new float[] {300, 0, 300, 0, 0, 300, 0, 300}, Pruned.expand(form));
        // Squares below 2^-24 vanish in float16: all blocks look equal to coremltools.
        Dense small = Pruned.dense(DataType.FLOAT16, Shape.of(4, 1), 2e-4f, 2e-4f, 1e-4f, 1e-4f);
        assertArrayEquals(
                new float[] {0, 0},
                java.util.Arrays.copyOfRange(
                        Pruned.expand(Pruned.magnitude(
                                Pruned.subject(small, false), "target_sparsity", 0.5, "block_size", 2)),
                        2,
                        4));
    }

    @Test
    void aShorterLastGroupCountsAsFilledUpWithZeros() throws IOException {
        Dense weight = Pruned.dense(DataType.FLOAT16, Shape.of(1, 9), 1, 2, 3, 4, 4, 3, 2, 1, 9);
        Representation form = Pruned.magnitude(Pruned.subject(weight, false), "n_m_ratio", List.of(2, 4));
        assertArrayEquals(new float[] {0, 0, 3, 4, 4, 3, 0, 0, 9}, Pruned.expand(form));
        Dense equal = Pruned.dense(DataType.FLOAT16, Shape.of(1, 8), 1, 1, 1, 1, 2, -2, 2, -2);
        form = Pruned.magnitude(Pruned.subject(equal, false), "n_m_ratio", List.of(2, 4));
        assertArrayEquals(new float[] {0, 0, 1, 1, 0, 0, 2, -2}, Pruned.expand(form));
    }

    @Test
    void prunedInfinitiesBecomeZero() throws IOException {
        // coremltools multiplies by a mask: infinity times zero is NaN.
        float inf = Float.POSITIVE_INFINITY;
        Dense weight = Pruned.dense(DataType.FLOAT16, Shape.of(1, 4), inf, inf, inf, 1);
        Representation form = Pruned.magnitude(Pruned.subject(weight, false), "n_m_ratio", List.of(1, 2));
        assertArrayEquals(new float[] {0, inf, inf, 0}, Pruned.expand(form));
    }

    @Test
    void integersArePrunedByMagnitude() throws IOException {
        Dense weight = new Dense(MemoryTensorWriter.ofCodes(DataType.INT8, Shape.of(4), new byte[] {-128, 127, 3, -4}));
        Sparse form = (Sparse) Pruned.magnitude(Pruned.subject(weight, false), "target_sparsity", 0.75);
        assertArrayEquals(new byte[] {-128}, Pruned.codes(form.values()));
    }

    @Test
    void agreesWithThePlainReference() throws IOException {
        long seed = Long.getLong("mlrecipe.seed", System.nanoTime());
        System.out.println("MagnitudePruneTest.agreesWithThePlainReference: -Dmlrecipe.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            DataType type = random.nextBoolean() ? DataType.FLOAT16 : DataType.FLOAT32;
            int rank = 2 + random.nextInt(4);
            long[] dims = new long[rank];
            for (int axis = 0; axis < rank; axis++) {
                dims[axis] = 1 + random.nextInt(axis < 2 ? 12 : 3);
            }
            Shape shape = Shape.of(dims);
            Dense weight = Pruned.dense(type, shape, fill(random, (int) shape.elements()));
            float[] values = Pruned.expand(weight);
            Subject subject = Pruned.subject(weight, false);
            double share = random.nextInt(5) / 4.0;
            String what = "round " + round + " " + type.word() + shape;
            assertArrayEquals(
                    PruneReference.single(values, share),
                    Pruned.expand(Pruned.magnitude(subject, "target_sparsity", share)),
                    what);
            int dim = random.nextInt(2);
            int most = (int) shape.dim(dim) / 2;
            if (most >= 2) {
                int size = 2 + random.nextInt(most - 1);
                assertArrayEquals(
                        PruneReference.blocks(values, shape, share, size, dim),
                        Pruned.expand(Pruned.magnitude(
                                subject, "target_sparsity", share, "block_size", size, "dim", dim)),
                        what + " blocks of " + size + " on " + dim);
                int n = random.nextInt(size + 1);
                assertArrayEquals(
                        PruneReference.someOfEvery(values, shape, n, size, dim),
                        Pruned.expand(Pruned.magnitude(subject, "n_m_ratio", List.of(n, size), "dim", dim)),
                        what + " " + n + ":" + size + " on " + dim);
            }
        }
    }

    /** Few distinct values, so that ties are frequent; or many, with zeros, extremes and NaN. */
    private static float[] fill(Random random, int n) {
        int kind = random.nextInt(4);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = switch (kind) {
                case 0 -> random.nextInt(7) - 3;
                case 1 -> (float) random.nextGaussian();
                case 2 -> random.nextInt(6) == 0 ? Float.NaN : (float) random.nextGaussian() * 40000;
                default -> (float) random.nextGaussian() * 0x1p-20f;
            };
        }
        return values;
    }

    @Test
    void largeWeightsAreWalkedInPieces() throws IOException {
        Random random = new Random(3);
        Shape shape = Shape.of(6, 40_000);
        float[] wanted = new float[240_000];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (float) random.nextGaussian();
        }
        Dense weight = Pruned.dense(DataType.FLOAT16, shape, wanted);
        float[] values = Pruned.expand(weight);
        Subject subject = Pruned.subject(weight, false);
        assertArrayEquals(
                PruneReference.single(values, 0.6), Pruned.expand(Pruned.magnitude(subject, "target_sparsity", 0.6)));
        assertArrayEquals(
                PruneReference.blocks(values, shape, 0.5, 3, 0),
                Pruned.expand(Pruned.magnitude(subject, "target_sparsity", 0.5, "block_size", 3)));
        assertArrayEquals(
                PruneReference.someOfEvery(values, shape, 1, 2, 0),
                Pruned.expand(Pruned.magnitude(subject, "n_m_ratio", List.of(1, 2), "dim", 0)));
    }

    @Test
    void patternsNeedASuitableWeight() throws IOException {
        Dense weight = Pruned.dense(DataType.FLOAT16, Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        assertEquals(
                "n_m_ratio [2, 4] needs at least 8 channels on axis 1, the weight [2,3] has 3;"
                        + " target_sparsity alone works for any size",
                Pruned.declined(MAGNITUDE, Pruned.subject(weight, false), "n_m_ratio", List.of(2, 4)));
        Subject gathered = new Subject(
                "gather_1.x", "gather", "x", Optional.of(new ChannelAxes(0, 1)), weight, Opset.COREML8, false, false);
        assertEquals(
                "n_m_ratio applies to weights of conv and linear, this is x of gather;"
                        + " a rule with the const's own name applies to any weight",
                Pruned.declined(MAGNITUDE, gathered, "n_m_ratio", List.of(1, 1)));
        Subject named = new Subject(
                "gather_1.x", "gather", "x", Optional.of(new ChannelAxes(0, 1)), weight, Opset.COREML8, false, true);
        assertArrayEquals(
                new float[6], Pruned.expand(Pruned.magnitude(named, "n_m_ratio", List.of(1, 1))));
        Dense vector = Pruned.dense(DataType.FLOAT16, Shape.of(6), 1, 2, 3, 4, 5, 6);
        assertEquals(
                "block_size needs a weight of rank 2 to 5, this is [6]; target_sparsity alone works for any rank",
                Pruned.declined(MAGNITUDE, Pruned.subject(vector, false), "target_sparsity", 0.5, "block_size", 2));
    }

    @Test
    void vocabularyRulesAreThoseOfCoremltools() {
        assertEquals(List.of("MISSING_KEY target_sparsity"), violations());
        assertEquals(List.of("MISSING_KEY target_sparsity", "WRONG_COMBINATION dim"), violations("dim", 1));
        assertEquals(
                List.of("WRONG_COMBINATION n_m_ratio"),
                violations("target_sparsity", 0.5, "n_m_ratio", List.of(2, 4)));
        assertEquals(
                List.of("WRONG_COMBINATION block_size"), violations("n_m_ratio", List.of(2, 4), "block_size", 2));
        assertEquals(List.of("WRONG_COMBINATION dim"), violations("target_sparsity", 0.5, "dim", 0));
        assertEquals(List.of("WRONG_COMBINATION n_m_ratio"), violations("n_m_ratio", List.of(5, 4)));
        assertEquals(List.of("WRONG_COMBINATION n_m_ratio"), violations("n_m_ratio", List.of(0, 0)));
        assertEquals(List.of(), violations("n_m_ratio", List.of(0, 4)));
        assertEquals(List.of(), violations("n_m_ratio", List.of(4, 4), "dim", 0));
        assertEquals(List.of(), violations("target_sparsity", 0.0, "block_size", 2, "dim", 1));
        assertFalse(MAGNITUDE.options().stream().anyMatch(option -> option.defaultValue().isPresent()));
        assertEquals(
                List.of(new Need("prune", "n_m_ratio")),
                MAGNITUDE.needs(Pruned.options(MAGNITUDE, "n_m_ratio", List.of(2, 4))));
    }

    private static List<String> violations(Object... keysAndValues) {
        List<Violation> found = MAGNITUDE.check(Pruned.options(MAGNITUDE, keysAndValues));
        return found.stream().map(v -> v.kind() + " " + v.key()).toList();
    }
}
