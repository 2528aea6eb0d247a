package dev.mlrecipe.coreml.tensor;

import java.io.IOException;

/**
 * Receives the elements of one tensor in row-major order and packs them. Large results go to a temporary segment, so
 * a writer never holds a whole weight. Not thread safe. {@link #close()} without {@link #finish()} drops what was
 * written.
 */
public interface TensorWriter extends AutoCloseable {

    /**
     * Appends integer elements, one per byte: the value itself for integer types of at most eight bits (two's
     * complement for signed ones), 0 or 1 for {@link DataType#UINT1}. Bits above the type's width are ignored.
     */
    void writeCodes(byte[] codes, int offset, int count) throws IOException;

    /**
     * Appends float elements, rounded half to even to the tensor's float type.
     *
     * @throws IllegalStateException if the tensor's type is not float16 or float32
     */
    void writeFloats(float[] values, int offset, int count) throws IOException;

    /**
     * Appends float16 elements by their patterns.
     *
     * @throws IllegalStateException if the tensor's type is not float16
     */
    void writeHalves(short[] halves, int offset, int count) throws IOException;

    /**
     * The tensor with everything that was written.
     *
     * @throws IllegalStateException if fewer or more elements than the shape has were written
     */
    Tensor finish() throws IOException;

    @Override
    void close() throws IOException;
}
