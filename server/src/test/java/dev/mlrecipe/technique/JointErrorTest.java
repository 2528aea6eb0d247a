package dev.mlrecipe.technique;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.technique.palettize.PalettizeTechnique;
import dev.mlrecipe.technique.prune.MagnitudePruneTechnique;
import dev.mlrecipe.technique.prune.ThresholdPruneTechnique;
import dev.mlrecipe.testing.MemoryWorkbench;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pruning and a table for the rest concern different values, so that their errors add up. */
class JointErrorTest {

    @Test
    void errorsOfPruningAndOfTheTableAddUp() throws IOException {
        long seed = 12;
        Random random = new Random(seed);
        for (Shape shape : List.of(Shape.of(1), Shape.of(7, 3), Shape.of(64, 300), Shape.of(5, 4, 3, 3))) {
            float[] values = new float[(int) shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(9) == 0 ? 0 : (float) random.nextGaussian();
            }
            Dense weight = new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT16, shape, values));
            for (double share : new double[] {0, 0.3, 0.5, 1}) {
                check(weight, new MagnitudePruneTechnique(), Map.of("target_sparsity", share));
                check(
                        weight,
                        new ThresholdPruneTechnique(),
                        Map.of("threshold", share, "minimum_sparsity_percentile", 0.0));
            }
        }
    }

    private static void check(Dense weight, Technique prune, Map<String, Object> options) throws IOException {
        Outcome.Compressed pruned = compress(prune, weight, options);
        Outcome.Compressed table = compress(new PalettizeTechnique(), pruned.form(), Map.of("nbits", 2L));
        ErrorSums.Result measured = ErrorSums.between(weight, table.form(), () -> {});
        ErrorSums.Result known = pruned.error().orElseThrow().and(table.error().orElseThrow());
        assertEquals(measured.elements(), known.elements());
        assertEquals(measured.zeros(), known.zeros());
        assertEquals(measured.signal(), known.signal(), 1e-12 * measured.signal());
        assertEquals(measured.noise(), known.noise(), 1e-12 * measured.noise());
    }

    private static Outcome.Compressed compress(Technique technique, Representation form, Map<String, Object> options)
            throws IOException {
        Subject subject = new Subject(
                "fc.weight", "linear", "weight", Optional.of(new ChannelAxes(0, 1)), form, Opset.COREML8, true, false);
        Options given = Options.of(technique.options(), options);
        return (Outcome.Compressed) technique.compress(subject, given, new MemoryWorkbench());
    }
}
