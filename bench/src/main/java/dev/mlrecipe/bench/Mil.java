package dev.mlrecipe.bench;

import com.google.protobuf.ByteString;
import dev.mlrecipe.coreml.proto.mil.DataType;
import dev.mlrecipe.coreml.proto.mil.Dimension;
import dev.mlrecipe.coreml.proto.mil.ImmediateValue;
import dev.mlrecipe.coreml.proto.mil.StateType;
import dev.mlrecipe.coreml.proto.mil.TensorType;
import dev.mlrecipe.coreml.proto.mil.TensorValue;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;

/** Types and immediate values of ML programs. */
final class Mil {
    private Mil() {}

    static ValueType tensor(DataType type, long... dims) {
        TensorType.Builder tensor = TensorType.newBuilder().setDataType(type).setRank(dims.length);
        for (long dim : dims) {
            tensor.addDimensions(Dimension.newBuilder()
                    .setConstant(Dimension.ConstantDimension.newBuilder().setSize(dim)));
        }
        return ValueType.newBuilder().setTensorType(tensor).build();
    }

    static ValueType halves(long... dims) {
        return tensor(DataType.FLOAT16, dims);
    }

    static ValueType state(ValueType wrapped) {
        return ValueType.newBuilder()
                .setStateType(StateType.newBuilder().setWrappedType(wrapped))
                .build();
    }

    static Value text(String text) {
        return immediate(
                tensor(DataType.STRING),
                TensorValue.newBuilder().setStrings(TensorValue.RepeatedStrings.newBuilder().addValues(text)));
    }

    static Value flag(boolean flag) {
        return immediate(
                tensor(DataType.BOOL),
                TensorValue.newBuilder().setBools(TensorValue.RepeatedBools.newBuilder().addValues(flag)));
    }

    static Value whole(int number) {
        return immediate(tensor(DataType.INT32), wholeNumbers(number));
    }

    static Value wholes(int... numbers) {
        return immediate(tensor(DataType.INT32, numbers.length), wholeNumbers(numbers));
    }

    private static TensorValue.Builder wholeNumbers(int... numbers) {
        TensorValue.RepeatedInts.Builder ints = TensorValue.RepeatedInts.newBuilder();
        for (int number : numbers) {
            ints.addValues(number);
        }
        return TensorValue.newBuilder().setInts(ints);
    }

    /** A float16 scalar; immediate ones are little-endian bytes. */
    static Value half(float number) {
        short bits = Float.floatToFloat16(number);
        ByteString bytes = ByteString.copyFrom(new byte[] {(byte) bits, (byte) (bits >> 8)});
        return immediate(
                halves(),
                TensorValue.newBuilder().setBytes(TensorValue.RepeatedBytes.newBuilder().setValues(bytes)));
    }

    private static Value immediate(ValueType type, TensorValue.Builder tensor) {
        return Value.newBuilder()
                .setType(type)
                .setImmediateValue(ImmediateValue.newBuilder().setTensor(tensor))
                .build();
    }
}
