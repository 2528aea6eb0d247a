package dev.mlrecipe.coreml.tensor;

import java.io.IOException;

/** Writes a tensor to an array: for small results (scales, tables) and tests. */
public final class MemoryTensorWriter extends PackingWriter {
    private final byte[] content;
    private int size;

    /** @throws IllegalArgumentException if the tensor does not fit an array */
    public MemoryTensorWriter(DataType type, Shape shape) {
        super(type, shape);
        long bytes = type.bytes(shape.elements());
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(type.word() + " " + shape + " does not fit one array");
        }
        content = new byte[(int) bytes];
    }

    /** A tensor of float16 or float32 elements, rounded half to even. */
    public static Tensor ofFloats(DataType type, Shape shape, float... values) {
        MemoryTensorWriter writer = new MemoryTensorWriter(type, shape);
        return unfailing(writer, () -> writer.writeFloats(values, 0, values.length));
    }

    /** A tensor of integer elements of at most eight bits, one per byte of {@code codes}. */
    public static Tensor ofCodes(DataType type, Shape shape, byte... codes) {
        MemoryTensorWriter writer = new MemoryTensorWriter(type, shape);
        return unfailing(writer, () -> writer.writeCodes(codes, 0, codes.length));
    }

    @Override
    void append(byte[] bytes, int length) {
        System.arraycopy(bytes, 0, content, size, length);
        size += length;
    }

    @Override
    Bytes content() {
        return Bytes.of(content);
    }

    private interface Write {
        void run() throws IOException;
    }

    private static Tensor unfailing(MemoryTensorWriter writer, Write write) {
        try {
            write.run();
            return writer.finish();
        } catch (IOException impossible) {
            throw new AssertionError("memory cannot fail", impossible);
        }
    }
}
