package dev.mlrecipe.technique.prune;

import static dev.mlrecipe.technique.prune.Pruned.THRESHOLD;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.testing.FormText;
import dev.mlrecipe.testing.MemoryWorkbench;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ThresholdPruneTest {
    private static final Dense WEIGHT =
            Pruned.dense(DataType.FLOAT16, Shape.of(2, 4), 0, 0.25f, -0.25f, 0.5f, -1, Float.NaN, 0, 2);

    @Test
    void valuesOfAtMostTheThresholdGo() throws IOException {
        assertArrayEquals(
                new float[] {0, 0, 0, 0.5f, -1, Float.NaN, 0, 2},
                pruned("threshold", 0.25, "minimum_sparsity_percentile", 0.5));
        assertArrayEquals(
                new float[] {0, 0.25f, -0.25f, 0.5f, -1, Float.NaN, 0, 2},
                pruned("threshold", 0.2499, "minimum_sparsity_percentile", 0.25));
    }

    @Test
    void theThresholdIsRoundedToTheTypeOfTheWeight() throws IOException {
        Dense half = Pruned.dense(DataType.FLOAT16, Shape.of(2), 0.08f, 1);
        assertArrayEquals(new float[] {0, 1}, pruned(half, "threshold", 0.08));
        Dense single = Pruned.dense(DataType.FLOAT32, Shape.of(2), 0.1f, 1);
        assertArrayEquals(new float[] {0, 1}, pruned(single, "threshold", 0.1));
        Dense infinite = Pruned.dense(DataType.FLOAT16, Shape.of(2), 65504, Float.NEGATIVE_INFINITY);
        assertArrayEquals(new float[] {0, Float.NEGATIVE_INFINITY}, pruned(infinite, "threshold", 1e9));
    }

    @Test
    void weightsThatAreNotSparseEnoughStayAsTheyAre() throws IOException {
        assertEquals(
                "25 % of it is at most 1.0E-12 in magnitude, minimum_sparsity_percentile asks for 50 %;"
                        + " a larger threshold or a smaller minimum would work",
                Pruned.declined(THRESHOLD, Pruned.subject(WEIGHT, false)));
    }

    @Test
    void theSizeIsUnknownBeforeValuesAreRead() {
        Options options = Pruned.options(THRESHOLD, "minimum_sparsity_percentile", 0.7);
        Proposal.Form proposal = (Proposal.Form) THRESHOLD.propose(Pruned.subject(WEIGHT, false), options);
        assertEquals(Proposal.Basis.UNKNOWN, proposal.basis());
        assertEquals("sparse(uint1[2,4], float16[2])", FormText.of(proposal.form()));
    }

    private static float[] pruned(Object... keysAndValues) throws IOException {
        return pruned(WEIGHT, keysAndValues);
    }

    private static float[] pruned(Dense weight, Object... keysAndValues) throws IOException {
        Outcome outcome = THRESHOLD.compress(
                Pruned.subject(weight, false), Pruned.options(THRESHOLD, keysAndValues), new MemoryWorkbench());
        return Pruned.expand(((Outcome.Compressed) outcome).form());
    }
}
