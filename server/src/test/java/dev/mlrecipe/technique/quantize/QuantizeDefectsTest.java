package dev.mlrecipe.technique.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.technique.Outcome;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What coremltools 9.0 gets wrong. Each test states its result as data, and checks ours. */
class QuantizeDefectsTest {

    @Test
    void zeroPointsDoNotOverflowInFloat16() throws IOException {
        // qmax * 300 overflows: zero point 255, codes 127 255 255.
        float[] values = {-300, 150, 300};
        assertArrayEquals(
                new float[] {-302, 0, 0}, PeerQuantizer.roundTrip(values, DataType.UINT8, false, DataType.FLOAT16), 3);
        Affine form = perTensor(DataType.UINT8, "linear", values);
        assertArrayEquals(new int[] {127}, Quantized.codes(form.offset().orElseThrow()));
        assertArrayEquals(values, Quantized.expand(form), 2);

        // int8 at 600: everything becomes zero.
        float[] larger = {-600, 20, 600};
        Affine signed = perTensor(DataType.INT8, "linear", larger);
        assertArrayEquals(larger, Quantized.expand(signed), 4);
    }

    @Test
    void rangesDoNotOverflowInFloat16() throws IOException {
        // max - min is beyond 65504: an infinite scale, and NaN everywhere.
        float[] values = {-40000, 100, 40000};
        assertTrue(Float.isNaN(PeerQuantizer.roundTrip(values, DataType.INT8, true, DataType.FLOAT16)[1]));
        for (String mode : new String[] {"linear", "linear_symmetric"}) {
            assertArrayEquals(values, Quantized.expand(perTensor(DataType.INT8, mode, values)), 350, mode);
        }
        float[] extremes = {-65504, 65504, 1000};
        for (DataType codes : new DataType[] {DataType.INT8, DataType.UINT8, DataType.INT4, DataType.UINT4}) {
            for (String mode : new String[] {"linear", "linear_symmetric"}) {
                float half = codes.bits() == 4 ? 9400 / 2 : 520 / 2;
                assertArrayEquals(extremes, Quantized.expand(perTensor(codes, mode, extremes)), half, codes + mode);
            }
        }
    }

    @Test
    void smallValuesDoNotVanish() throws IOException {
        // The scale, 6e-8 / 254, underflows to zero: codes -127 and 127 times zero.
        float[] values = {0x1p-24f, -0x1p-24f, 0x1p-22f};
        assertArrayEquals(
                new float[3], PeerQuantizer.roundTrip(values, DataType.INT8, true, DataType.FLOAT16), 0);
        assertArrayEquals(values, Quantized.expand(perTensor(DataType.INT8, "linear_symmetric", values)));
        assertArrayEquals(values, Quantized.expand(perTensor(DataType.UINT8, "linear", values)));
    }

    @Test
    void codesAreNearestToTheStoredScale() throws IOException {
        // Quotients rounded to float16 pick the second nearest code for about one value in a hundred.
        Random random = new Random(8);
        float[] values = new float[4096];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.float16ToFloat(Float.floatToFloat16((float) random.nextGaussian() * 0.05f));
        }
        float[] theirs = PeerQuantizer.roundTrip(values, DataType.INT8, true, DataType.FLOAT16);
        Affine form = perTensor(DataType.INT8, "linear_symmetric", values);
        float[] ours = Quantized.expand(form);
        int different = 0;
        for (int i = 0; i < values.length; i++) {
            different += ours[i] == theirs[i] ? 0 : 1;
        }
        assertTrue(different > 10, different + " differ");
        assertTrue(Quantized.squaredError(values, ours) < Quantized.squaredError(values, theirs));
    }

    @Test
    void allZeroBlocksExpandToZero() throws IOException {
        // 0 / 0 is NaN, which the peer casts to an integer.
        for (DataType codes : new DataType[] {DataType.INT8, DataType.UINT8, DataType.INT4, DataType.UINT4}) {
            for (String mode : new String[] {"linear", "linear_symmetric"}) {
                Affine form = perTensor(codes, mode, 0, -0f, 0);
                assertArrayEquals(new float[] {0, 0, 0}, Quantized.expand(form), codes + mode);
                assertArrayEquals(new float[] {1}, Quantized.floats(form.scale()));
            }
        }
    }

    @Test
    void notANumberIsNamedAndTheWeightStays() throws IOException {
        // The peer stores a NaN scale: the whole channel is destroyed.
        float nan = Float.NaN;
        assertEquals(
                "2 of 6 values are not finite, the first is NaN at [0,2]; linear codes hold finite values only",
                declined(1, 2, nan, 4, 5, Float.NEGATIVE_INFINITY));
        assertEquals(
                "1 of 6 values is not finite, the first is +inf at [1,0]; linear codes hold finite values only",
                declined(1, 2, 3, Float.POSITIVE_INFINITY, 5, 6));
        assertEquals(
                "6 of 6 values are not finite, the first is NaN at [0,0]; linear codes hold finite values only",
                declined(nan, nan, nan, nan, nan, nan));
    }

    @Test
    void notANumberIsNamedInLongChannelsToo() throws IOException {
        for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32}) {
            for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (float largest : new float[] {1, 1000}) {
                    float[] values = new float[2 * 777];
                    values[3] = largest;
                    values[777 + 500] = value;
                    values[777 + 700] = largest;
                    String name = Float.isNaN(value) ? "NaN" : value > 0 ? "+inf" : "-inf";
                    assertEquals(
                            "1 of 1554 values is not finite, the first is " + name
                                    + " at [1,500]; linear codes hold finite values only",
                            declined(Quantized.dense(type, Shape.of(2, 777), values)));
                }
            }
        }
    }

    private static String declined(float... values) throws IOException {
        return declined(Quantized.dense(DataType.FLOAT16, Shape.of(2, 3), values));
    }

    private static String declined(Dense weight) throws IOException {
        Outcome outcome = Quantized.compress(Quantized.subject(weight, false), Quantized.options());
        return ((Outcome.Declined) outcome).reason();
    }

    @Test
    void fourBitsUseTheSpareCodeWhereItHelps() throws IOException {
        // Fifteen of sixteen codes at the peer: -8 becomes -7 and a step of 8/7.
        float[] values = {-8, -3, 1, 5, 7};
        float[] theirs = PeerQuantizer.roundTrip(values, DataType.INT4, true, DataType.FLOAT16);
        assertFalse(theirs[1] == -3);
        Affine form = perTensor(DataType.INT4, "linear_symmetric", values);
        assertArrayEquals(new int[] {-8, -3, 1, 5, 7}, Quantized.codes(((Dense) form.data()).values()));
        assertArrayEquals(values, Quantized.expand(form));
        float[] mirrored = {8, 3, -1, -5, -7};
        assertArrayEquals(mirrored, Quantized.expand(perTensor(DataType.UINT4, "linear_symmetric", mirrored)));
    }

    @Test
    void clippingTheRangeLowersTheErrorOfFourBits() throws IOException {
        Random random = new Random(4);
        float[] values = new float[1024];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Shape shape = Shape.of(64, 16);
        Dense weight = Quantized.dense(DataType.FLOAT16, shape, values);
        float[] stored = Quantized.floats(weight.values());
        double none = Quantized.squaredError(stored, Quantized.expand(Quantized.affine(
                Quantized.subject(weight, false), Quantized.options("dtype", "int4"))));
        double search = Quantized.squaredError(stored, Quantized.expand(Quantized.affine(
                Quantized.subject(weight, false), Quantized.options("dtype", "int4", "scale_search", "mse"))));
        assertTrue(search < 0.9 * none, search + " against " + none);
    }

    private static Affine perTensor(DataType codes, String mode, float... values) throws IOException {
        Dense weight = Quantized.dense(DataType.FLOAT16, Shape.of(values.length), values);
        return Quantized.affine(
                Quantized.subject(weight, false),
                Quantized.options("dtype", codes.word(), "mode", mode, "granularity", "per_tensor"));
    }
}
