package dev.mlrecipe.coreml.form;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecoderTest {
    private static final long SEED = 77;

    @Test
    void equalsTheDefinitionForRandomForms() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 2500; round++) {
            check(new RandomForms(random, 9).any(), random, "round " + round + ", seed " + SEED);
        }
    }

    @Test
    void equalsTheDefinitionForLargerForms() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 60; round++) {
            check(new RandomForms(random, 33).any(), random, "large round " + round + ", seed " + SEED);
        }
    }

    @Test
    void affineRoundsOnlyTheProduct() throws IOException {
        // 255 - (-128) has nine bits and is exact; 383 * 0.1 (0.0999755859375 as float16) is rounded to float16.
        Affine affine = new Affine(
                new Dense(MemoryTensorWriter.ofCodes(DataType.UINT8, Shape.of(1), (byte) 255)),
                MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1), 0.1f),
                Optional.of(MemoryTensorWriter.ofCodes(DataType.INT8, Shape.of(1), (byte) -128)));
        assertArrayEquals(new float[] {38.28125f}, read(affine, 1));
    }

    @Test
    void vectorsExpandAlongTheirAxis() throws IOException {
        // Two vectors of two rows: index 1 is (3, 4), index 0 is (1, 2).
        LookupTable table = new LookupTable(
                MemoryTensorWriter.ofCodes(DataType.UINT1, Shape.of(1, 2), (byte) 1, (byte) 0),
                new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1, 1, 2, 2), 1, 2, 3, 4)),
                0);
        assertEquals(Shape.of(2, 2), table.shape());
        assertArrayEquals(new float[] {3, 1, 4, 2}, read(table, 4));
    }

    @Test
    void maskedElementsStayZeroWhateverTheOffset() throws IOException {
        Tensor mask = MemoryTensorWriter.ofCodes(DataType.UINT1, Shape.of(3), (byte) 0, (byte) 1, (byte) 0);
        Sparse codes = new Sparse(mask, MemoryTensorWriter.ofCodes(DataType.INT8, Shape.of(1), (byte) 5));
        Tensor scale = MemoryTensorWriter.ofFloats(DataType.FLOAT32, Shape.of(1), 2);
        Tensor offset = MemoryTensorWriter.ofCodes(DataType.INT8, Shape.of(1), (byte) 1);
        assertArrayEquals(new float[] {0, 8, 0}, read(new SparseAffine(codes, scale, Optional.of(offset)), 3));
        assertArrayEquals(new float[] {-2, 8, -2}, read(new Affine(codes, scale, Optional.of(offset)), 3));
    }

    @Test
    void aSlabThatIsTooLargeForMemoryIsReadRowByRow() throws IOException {
        // Vector axis 0 with 70,000 columns: one slab of vectors exceeds the expansion buffer.
        Random random = new Random(SEED);
        byte[] codes = new byte[3 * 70_000];
        byte[] mask = new byte[codes.length];
        int set = 0;
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) random.nextInt(16);
            mask[i] = (byte) random.nextInt(2);
            set += mask[i];
        }
        float[] entries = new float[7 * 16 * 3];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = random.nextFloat();
        }
        Dense table = new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1, 7, 16, 3), entries));
        Shape indices = Shape.of(3, 70_000);
        check(
                new LookupTable(MemoryTensorWriter.ofCodes(DataType.UINT4, indices, codes), table, 0),
                random,
                "dense vectors");
        check(
                new SparseLookupTable(
                        MemoryTensorWriter.ofCodes(DataType.UINT1, indices, mask),
                        MemoryTensorWriter.ofCodes(
                                DataType.UINT4, Shape.of(set), Arrays.copyOf(codes, set)),
                        table,
                        0),
                random,
                "sparse vectors");
    }

    @Test
    void moreScalesThanTheWindowHolds() throws IOException {
        Random random = new Random(SEED);
        byte[] codes = new byte[3 * 100_000];
        random.nextBytes(codes);
        float[] scales = new float[100_000];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = random.nextFloat();
        }
        Dense data = new Dense(MemoryTensorWriter.ofCodes(DataType.INT8, Shape.of(3, 100_000), codes));
        for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32}) {
            Tensor scale = MemoryTensorWriter.ofFloats(type, Shape.of(1, 100_000), scales);
            check(new Affine(data, scale, Optional.empty()), random, type.word());
        }
    }

    @Test
    void expandsToTheStoredType() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            Representation form = new RandomForms(random, 9).any();
            if (form instanceof Dense dense) {
                assertSame(dense.values(), Decoder.expand(form, null, () -> {}));
                continue;
            }
            int[] checkpoints = {0};
            Tensor dense = Decoder.expand(
                    form, new MemoryTensorWriter(form.type(), form.shape()), () -> checkpoints[0]++);
            assertEquals(form.type(), dense.type());
            assertArrayEquals(PlainDecoder.expand(form), PlainDecoder.expand(new Dense(dense)), "round " + round);
            assertTrue(checkpoints[0] > 0);
            assertEquals(Decoder.sha256(form), Decoder.sha256(new Dense(dense)), "round " + round);
        }
    }

    @Test
    void hashesLittleEndianBytesOfTheType() throws IOException {
        // float16 1 and -2 are the bytes 00 3c 00 c0.
        Dense halves = new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(2), 1, -2));
        assertEquals("0c82e2008d4b1c37a2604f1dee0db584daf39b6ab140aaa834d3eac1df0b9458", Decoder.sha256(halves));
        // int4 -1 and 1 count as the bytes ff 01.
        Dense nibbles = new Dense(MemoryTensorWriter.ofCodes(DataType.INT4, Shape.of(2), (byte) -1, (byte) 1));
        assertEquals("437cb43a30226e639b33d84533cfc3ddd970a40055b9c8c0bf7e3795cf184eb6", Decoder.sha256(nibbles));
    }

    @Test
    void aMaskThatContradictsItsValuesIsReported() throws IOException {
        Tensor mask = MemoryTensorWriter.ofCodes(DataType.UINT1, Shape.of(3), (byte) 1, (byte) 1, (byte) 0);
        for (int stored : new int[] {1, 3}) {
            Sparse sparse =
                    new Sparse(mask, MemoryTensorWriter.ofCodes(DataType.INT8, Shape.of(stored), new byte[stored]));
            IOException problem = assertThrows(IOException.class, () -> read(sparse, 3));
            assertTrue(problem.getMessage().contains(stored == 1 ? "more set bits" : "fewer set bits"));
        }
    }

    @Test
    void anEmptyWeightHasNoValues() throws IOException {
        Dense empty = new Dense(new Tensor(DataType.INT8, Shape.of(0, 4), Bytes.of(new byte[0])));
        Tensor scale = MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1, 4), 1, 2, 3, 4);
        Affine affine = new Affine(empty, scale, Optional.empty());
        assertEquals(0, Decoder.open(affine).read(new float[8], 0, 8));
    }

    @Test
    void positionsOutsideAreRefused() throws IOException {
        ValueReader reader = Decoder.open(new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(2), 1, 2)));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.position(3));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.position(-1));
        reader.position(2);
        assertEquals(0, reader.read(new float[1], 0, 1));
    }

    private static float[] read(Representation form, int count) throws IOException {
        float[] values = new float[count];
        assertEquals(count, Decoder.open(form).read(values, 0, count));
        return values;
    }

    /** Reads whole, in random pieces, and at random positions. */
    private static void check(Representation form, Random random, String where) throws IOException {
        float[] expected = PlainDecoder.expand(form);
        String what = where + ": " + form;
        assertBits(expected, 0, read(form, expected.length), expected.length, what);
        ValueReader reader = Decoder.open(form);
        float[] buffer = new float[expected.length + 2];
        int bound = 1 + random.nextInt(expected.length);
        for (int from = 0; from < expected.length; ) {
            int n = reader.read(buffer, 1, 1 + random.nextInt(bound));
            assertBits(expected, from, Arrays.copyOfRange(buffer, 1, 1 + n), n, what);
            from += n;
        }
        assertEquals(0, reader.read(buffer, 0, 1), what);
        for (int jump = 0; jump < 5; jump++) {
            int from = random.nextInt(expected.length);
            reader.position(from);
            int n = reader.read(buffer, 0, 1 + random.nextInt(bound));
            assertBits(expected, from, buffer, n, what + " from " + from);
            assertEquals(from + n, reader.position());
        }
    }

    private static void assertBits(float[] expected, int from, float[] actual, int count, String what) {
        for (int i = 0; i < count; i++) {
            // Bits, so that the sign of zero counts; any NaN equals any other.
            if (Float.floatToIntBits(expected[from + i]) != Float.floatToIntBits(actual[i])) {
                assertEquals(expected[from + i], actual[i], what + " at " + (from + i));
            }
        }
    }
}
