package dev.mlrecipe.technique;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.engine.LayerResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What coremltools 9.0 makes of weights that it gets wrong, as it came out when run, beside ours: values after
 * decompression, or the error that ends its whole call.
 */
class CoremltoolsDefectsTest {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;

    /**
     * A weight that coremltools spoils.
     *
     * @param title what goes wrong
     * @param shape of the weight
     * @param values float16
     * @param steps a recipe's steps
     * @param theirs what coremltools makes of it
     * @param ours what it has to be
     * @param tolerance of ours
     */
    private record Spoiled(
            String title, Shape shape, float[] values, String steps, float[] theirs, float[] ours, double tolerance) {}

    private static final List<Spoiled> SPOILED = List.of(
            new Spoiled(
                    "qmax * low overflows in float16: the zero point is 255",
                    Shape.of(3, 4), times(3, -300, 150, 300, 0),
                    quantize("mode: linear, dtype: uint8, granularity: per_tensor"),
                    times(3, -301.25f, 0, 0, 0), times(3, -300, 150, 300, 0), 1.2),
            new Spoiled(
                    "the same in int8 makes everything zero",
                    Shape.of(3, 4), times(3, -600, 20, 600, 0),
                    quantize("mode: linear, granularity: per_tensor"),
                    times(3, 0, 0, 0, 0), times(3, -600, 20, 600, 0), 2.4),
            new Spoiled(
                    "2 * 40000 overflows in float16: the scale is infinite",
                    Shape.of(3, 4), times(3, -40000, 100, 40000, 0),
                    quantize("granularity: per_tensor"),
                    times(3, NAN, NAN, NAN, NAN), times(3, -40000, 100, 40000, 0), 160),
            new Spoiled(
                    "high - low overflows in float16: the scale is infinite",
                    Shape.of(3, 4), times(3, -40000, 100, 33000, 0),
                    quantize("mode: linear, dtype: uint8, granularity: per_tensor"),
                    times(3, NAN, NAN, NAN, NAN), times(3, -40000, 100, 33000, 0), 160),
            new Spoiled(
                    "the scale underflows to zero",
                    Shape.of(3, 4), times(3, 0x1p-24f, -0x1p-24f, 0x1p-22f, 0),
                    quantize("granularity: per_tensor"),
                    times(3, 0, -0f, 0, 0), times(3, 0x1p-24f, -0x1p-24f, 0x1p-22f, 0), 0),
            new Spoiled(
                    "fifteen of sixteen codes are used",
                    Shape.of(1, 12), new float[] {-8, -3, 1, 5, 7, 0, 0, 0, 0, 0, 0, 0},
                    quantize("dtype: int4, granularity: per_tensor"),
                    new float[] {-8, -3.427734375f, 1.142578125f, 4.5703125f, 6.85546875f, 0, 0, 0, 0, 0, 0, 0},
                    new float[] {-8, -3, 1, 5, 7, 0, 0, 0, 0, 0, 0, 0}, 0),
            new Spoiled(
                    "floor(11 * 0.1) + 1 values go, not round(12 * 0.1)",
                    Shape.of(1, 12), new float[] {12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1},
                    prune("target_sparsity: 0.1"),
                    new float[] {12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 0, 0},
                    new float[] {12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 0}, 0),
            new Spoiled(
                    "all eight values at the threshold go, not four",
                    Shape.of(1, 12), new float[] {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2},
                    prune("target_sparsity: 0.3"),
                    new float[] {0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2},
                    new float[] {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2}, 0),
            new Spoiled(
                    "the percentile 2059 is rounded to 2060, so seven values go, not six",
                    Shape.of(1, 12),
                    new float[] {2048, 2050, 2052, 2054, 2056, 2058, 2060, 2062, 2064, 2066, 2068, 2070},
                    prune("target_sparsity: 0.5"),
                    new float[] {0, 0, 0, 0, 0, 0, 0, 2062, 2064, 2066, 2068, 2070},
                    new float[] {0, 0, 0, 0, 0, 0, 2060, 2062, 2064, 2066, 2068, 2070}, 0),
            new Spoiled(
                    "squares of 300 overflow in float16: nothing is pruned",
                    Shape.of(4, 3), new float[] {300, 150, 300, 300, 150, 300, 150, 300, 300, 150, 300, 300},
                    prune("target_sparsity: 0.5, block_size: 2"),
                    new float[] {300, 150, 300, 300, 150, 300, 150, 300, 300, 150, 300, 300},
                    new float[] {0, 0, 300, 0, 0, 300, 0, 300, 300, 0, 300, 300}, 0),
            new Spoiled(
                    "squares below 2^-25 vanish in float16: everything is pruned",
                    Shape.of(4, 3),
                    new float[] {1.5e-4f, 1.5e-4f, 1.5e-4f, 1.5e-4f, 1.5e-4f, 1.5e-4f, 1e-4f, 1e-4f, 1e-4f, 1e-4f, 1e-4f, 1e-4f},
                    prune("target_sparsity: 0.5, block_size: 2"),
                    new float[12],
                    new float[] {1.5e-4f, 1.5e-4f, 1.5e-4f, 1.5e-4f, 1.5e-4f, 1.5e-4f, 0, 0, 0, 0, 0, 0}, 1e-7),
            new Spoiled(
                    "infinity times a mask of zero is NaN; infinite weights stay as they are",
                    Shape.of(1, 12), times(3, INF, INF, INF, 1),
                    prune("n_m_ratio: [1, 2]"),
                    times(3, NAN, INF, INF, 0), times(3, INF, INF, INF, 1), 0),
            new Spoiled(
                    "among equal values the sort's whim decides",
                    Shape.of(1, 64), repeated(1, 64),
                    prune("n_m_ratio: [2, 32]"),
                    // The first element of each run, and one that is not the second.
                    null,
                    zeroAt(repeated(1, 64), 0, 1, 32, 33), 0),
            new Spoiled(
                    "the mean 28.9 of codes is cut off to 28",
                    Shape.of(1, 12), new float[] {10, 11, 11, 50, 51, 51, 10, 11, 11, 127, 51, 51},
                    quantize("granularity: per_tensor")
                            + ", {joint_compression: true, config_type: OpPalettizerConfig,"
                            + " global_config: {weight_threshold: 0, nbits: 1}}",
                    new float[] {28, 28, 28, 28, 28, 28, 28, 28, 28, 127, 28, 28},
                    // Two clusters around 10.7 and 57.3 have less error still than those at 29 and 127.
                    null, 0),
            new Spoiled(
                    "a layer that is said to be skipped was divided by its scales",
                    Shape.of(5, 4), repeated(2, 20),
                    "{config_type: OpPalettizerConfig, global_config: {weight_threshold: 0, nbits: 1,"
                            + " granularity: per_grouped_channel, group_size: 4, enable_per_channel_scale: true}}",
                    repeated(1, 20), repeated(2, 20), 0),
            new Spoiled(
                    "a joint step prunes no dense weight",
                    Shape.of(3, 4), times(3, 1, 2, 3, 4),
                    prune("target_sparsity: 0.5").replace("{config", "{joint_compression: true, config"),
                    times(3, 1, 2, 3, 4), times(3, 0, 0, 3, 4), 0));

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> whatItSpoilsIsRightHere() {
        return SPOILED.stream().map(defect -> dynamicTest(defect.title(), () -> verify(defect)));
    }

    private void verify(Spoiled defect) throws IOException {
        float[] input = halves(defect.values());
        float[] values = one(defect.shape(), input, defect.steps()).values("w");
        if (defect.ours() != null) {
            for (int i = 0; i < values.length; i++) {
                float expected = defect.ours()[i];
                assertTrue(
                        expected == values[i] || Math.abs(expected - values[i]) <= defect.tolerance(),
                        () -> Arrays.toString(values));
            }
        }
        if (defect.theirs() != null) {
            assertTrue(!Arrays.equals(defect.theirs(), values), "the same as coremltools");
            if (!defect.steps().contains("Pruner")) {
                double theirs = squaredError(input, defect.theirs());
                double ours = squaredError(input, values);
                assertTrue(Double.isNaN(theirs) || ours < theirs, ours + " against " + theirs);
            }
        }
    }

    /** A weight that makes coremltools give up on the whole model, and why ours leaves it; empty if it does not. */
    private record Fatal(String error, String recipe, Dense weight, String reason) {}

    private static final List<Fatal> FATAL = List.of(
            new Fatal(
                    "ValueError: Only floating numpy arrays are supported.",
                    quantize("dtype: int8"),
                    new Dense(MemoryTensorWriter.ofCodes(DataType.INT8, Shape.of(8, 16), new byte[128])),
                    "its values are integers already (int8)"),
            new Fatal(
                    "ValueError: The block_size in config must has one element for each axis. However, for op w0, there"
                            + " are 3 elements in block_size, but there are 2 axes in the weight.",
                    quantize("granularity: per_block, block_size: [1, 8, 1]"),
                    dense(Shape.of(8, 16), ramp(128)),
                    "block_size has 3 entries, the weight [8,16] has 2 axes; one entry per axis is needed, 0 for the"
                            + " whole axis"),
            new Fatal(
                    "ValueError: Input X contains NaN. KMeans does not accept missing values encoded as NaN natively.",
                    palettize("nbits: 4"),
                    dense(Shape.of(8, 16), with(ramp(128), 5, NAN)),
                    "1 value is NaN or infinite, the first at index [0,5]; a table needs finite values"),
            new Fatal(
                    "ValueError: Input X contains infinity or a value too large for dtype('float64').",
                    palettize("nbits: 4"),
                    dense(Shape.of(8, 16), with(ramp(128), 21, -INF)),
                    "1 value is NaN or infinite, the first at index [1,5]; a table needs finite values"),
            new Fatal(
                    "ValueError: n_samples=8 should be >= n_clusters=16.",
                    palettize("nbits: 4, cluster_dim: 2"),
                    dense(Shape.of(8, 2), ramp(16)),
                    ""),
            new Fatal(
                    "ValueError: Parameter lut should be a vector of size from one of {2, 4, 16, 64, 256}",
                    palettize("mode: unique"),
                    dense(Shape.of(2, 6), 5, 4, 3, 2, 1, 0, 5, 4, 3, 2, 1, 0),
                    ""),
            new Fatal(
                    "ValueError: Invalid channel_axis. Should be in range [-2, 2), but got 3",
                    palettize("nbits: 4, granularity: per_grouped_channel, group_size: 8, channel_axis: 3"),
                    dense(Shape.of(8, 16), ramp(128)),
                    "channel_axis 3 is outside of its shape [8,16]; 0 to 1 would work"));

    @TestFactory
    Stream<DynamicTest> whatEndsItsCallHarmsNoOtherWeight() {
        return FATAL.stream().map(fatal -> dynamicTest(fatal.error(), () -> {
            Opset opset = fatal.recipe().contains("unique") ? Opset.COREML6 : Opset.COREML8;
            // Of rank 4, so that lists with three entries fit nothing and those of axis 3 fit it.
            Dense other = dense(Shape.of(8, 8, 1, 8), repeated(3, 512));
            TinyModel.Result result = TinyModel.at(opset)
                    .weight("bad", fatal.weight())
                    .weight("good", fatal.error().contains("block_size") ? dense(Shape.of(8, 8, 8), ramp(512)) : other)
                    .run(recipe(fatal.recipe(), opset), 2, scratch);
            assertEquals(LayerResult.Status.COMPRESSED, result.layer("good").status(), result.reason("good"));
            assertEquals(fatal.reason(), result.reason("bad"));
            boolean left = !fatal.reason().isEmpty();
            assertEquals(left ? LayerResult.Status.SKIPPED : LayerResult.Status.COMPRESSED, result.layer("bad").status());
            if (!left) {
                assertEquals(0, result.layer("bad").mse().orElseThrow());
            }
        }));
    }

    @Test
    void oneNotANumberSpoilsAChannelOfCodes() throws IOException {
        // coremltools stores a NaN scale: sixteen values are lost, the call succeeds.
        TinyModel.Result result = TinyModel.at(Opset.COREML8)
                .weight("bad", dense(Shape.of(8, 16), with(ramp(128), 5, NAN)))
                .weight("good", dense(Shape.of(8, 16), ramp(128)))
                .run(recipe(quantize("dtype: int8"), Opset.COREML8), 2, scratch);
        assertEquals(
                "1 of 128 values is not finite, the first is NaN at [0,5]; linear codes hold finite values only",
                result.reason("bad"));
        assertEquals(LayerResult.Status.COMPRESSED, result.layer("good").status());
    }

    @Test
    void anEntryOfASparseTableIsNotSpentOnZero() throws IOException {
        // coremltools clusters the pruned zeros too: one of its four entries is zero.
        float[] values = new float[64];
        for (int i = 0; i < 32; i++) {
            values[i] = new float[] {-4, -1, 1, 4}[i % 4];
            values[32 + i] = 0.001f * (i + 1);
        }
        TinyModel.Result result = one(
                Shape.of(4, 16), values,
                prune("target_sparsity: 0.5") + ", {joint_compression: true, config_type: OpPalettizerConfig,"
                        + " global_config: {weight_threshold: 0, nbits: 2}}");
        assertArrayEquals(Arrays.copyOf(values, 32), Arrays.copyOf(result.values("w"), 32));
    }

    @Test
    void meansOfCodesAreRounded() throws IOException {
        // Where coremltools cuts off: codes 1, 2, 2 and 101, 102, 102 become 1 and 101.
        float[] values = {1, 2, 2, 101, 102, 102, 1, 2, 2, 101, 102, 127};
        TinyModel.Result result = one(
                Shape.of(1, 12), values,
                quantize("granularity: per_tensor") + ", {joint_compression: true, config_type: OpPalettizerConfig,"
                        + " global_config: {weight_threshold: 0, nbits: 1}}");
        assertArrayEquals(new float[] {2, 2, 2, 106, 106, 106, 2, 2, 2, 106, 106, 106}, result.values("w"));
    }

    private TinyModel.Result one(Shape shape, float[] values, String steps) throws IOException {
        return TinyModel.at(Opset.COREML8)
                .weight("w", shape, values)
                .run(recipe(steps, Opset.COREML8), 1, scratch);
    }

    private static String recipe(String steps, Opset opset) {
        return "# mlrecipe: target " + (opset == Opset.COREML6 ? "iOS16" : "iOS18") + "\nsteps: [" + steps + "]\n";
    }

    private static String quantize(String options) {
        return "{config_type: OpLinearQuantizerConfig, global_config: {weight_threshold: 0, " + options + "}}";
    }

    private static String palettize(String options) {
        return "{config_type: OpPalettizerConfig, global_config: {weight_threshold: 0, " + options + "}}";
    }

    private static String prune(String options) {
        return "{config_type: OpMagnitudePrunerConfig, global_config: {weight_threshold: 0, " + options + "}}";
    }

    private static Dense dense(Shape shape, float... values) {
        return new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT16, shape, values));
    }

    private static float[] halves(float[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
        }
        return rounded;
    }

    private static double squaredError(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return sum;
    }

    private static float[] times(int count, float... values) {
        float[] all = new float[count * values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i % values.length];
        }
        return all;
    }

    private static float[] repeated(float value, int count) {
        return times(count, value);
    }

    private static float[] ramp(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return values;
    }

    private static float[] with(float[] values, int index, float value) {
        values[index] = value;
        return values;
    }

    private static float[] zeroAt(float[] values, int... indices) {
        for (int index : indices) {
            values[index] = 0;
        }
        return values;
    }
}
