package dev.mlrecipe.technique;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.ValueReader;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.technique.palettize.PalettizeTechnique;
import dev.mlrecipe.technique.quantize.QuantizeTechnique;
import dev.mlrecipe.testing.FormText;
import dev.mlrecipe.testing.MemoryWorkbench;
import dev.mlrecipe.testing.VectorMoments;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Weights that are compressed for what they are multiplied with, against the same without looking at it. */
class CalibratedWeightsTest {
    private static final Technique LINEAR = new QuantizeTechnique();
    private static final Technique TABLES = new PalettizeTechnique();

    /** A layer: its weight, where that lies, and its inputs. */
    private record Layer(Shape shape, ChannelAxes axes, DataType type, VectorMoments moments) {
        static Layer of(DataType type, int groups, long... dims) {
            Shape shape = Shape.of(dims);
            int features = (int) shape.stride(0);
            return new Layer(
                    shape,
                    new ChannelAxes(0, 1),
                    type,
                    VectorMoments.correlated(groups, features, 40 + 2 * features, false, shape.elements()));
        }

        /** The second factor of a matrix product. */
        static Layer transposed(DataType type, int features, int outputs) {
            return new Layer(
                    Shape.of(features, outputs),
                    new ChannelAxes(1, 0),
                    type,
                    VectorMoments.correlated(1, features, 3 * features, true, features));
        }

        boolean transposed() {
            return moments.transposed();
        }

        int features() {
            return moments.features();
        }

        int outputs() {
            return (int) (shape.elements() / features());
        }

        float[] values() {
            Random random = new Random(shape.elements());
            float[] values = new float[(int) shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * (random.nextInt(20) == 0 ? 4 : 1));
            }
            return values;
        }

        Subject subject() {
            return new Subject(
                    "layer.weight",
                    "linear",
                    "weight",
                    Optional.of(axes),
                    new Dense(MemoryTensorWriter.ofFloats(type, shape, values())),
                    Opset.COREML8,
                    false,
                    false);
        }

        /** What the layer's outputs differ. */
        double error(Representation form) throws IOException {
            float[] before = read(subject().current());
            float[] after = read(form);
            double[][] difference = new double[outputs()][features()];
            for (int output = 0; output < outputs(); output++) {
                for (int i = 0; i < features(); i++) {
                    int at = transposed() ? i * outputs() + output : output * features() + i;
                    difference[output][i] = before[at] - after[at];
                }
            }
            return moments.outputs(difference);
        }
    }

    @Test
    void outputsOfLayersDifferLess() throws IOException {
        List<Layer> layers = List.of(
                Layer.of(DataType.FLOAT16, 1, 9, 64),
                Layer.of(DataType.FLOAT32, 1, 130, 16),
                Layer.of(DataType.FLOAT16, 1, 8, 16, 3, 3),
                Layer.of(DataType.FLOAT16, 3, 12, 16, 1, 3),
                Layer.transposed(DataType.FLOAT16, 64, 12));
        for (Layer layer : layers) {
            compare(layer, LINEAR, 0.9, "gptq", "dtype", "int4");
            compare(layer, LINEAR, 0.9, "gptq", "dtype", "uint4", "mode", "linear");
            compare(layer, LINEAR, 0.9, "gptq", "dtype", "int8", "granularity", "per_tensor");
            compare(layer, LINEAR, 0.9, "gptq", "dtype", "uint8", "granularity", "per_block", "block_size", 8L);
            compare(
                    layer, LINEAR, 0.95, "gptq", "dtype", "int4", "granularity", "per_block", "block_size", 8L,
                    "scale_search", "mse");
            compare(
                    layer, LINEAR, 0.9, "gptq", "dtype", "int4", "granularity", "per_block", "block_size", 8L,
                    "use_activation_order_heuristic", true);
            compare(layer, TABLES, 1, "skm", "nbits", 4L);
            compare(layer, TABLES, 0.9, "gptq", "nbits", 3L);
            compare(layer, TABLES, 0.9, "gptq", "nbits", 4L, "use_activation_order_heuristic", true);
            compare(layer, TABLES, 0.95, "gptq", "nbits", 2L, "granularity", "per_grouped_channel", "group_size", 1L);
            compare(
                    layer, TABLES, 0.95, "gptq", "nbits", 2L, "granularity", "per_grouped_channel", "group_size", 8L,
                    "channel_axis", layer.transposed() ? 0L : 1L);
        }
    }

    /** Blocks of several outputs have their scales from the weights alone. */
    @Test
    void blocksOfSeveralOutputs() throws IOException {
        Layer layer = Layer.of(DataType.FLOAT16, 1, 12, 32);
        compare(
                layer, LINEAR, 0.9, "gptq", "dtype", "int4", "granularity", "per_block", "block_size", List.of(4L, 8L));
    }

    /** Where no operation multiplies the weight, and where compensation could not help. */
    @Test
    void whatCannotBeBetterIsAsWithout() throws IOException {
        Layer layer = Layer.of(DataType.FLOAT16, 1, 6, 32);
        Options gptq = options(TABLES, "nbits", 4L, "algorithm", "gptq");
        Options nearest = options(TABLES, "nbits", 4L);
        float[] without = read(form(TABLES, layer, nearest, new MemoryWorkbench()));
        assertArrayEquals(without, read(form(TABLES, layer, gptq, new MemoryWorkbench())));
        assertFalse(Arrays.equals(without, read(form(TABLES, layer, gptq, new MemoryWorkbench(layer.moments())))));

        VectorMoments nothing = new VectorMoments(new double[1][3][32], false);
        assertArrayEquals(without, read(form(TABLES, layer, gptq, new MemoryWorkbench(nothing))));
    }

    @Test
    void onlyDenseWeightsAreLookedAt() throws IOException {
        Layer layer = Layer.of(DataType.FLOAT16, 1, 6, 32);
        Representation tables = form(TABLES, layer, options(TABLES, "nbits", 4L), new MemoryWorkbench());
        Subject palettized = layer.subject().with(tables);
        Subject joint = new Subject(
                palettized.name(), "linear", "weight", palettized.axes(), tables, Opset.COREML8, true, false);
        Options options = options(LINEAR, "algorithm", "gptq");

        assertArrayEquals(
                read(compressed(LINEAR, joint, options(LINEAR), new MemoryWorkbench())),
                read(compressed(LINEAR, joint, options, new MemoryWorkbench(layer.moments()))));
    }

    private static void compare(Layer layer, Technique technique, double share, String algorithm, Object... given)
            throws IOException {
        Options plain = options(technique, given);
        Options calibrated = plain.with("algorithm", algorithm);
        MemoryWorkbench bench = new MemoryWorkbench(layer.moments());
        Representation without = form(technique, layer, plain.with("use_activation_order_heuristic", false), bench);
        Representation with = form(technique, layer, calibrated, bench);
        String what = layer.shape() + " " + calibrated;

        assertEquals(FormText.of(without), FormText.of(with), what);
        double before = layer.error(without);
        double after = layer.error(with);
        assertTrue(after <= share * before, what + ": " + after / before);
    }

    private static Representation form(Technique technique, Layer layer, Options options, Workbench bench)
            throws IOException {
        return compressed(technique, layer.subject(), options, bench);
    }

    private static Representation compressed(Technique technique, Subject subject, Options options, Workbench bench)
            throws IOException {
        return ((Outcome.Compressed) technique.compress(subject, options, bench)).form();
    }

    private static Options options(Technique technique, Object... keysAndValues) {
        Map<String, Object> given = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            given.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return Options.of(technique.options(), given);
    }

    private static float[] read(Representation form) throws IOException {
        float[] values = new float[(int) form.shape().elements()];
        ValueReader reader = Decoder.open(form);
        reader.position(0);
        reader.read(values, 0, values.length);
        return values;
    }
}
