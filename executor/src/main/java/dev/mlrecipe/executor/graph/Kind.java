package dev.mlrecipe.executor.graph;

import dev.mlrecipe.coreml.tensor.DataType;

/**
 * Element types of a translated program. Every float type of the program becomes {@link #FLOAT}, every integer type
 * {@link #INT}; {@link #LONG} is what ONNX wants for shapes and indices and stays inside of one operation.
 */
public enum Kind {
    FLOAT(1, 4),
    INT(6, 4),
    LONG(7, 8),
    BOOL(9, 1);

    private final int onnx;
    private final int bytes;

    Kind(int onnx, int bytes) {
        this.onnx = onnx;
        this.bytes = bytes;
    }

    /** The number in {@code TensorProto.DataType}. */
    public int onnx() {
        return onnx;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** What values of a program's type become. */
    public static Kind of(DataType type) {
        return type == DataType.BOOL ? BOOL : type.isFloat() ? FLOAT : INT;
    }
}
