package dev.mlrecipe.coreml.tensor;

import java.util.Objects;

/**
 * A stored tensor: type, shape, and packed row-major bytes (little endian; sub-byte types least significant bit
 * first). A <em>sketch</em> has type and shape but no values: enough for exact sizes and for checking what is legal.
 *
 * @param type element type
 * @param shape dimensions
 * @param bytes exactly {@code type.bytes(shape.elements())} bytes
 */
public record Tensor(DataType type, Shape shape, Bytes bytes) {

    /** @throws IllegalArgumentException if the number of bytes does not fit type and shape */
    public Tensor {
        Objects.requireNonNull(type);
        long expected = type.bytes(shape.elements());
        if (bytes.size() != expected) {
            throw new IllegalArgumentException(
                    type.word() + " " + shape + " takes " + expected + " bytes, found " + bytes.size());
        }
    }

    /** A tensor without values. */
    public static Tensor sketch(DataType type, Shape shape) {
        return new Tensor(type, shape, Bytes.absent(type.bytes(shape.elements())));
    }

    public long elements() {
        return shape.elements();
    }

    /** Stored bytes. */
    public long size() {
        return bytes.size();
    }
}
