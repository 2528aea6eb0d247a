package dev.mlrecipe.coreml.neural;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bits of a file against a plain reference that writes one bit after the other. */
class MostSignificantFirstTest {
    private static final int[] SIZES = {1, 7, 8, 9, 63, 64, 65, 1000, 50_021};

    private static byte[] reference(byte[] codes, int width) {
        byte[] bytes = new byte[(codes.length * width + 7) / 8];
        int at = 0;
        for (byte code : codes) {
            for (int bit = width - 1; bit >= 0; bit--) {
                if ((code >> bit & 1) != 0) {
                    bytes[at / 8] |= (byte) (0x80 >> at % 8);
                }
                at++;
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void codesAreTurnedThereAndBack(int width) throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        DataType type = DataType.unsigned(width);
        for (int size : SIZES) {
            byte[] codes = new byte[size];
            for (int i = 0; i < size; i++) {
                codes[i] = (byte) random.nextInt(1 << width);
            }
            String what = "seed " + seed + ", " + size + " codes";
            Tensor tensor = MemoryTensorWriter.ofCodes(type, Shape.of(size), codes);
            Bytes file = MostSignificantFirst.toFile(tensor.bytes(), width);
            assertArrayEquals(reference(codes, width), file.toArray(), what);
            Bytes back = MostSignificantFirst.toTensor(file, width);
            assertArrayEquals(tensor.bytes().toArray(), back.toArray(), what);
            byte[] read = new byte[size];
            new TensorReader(new Tensor(type, Shape.of(size), back)).readCodes(0, read, 0, size);
            assertArrayEquals(codes, read, what);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7})
    void anyRangeCanBeRead(int width) throws IOException {
        byte[] content = new byte[9001];
        new Random(width).nextBytes(content);
        byte[] whole = MostSignificantFirst.toFile(Bytes.of(content), width).toArray();
        Random random = new Random(width);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(content.length);
            int length = random.nextInt(content.length - from + 1);
            byte[] part = new byte[length + 3];
            MostSignificantFirst.toFile(Bytes.of(content), width).read(from, part, 3, length);
            for (int k = 0; k < length; k++) {
                assertEquals(whole[from + k], part[3 + k], "byte " + (from + k));
            }
        }
    }
}
