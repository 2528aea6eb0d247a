package dev.mlrecipe.technique.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.technique.GoldenSteps;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every weight that coremltools pruned. */
class PruneGoldenTest {

    @ParameterizedTest
    @ValueSource(strings = {"ios16_prune_threshold", "ios18_prune_threshold"})
    void thresholdsGiveTheSameValues(String golden) throws IOException {
        int weights = GoldenSteps.forEach(
                golden,
                pair -> assertEquals(Decoder.sha256(pair.theirs()), Decoder.sha256(pair.ours()), pair.name()));
        assertTrue(weights >= 2, weights + " weights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ios16_prune_magnitude60", "ios18_prune_magnitude60"})
    void exactlyTheShareGoesAndTheErrorIsNotLarger(String golden) throws IOException {
        int weights = GoldenSteps.forEach(golden, pair -> {
            long elements = pair.original().shape().elements();
            ErrorSums.Result theirs = errors(pair.original(), pair.theirs());
            ErrorSums.Result ours = errors(pair.original(), pair.ours());
            assertEquals(Math.rint(elements * 0.6) / elements, ours.zeroFraction(), 1e-12, pair.name());
            assertTrue(ours.mse() <= theirs.mse(), pair.name());
            assertTrue(theirs.zeroFraction() - ours.zeroFraction() < 3.0 / elements, pair.name());
        });
        assertTrue(weights >= 5, weights + " weights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ios16_prune_block2", "ios18_prune_block4_dim1"})
    void blocksGoInEqualShare(String golden) throws IOException {
        int weights = GoldenSteps.forEach(golden, pair -> {
            ErrorSums.Result theirs = errors(pair.original(), pair.theirs());
            ErrorSums.Result ours = errors(pair.original(), pair.ours());
            assertEquals(theirs.zeroFraction(), ours.zeroFraction(), 0.005, pair.name());
            assertTrue(ours.mse() <= theirs.mse(), pair.name() + ": " + ours.mse() + " > " + theirs.mse());
        });
        assertTrue(weights >= 3, weights + " weights");
    }

    @Test
    void codesKeepTheirScales() throws IOException {
        for (String golden : new String[] {"joint_q8_then_prune", "joint_q8lin_then_prune"}) {
            int weights = GoldenSteps.forEach(golden, pair -> {
                ErrorSums.Result theirs = errors(pair.original(), pair.theirs());
                ErrorSums.Result ours = errors(pair.original(), pair.ours());
                // Codes have many equal magnitudes, all of which coremltools prunes at the threshold.
                assertTrue(ours.zeroFraction() <= theirs.zeroFraction() + 1e-3, pair.name());
                assertTrue(ours.mse() <= theirs.mse() * 1.001, pair.name() + ": " + ours.mse() + " > " + theirs.mse());
            });
            assertTrue(weights >= 3, weights + " weights");
        }
    }

    private static ErrorSums.Result errors(Representation original, Representation pruned) throws IOException {
        return ErrorSums.between(original, pruned, () -> {});
    }
}
