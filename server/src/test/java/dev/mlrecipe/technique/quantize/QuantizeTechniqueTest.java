package dev.mlrecipe.technique.quantize;

import static dev.mlrecipe.technique.quantize.Quantized.TECHNIQUE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.FormText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class QuantizeTechniqueTest {
    private static final Representation CONV = sketch(64, 120, 3, 3);

    @Test
    void codesOffsetsAndScalesFollowFromTheOptions() {
        assertEquals("affine(int8[64,120,3,3], float16[64,1,1,1])", propose(CONV));
        assertEquals(
                "affine(uint8[64,120,3,3], float16[64,1,1,1], uint8[64,1,1,1])", propose(CONV, "dtype", "uint8"));
        assertEquals(
                "affine(int4[64,120,3,3], float16[1,1,1,1], int4[1,1,1,1])",
                propose(CONV, "dtype", "int4", "mode", "linear", "granularity", "per_tensor"));
        assertEquals(
                "affine(int8[64,120,3,3], float16[64,4,1,1])",
                propose(CONV, "granularity", "per_block", "block_size", 30));
        assertEquals(
                "affine(int8[64,120,3,3], float16[64,1,1,1])",
                propose(CONV, "granularity", "per_block", "block_size", 0));
        assertEquals(
                "affine(int8[64,120,3,3], float16[8,120,1,3])",
                propose(CONV, "granularity", "per_block", "block_size", List.of(8L, 1L, 0L, 1L)));
    }

    @Test
    void theConsumerDecidesWhichAxesAreChannels() {
        Subject product = Quantized.subject(sketch(128, 96), false, Optional.of(new ChannelAxes(1, 0)));
        assertEquals("affine(int8[128,96], float16[1,96])", propose(product));
        assertEquals(
                "affine(int8[128,96], float16[4,96])", propose(product, "granularity", "per_block", "block_size", 32));
    }

    @Test
    void whereConsumersDisagreeOnlyWhatNeedsNoAxisWorks() {
        Subject shared = Quantized.subject(sketch(128, 96), false, Optional.empty());
        assertEquals(
                "its consumers disagree about the output channel axis; granularity per_tensor or a block_size list"
                        + " needs none",
                propose(shared));
        // coremltools skips the weight here, too.
        assertEquals("affine(int8[128,96], float16[1,1])", propose(shared, "granularity", "per_tensor"));
        assertEquals(
                "affine(int8[128,96], float16[1,3])",
                propose(shared, "granularity", "per_block", "block_size", List.of(0L, 32L)));
    }

    @Test
    void blocksThatDoNotFitAreDeclinedWithTheNearestThatDo() {
        assertEquals(
                "block_size 32 does not divide the 120 input channels; 24, 30 or 40 would",
                propose(CONV, "granularity", "per_block"));
        assertEquals(
                "block_size 500 does not divide the 120 input channels; 40, 60 or 120 would",
                propose(CONV, "granularity", "per_block", "block_size", 500));
        assertEquals(
                "block_size 2 does not divide the 7 input channels; 7 would",
                propose(sketch(4, 7), "granularity", "per_block", "block_size", 2));
        assertEquals(
                "block_size has 2 entries, the weight [64,120,3,3] has 4 axes; one entry per axis is needed,"
                        + " 0 for the whole axis",
                propose(CONV, "granularity", "per_block", "block_size", List.of(1L, 8L)));
        assertEquals(
                "block_size 7 does not divide the 120 elements of axis 1; 5, 6 or 8 would",
                propose(CONV, "granularity", "per_block", "block_size", List.of(1L, 7L, 0L, 0L)));
        assertEquals(
                "the weight [64] has no input channel axis to cut into blocks; granularity per_channel needs none",
                propose(sketch(64), "granularity", "per_block"));
        assertEquals(
                "2000000 blocks lie across each other in [4,2000000], at most 1048576 can; granularity per_tensor works",
                propose(Quantized.subject(sketch(4, 2_000_000), false, Optional.of(new ChannelAxes(1, 0)))));
    }

    @Test
    void valuesThatAreNotFloatsStay() {
        assertEquals("its values are integers already (int8)", propose(dense(DataType.INT8, 4, 4)));
        assertEquals(
                "only float16 and float32 values can be quantized, these are bool", propose(dense(DataType.BOOL, 4, 4)));
        assertEquals("it has no elements", propose(sketch(0, 4)));
        assertEquals("it is a single number", propose(sketch()));
    }

    @Test
    void compressedWeightsAreLeftToJointSteps() {
        assertEquals(
                "it is already compressed (sparse); joint_compression: true lets a later step work on that",
                propose(sparse()));
        assertEquals("it already is linearly quantized", joint(affine(sketch(4, 4))));
        assertEquals(
                "its values already are linearly quantized",
                joint(new SparseAffine(sparse(), scale(4, 1), Optional.empty())));
        assertEquals(
                "it is stored as a float16 cast, which linear codes cannot replace",
                joint(new Cast(Tensor.sketch(DataType.FLOAT16, Shape.of(4, 4)))));
        assertEquals("affine(int8[64,120,3,3], float16[64,1,1,1])", joint(CONV));
    }

    @Test
    void ofAPalettizedWeightTheTableIsQuantized() {
        LookupTable palettized = new LookupTable(
                Tensor.sketch(DataType.UINT4, Shape.of(8, 8)),
                new Dense(Tensor.sketch(DataType.FLOAT16, Shape.of(2, 1, 16, 1))),
                0);
        assertEquals("table(uint4[8,8], affine(int8[2,1,16,1], float16[1,1,1,1]), 0)", joint(palettized));
        // Since iOS 26 its scale is applied to what it expands to; coremltools 9.0 cannot load the other order then.
        Subject newest = new Subject(
                "linear_1.weight", "linear", "weight", Optional.of(new ChannelAxes(0, 1)), palettized, Opset.COREML9, true,
                false);
        assertEquals(
                "affine(table(uint4[8,8], uint8[2,1,16,1], 0), float16[1,1], uint8[1,1])",
                propose(newest, "dtype", "uint8", "mode", "linear"));
        assertEquals(
                "table(uint4[8,8], affine(uint8[2,1,16,1], float16[1,1,1,1], uint8[1,1,1,1]), 0)",
                joint(palettized, "dtype", "uint8", "mode", "linear", "granularity", "per_tensor"));
        assertEquals(
                "a table is quantized as a whole: granularity per_channel does not apply to a palettized weight;"
                        + " per_tensor does",
                joint(palettized, "granularity", "per_channel"));
        assertEquals(
                "table entries cannot be uint4; uint8 works", joint(palettized, "dtype", "uint4"));
        LookupTable done = new LookupTable(palettized.indices(), affine(palettized.table()), 0);
        assertEquals("its table already is linearly quantized", joint(done));
        SparseLookupTable sparse = new SparseLookupTable(
                Tensor.sketch(DataType.UINT1, Shape.of(8, 8)),
                Tensor.sketch(DataType.UINT4, Shape.of(20)),
                palettized.table(),
                0);
        assertEquals(
                "sparse_table(uint1[8,8], uint4[20], affine(int8[2,1,16,1], float16[1,1,1,1]), 0)", joint(sparse));
    }

    @Test
    void tableEntriesStayWithinHalfAStep() throws IOException {
        float[] entries = {-1, -0.5f, 0.25f, 2};
        Tensor indices = MemoryTensorWriter.ofCodes(DataType.UINT2, Shape.of(4), new byte[] {3, 0, 1, 2});
        LookupTable weight =
                new LookupTable(indices, Quantized.dense(DataType.FLOAT16, Shape.of(1, 4, 1), entries), 0);
        Outcome.Compressed outcome =
                (Outcome.Compressed) Quantized.compress(Quantized.subject(weight, true), Quantized.options());
        assertArrayEquals(new float[] {2, -1, -0.5f, 0.25f}, expand(outcome.form()), 1 / 127f);
        assertSame(indices, ((LookupTable) outcome.form()).indices());
    }

    @Test
    void ofASparseWeightTheValuesAreQuantized() throws IOException {
        Random random = new Random(6);
        Shape shape = Shape.of(3, 50, 1000);
        int n = (int) shape.elements();
        byte[] mask = new byte[n];
        float[] values = new float[n];
        int kept = 0;
        for (int i = 0; i < n; i++) {
            mask[i] = (byte) random.nextInt(2);
            values[kept] = 3 + random.nextFloat();
            kept += mask[i];
        }
        Sparse weight = new Sparse(
                MemoryTensorWriter.ofCodes(DataType.UINT1, shape, mask),
                MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(kept), java.util.Arrays.copyOf(values, kept)));
        for (String mode : List.of("linear", "linear_symmetric")) {
            for (String granularity : List.of("per_tensor", "per_channel")) {
                Options options = Quantized.options("mode", mode, "dtype", "uint8", "granularity", granularity);
                Outcome.Compressed outcome =
                        (Outcome.Compressed) Quantized.compress(Quantized.subject(weight, true), options);
                SparseAffine form = (SparseAffine) outcome.form();
                assertSame(weight.mask(), ((Sparse) form.data()).mask());
                float[] expected = expand(weight);
                float[] actual = expand(form);
                for (int i = 0; i < n; i++) {
                    assertEquals(expected[i], actual[i], mask[i] == 0 ? 0 : 0.02f, mode + " element " + i);
                }
            }
        }
    }

    @Test
    void needsNameTheFeatureAndTheKeyThatAsksForIt() {
        assertEquals(List.of(new Need("quantize.int8", "dtype")), TECHNIQUE.needs(Quantized.options()));
        assertEquals(
                List.of(new Need("quantize.int4", "dtype"), new Need("quantize.per_block", "granularity")),
                TECHNIQUE.needs(Quantized.options("dtype", "uint4", "granularity", "per_block")));
    }

    @Test
    void impossibleWordsPointToLegalOnes() {
        for (var option : TECHNIQUE.options()) {
            if (option.type() instanceof OptionType.Words words) {
                assertTrue(words.legal().containsAll(words.impossible().values()), option.key());
                assertTrue(words.impossible().keySet().stream().noneMatch(words.legal()::contains), option.key());
                assertTrue(words.legal().contains(option.defaultValue().orElseThrow()), option.key());
            }
        }
    }

    @Test
    void isFoundAsAService() {
        List<String> found = ServiceLoader.load(Technique.class).stream()
                .map(provider -> provider.get().configType())
                .toList();
        assertTrue(
                found.containsAll(List.of(
                        "OpLinearQuantizerConfig", "OpThresholdPrunerConfig", "OpMagnitudePrunerConfig")),
                found.toString());
    }

    private static String propose(Representation form, Object... keysAndValues) {
        return propose(Quantized.subject(form, false), keysAndValues);
    }

    private static String joint(Representation form, Object... keysAndValues) {
        return propose(Quantized.subject(form, true), keysAndValues);
    }

    /** The proposed form, or the reason why there is none. */
    private static String propose(Subject weight, Object... keysAndValues) {
        return switch (TECHNIQUE.propose(weight, Quantized.options(keysAndValues))) {
            case Proposal.Form form -> FormText.of(form.form());
            case Proposal.Declined declined -> declined.reason();
        };
    }

    private static Representation sketch(long... dims) {
        return dense(DataType.FLOAT16, dims);
    }

    private static Representation dense(DataType type, long... dims) {
        return new Dense(Tensor.sketch(type, Shape.of(dims)));
    }

    private static Sparse sparse() {
        return new Sparse(
                Tensor.sketch(DataType.UINT1, Shape.of(4, 4)), Tensor.sketch(DataType.FLOAT16, Shape.of(5)));
    }

    private static Tensor scale(long... dims) {
        return Tensor.sketch(DataType.FLOAT16, Shape.of(dims));
    }

    private static Affine affine(Representation dense) {
        Shape shape = dense.shape();
        return new Affine(
                new Dense(Tensor.sketch(DataType.INT8, shape)),
                Tensor.sketch(DataType.FLOAT16, Shape.ones(shape.rank())),
                Optional.empty());
    }

    private static float[] expand(Representation form) throws IOException {
        float[] values = new float[(int) form.shape().elements()];
        Decoder.open(form).read(values, 0, values.length);
        return values;
    }
}
