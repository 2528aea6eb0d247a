package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class AffineQuantizerTest {

    @Test
    void theResultDoesNotDependOnTheWindow() throws IOException {
        Shape shape = Shape.of(6, 5, 4, 3);
        Random random = new Random(5);
        float[] values = new float[360];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        List<Shape> grids = List.of(
                Shape.of(1, 1, 1, 1), Shape.of(6, 1, 1, 1), Shape.of(1, 5, 1, 1), Shape.of(6, 1, 2, 1),
                Shape.of(2, 5, 1, 3), Shape.of(1, 5, 4, 3));
        for (Shape grid : grids) {
            for (DataType codes : List.of(DataType.INT4, DataType.UINT8)) {
                for (DataType weight : List.of(DataType.FLOAT16, DataType.FLOAT32)) {
                    AffineRule rule = new AffineRule(codes, codes == DataType.INT4, weight, true);
                    byte[] whole = run(values, shape, grid, rule, 1 << 16);
                    for (int window : new int[] {1, 7, 12, 60, 359}) {
                        assertArrayEquals(whole, run(values, shape, grid, rule, window), grid + " window " + window);
                    }
                }
            }
        }
    }

    /** Codes, scales and offsets in one array. */
    private static byte[] run(float[] values, Shape shape, Shape grid, AffineRule rule, int window) throws IOException {
        TensorWriter codes = new MemoryTensorWriter(rule.codes(), shape);
        TensorWriter scales = new MemoryTensorWriter(rule.weight(), grid);
        Optional<TensorWriter> offsets =
                rule.hasOffset() ? Optional.of(new MemoryTensorWriter(rule.codes(), grid)) : Optional.empty();
        Values source = Values.of(new Dense(MemoryTensorWriter.ofFloats(rule.weight(), shape, values)));
        AffineQuantizer.Output output = new AffineQuantizer.Output(codes::writeCodes, scales, offsets);
        int[] checks = {0};
        boolean finite = new AffineQuantizer(
                        source, shape.elements(), BlockGrid.of(shape, grid), rule, output, () -> checks[0]++, window)
                .run();
        assertTrue(finite);
        assertTrue(checks[0] >= shape.elements() / window, checks[0] + " checks");
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        all.writeBytes(codes.finish().bytes().toArray());
        all.writeBytes(scales.finish().bytes().toArray());
        if (offsets.isPresent()) {
            all.writeBytes(offsets.get().finish().bytes().toArray());
        }
        return all.toByteArray();
    }

    @Test
    void cancellingEndsTheRun() {
        AffineRule rule = new AffineRule(DataType.INT8, true, DataType.FLOAT16, false);
        Shape shape = Shape.of(4, 65_536);
        AffineQuantizer.Output output = new AffineQuantizer.Output(
                (bytes, offset, count) -> {}, new MemoryTensorWriter(DataType.FLOAT16, Shape.ones(2)), Optional.empty());
        int[] checks = {0};
        AffineQuantizer quantizer = new AffineQuantizer(
                (from, target, offset, count) -> {}, shape.elements(), BlockGrid.of(shape, Shape.ones(2)), rule, output,
                () -> {
                    if (++checks[0] == 3) {
                        throw new CancellationException();
                    }
                });
        assertThrows(CancellationException.class, quantizer::run);
        assertEquals(3, checks[0]);
    }
}
