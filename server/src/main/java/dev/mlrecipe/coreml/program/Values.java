package dev.mlrecipe.coreml.program;

import com.google.protobuf.ByteString;
import dev.mlrecipe.coreml.proto.mil.Dimension;
import dev.mlrecipe.coreml.proto.mil.ImmediateValue;
import dev.mlrecipe.coreml.proto.mil.TensorType;
import dev.mlrecipe.coreml.proto.mil.TensorValue;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds types and immediate values of a program, in the encodings that the format wants for each element type. */
public final class Values {
    private Values() {}

    /** The type of a tensor of known shape; a scalar has rank 0 and no dimensions. */
    public static ValueType type(DataType type, Shape shape) {
        TensorType.Builder tensor =
                TensorType.newBuilder().setDataTypeValue(type.mil()).setRank(shape.rank());
        for (int axis = 0; axis < shape.rank(); axis++) {
            Dimension.ConstantDimension size =
                    Dimension.ConstantDimension.newBuilder().setSize(shape.dim(axis)).build();
            tensor.addDimensions(Dimension.newBuilder().setConstant(size));
        }
        return ValueType.newBuilder().setTensorType(tensor).build();
    }

    /** A string scalar. */
    public static Value string(String text) {
        TensorType type = TensorType.newBuilder()
                .setDataType(dev.mlrecipe.coreml.proto.mil.DataType.STRING)
                .build();
        TensorValue.Builder value = TensorValue.newBuilder();
        value.getStringsBuilder().addValues(text);
        return value(ValueType.newBuilder().setTensorType(type).build(), value);
    }

    /** An int32 scalar. */
    public static Value int32(int number) {
        TensorValue.Builder value = TensorValue.newBuilder();
        value.getIntsBuilder().addValues(number);
        return value(type(DataType.INT32, Shape.of()), value);
    }

    /** int32 numbers of a shape, in order. */
    public static Value int32s(Shape shape, int... numbers) {
        TensorValue.Builder value = TensorValue.newBuilder();
        for (int number : numbers) {
            value.getIntsBuilder().addValues(number);
        }
        return value(type(DataType.INT32, shape), value);
    }

    /** A boolean scalar. */
    public static Value bool(boolean truth) {
        TensorValue.Builder value = TensorValue.newBuilder();
        value.getBoolsBuilder().addValues(truth);
        return value(type(DataType.BOOL, Shape.of()), value);
    }

    /** A shape as a uint32 vector. */
    public static Value dimensions(Shape shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * shape.rank()).order(ByteOrder.LITTLE_ENDIAN);
        for (long dim : shape.toArray()) {
            bytes.putInt(Math.toIntExact(dim));
        }
        TensorValue.Builder value = TensorValue.newBuilder();
        value.getBytesBuilder().setValues(ByteString.copyFrom(bytes.flip()));
        return value(type(DataType.UINT32, Shape.of(shape.rank())), value);
    }

    /** A small tensor as an immediate value. An empty one still names its encoding. */
    public static Value immediate(Tensor tensor) throws IOException {
        byte[] bytes = tensor.bytes().toArray();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        TensorValue.Builder value = TensorValue.newBuilder();
        switch (tensor.type()) {
            case FLOAT32 -> {
                var floats = value.getFloatsBuilder();
                while (buffer.hasRemaining()) {
                    floats.addValues(buffer.getFloat());
                }
            }
            case FLOAT64 -> {
                var doubles = value.getDoublesBuilder();
                while (buffer.hasRemaining()) {
                    doubles.addValues(buffer.getDouble());
                }
            }
            case INT16, UINT16, INT32 -> {
                var ints = value.getIntsBuilder();
                while (buffer.hasRemaining()) {
                    ints.addValues(integer(buffer, tensor.type()));
                }
            }
            case INT64, UINT64 -> {
                var longs = value.getLongIntsBuilder();
                while (buffer.hasRemaining()) {
                    longs.addValues(buffer.getLong());
                }
            }
            case BOOL -> {
                var bools = value.getBoolsBuilder();
                while (buffer.hasRemaining()) {
                    bools.addValues(buffer.get() != 0);
                }
            }
            default -> value.getBytesBuilder().setValues(ByteString.copyFrom(bytes));
        }
        return value(type(tensor.type(), tensor.shape()), value);
    }

    private static int integer(ByteBuffer buffer, DataType type) {
        return switch (type) {
            case INT16 -> buffer.getShort();
            case UINT16 -> Short.toUnsignedInt(buffer.getShort());
            default -> buffer.getInt();
        };
    }

    private static Value value(ValueType type, TensorValue.Builder tensor) {
        return Value.newBuilder()
                .setType(type)
                .setImmediateValue(ImmediateValue.newBuilder().setTensor(tensor))
                .build();
    }
}
