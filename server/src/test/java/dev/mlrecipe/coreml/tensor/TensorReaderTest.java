package dev.mlrecipe.coreml.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every element type, every position: compared with one that looks at single bits. */
class TensorReaderTest {
    private static final long SEED = 20240229;
    private static final int[] SIZES = {0, 1, 2, 7, 8, 9, 63, 64, 65, 1000, 70_001};

    @ParameterizedTest
    @EnumSource(DataType.class)
    void readsAnyRangeOfAnyType(DataType type) throws IOException {
        Random random = new Random(SEED);
        for (int size : SIZES) {
            byte[] bytes = new byte[(int) type.bytes(size)];
            random.nextBytes(bytes);
            Tensor tensor = new Tensor(type, Shape.of(size), Bytes.of(bytes));
            TensorReader reader = new TensorReader(tensor);
            for (int round = 0; round < 20; round++) {
                int from = round == 0 ? 0 : random.nextInt(size + 1);
                int count = round == 0 ? size : random.nextInt(size - from + 1);
                String where = type + " of " + size + ", " + count + " from " + from + ", seed " + SEED;
                float[] floats = new float[count + 5];
                reader.readFloats(from, floats, 3, count);
                for (int i = 0; i < count; i++) {
                    int at = i;
                    assertEquals(value(type, bytes, from + i), floats[3 + i], () -> where + " at " + at);
                }
                assertEquals(0f, floats[2], where);
                assertEquals(0f, floats[3 + count], where);
                if (type.bits() <= 8 && !type.isFloat()) {
                    byte[] codes = new byte[count + 2];
                    reader.readCodes(from, codes, 1, count);
                    for (int i = 0; i < count; i++) {
                        int at = i;
                        assertEquals((byte) bits(type, bytes, from + i), codes[1 + i], () -> where + " at " + at);
                    }
                    assertEquals(0, codes[0] + codes[count + 1], where);
                }
            }
        }
    }

    @Test
    void packedElementsBeginAtTheLeastSignificantBit() throws IOException {
        // 0b11_010_001 and 0b.....010: the third code straddles both bytes.
        Tensor tensor = new Tensor(DataType.UINT3, Shape.of(3), Bytes.of(new byte[] {(byte) 0b11_010_001, 0b010}));
        byte[] codes = new byte[3];
        new TensorReader(tensor).readCodes(0, codes, 0, 3);
        assertArrayEquals(new byte[] {1, 2, 0b011}, codes);
        new TensorReader(tensor).readCodes(2, codes, 0, 1);
        assertEquals(0b011, codes[0]);
    }

    @Test
    void int4IsSignExtended() throws IOException {
        Tensor tensor = new Tensor(DataType.INT4, Shape.of(2), Bytes.of(new byte[] {(byte) 0x8f}));
        byte[] codes = new byte[2];
        new TensorReader(tensor).readCodes(0, codes, 0, 2);
        assertArrayEquals(new byte[] {-1, -8}, codes);
    }

    @Test
    void readsPatternsOfHalves() throws IOException {
        short[] patterns = {0, 1, (short) 0x8000, 0x7c00, 0x7e01, (short) 0xfbff};
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(patterns);
        TensorReader reader = new TensorReader(new Tensor(DataType.FLOAT16, Shape.of(6), Bytes.of(bytes.array())));
        short[] read = new short[4];
        reader.readHalves(2, read, 0, 4);
        assertArrayEquals(new short[] {(short) 0x8000, 0x7c00, 0x7e01, (short) 0xfbff}, read);
    }

    @Test
    void readsTheEightBitFloats() throws IOException {
        // Values from the OCP 8-bit floating point specification: largest, smallest normal, smallest subnormal, NaN.
        Tensor e4m3 = new Tensor(DataType.FLOAT8E4M3FN, Shape.of(4), Bytes.of(new byte[] {0x7e, 0x08, 0x01, 0x7f}));
        float[] values = new float[4];
        new TensorReader(e4m3).readFloats(0, values, 0, 4);
        assertArrayEquals(new float[] {448f, 0x1p-6f, 0x1p-9f, Float.NaN}, values);
        Tensor e5m2 = new Tensor(DataType.FLOAT8E5M2, Shape.of(4), Bytes.of(new byte[] {0x7b, 0x04, 0x01, 0x7c}));
        new TensorReader(e5m2).readFloats(0, values, 0, 4);
        assertArrayEquals(new float[] {57344f, 0x1p-14f, 0x1p-16f, Float.POSITIVE_INFINITY}, values);
    }

    @Test
    void refusesWhatIsNotThere() {
        TensorReader reader = new TensorReader(new Tensor(DataType.UINT4, Shape.of(5), Bytes.of(new byte[3])));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.readCodes(4, new byte[8], 0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.readFloats(-1, new float[8], 0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.readFloats(0, new float[1], 0, 2));
        assertThrows(IllegalStateException.class, () -> reader.readHalves(0, new short[2], 0, 2));
        TensorReader floats = new TensorReader(new Tensor(DataType.FLOAT32, Shape.of(1), Bytes.of(new byte[4])));
        assertThrows(IllegalStateException.class, () -> floats.readCodes(0, new byte[1], 0, 1));
        TensorReader sketch = new TensorReader(Tensor.sketch(DataType.FLOAT16, Shape.of(4)));
        assertThrows(IllegalStateException.class, () -> sketch.readFloats(0, new float[4], 0, 4));
    }

    /** The bits of element {@code index}, sign extended for signed integers. */
    private static long bits(DataType type, byte[] bytes, long index) {
        long value = 0;
        for (int bit = 0; bit < type.bits(); bit++) {
            long position = index * type.bits() + bit;
            long set = bytes[(int) (position / 8)] >> (position % 8) & 1;
            value |= set << bit;
        }
        boolean negative = type.isInteger() && type.isSigned() && (value >> type.bits() - 1 & 1) == 1;
        return negative && type.bits() < 64 ? value - (1L << type.bits()) : value;
    }

    private static float value(DataType type, byte[] bytes, long index) {
        long bits = bits(type, bytes, index);
        return switch (type) {
            case FLOAT16 -> Float.float16ToFloat((short) bits);
            case FLOAT32 -> Float.intBitsToFloat((int) bits);
            case FLOAT64 -> (float) Double.longBitsToDouble(bits);
            case BFLOAT16 -> Float.intBitsToFloat((int) bits << 16);
            case FLOAT8E4M3FN -> small((int) bits, 4, 7, false);
            case FLOAT8E5M2 -> small((int) bits, 5, 15, true);
            case UINT64 -> new java.math.BigInteger(Long.toUnsignedString(bits)).floatValue();
            default -> bits;
        };
    }

    private static float small(int bits, int exponentBits, int bias, boolean infinities) {
        int mantissaBits = 7 - exponentBits;
        int exponent = bits >> mantissaBits & (1 << exponentBits) - 1;
        int mantissa = bits & (1 << mantissaBits) - 1;
        boolean top = exponent == (1 << exponentBits) - 1;
        double magnitude = exponent == 0
                ? mantissa * Math.pow(2, 1 - bias - mantissaBits)
                : (mantissa + (1 << mantissaBits)) * Math.pow(2, exponent - bias - mantissaBits);
        if (infinities && top) {
            magnitude = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (!infinities && top && mantissa == (1 << mantissaBits) - 1) {
            magnitude = Double.NaN;
        }
        return (float) ((bits & 0x80) != 0 ? -magnitude : magnitude);
    }
}
