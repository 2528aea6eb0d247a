package dev.mlrecipe.coreml.graph;

import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.BlobFileValue;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.DataType;
import dev.mlrecipe.coreml.proto.mil.Dimension;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.ImmediateValue;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.TensorType;
import dev.mlrecipe.coreml.proto.mil.TensorValue;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;

/** Writes small ML programs down for tests. A dimension of -1 is open. */
final class ProgramBuilder {
    private final Function.Builder function = Function.newBuilder().setOpset("CoreML8");
    private final Block.Builder block = Block.newBuilder();
    private int blobs;

    ProgramBuilder input(String name, DataType type, long... shape) {
        function.addInputs(named(name, type, shape));
        return this;
    }

    /** A constant in the weight file. */
    ProgramBuilder weight(String name, DataType type, long... shape) {
        Operation.Builder op = Operation.newBuilder().setType("const").addOutputs(named(name, type, shape));
        op.putAttributes("val", blob(type, shape));
        block.addOperations(op);
        return this;
    }

    Value blob(DataType type, long... shape) {
        return Value.newBuilder()
                .setType(type(type, shape))
                .setBlobFileValue(BlobFileValue.newBuilder().setFileName("weight.bin").setOffset(64 * ++blobs))
                .build();
    }

    ProgramBuilder op(Operation.Builder op) {
        block.addOperations(op);
        return this;
    }

    ProgramBuilder returns(String output) {
        block.addOutputs(output);
        return this;
    }

    Block block() {
        return block.build();
    }

    Model model() {
        function.putBlockSpecializations("CoreML8", block.build());
        return Model.newBuilder()
                .setMlProgram(Program.newBuilder().putFunctions("main", function.build()))
                .build();
    }

    static Operation.Builder op(String type, String output, long... shape) {
        return Operation.newBuilder().setType(type).addOutputs(named(output, DataType.FLOAT16, shape));
    }

    static Argument names(String... names) {
        Argument.Builder argument = Argument.newBuilder();
        for (String name : names) {
            argument.addArguments(Argument.Binding.newBuilder().setName(name));
        }
        return argument.build();
    }

    static Argument inline(Value value) {
        return Argument.newBuilder().addArguments(Argument.Binding.newBuilder().setValue(value)).build();
    }

    static Argument ints(int... values) {
        TensorValue.RepeatedInts.Builder ints = TensorValue.RepeatedInts.newBuilder();
        for (int value : values) {
            ints.addValues(value);
        }
        return immediate(DataType.INT32, TensorValue.newBuilder().setInts(ints));
    }

    static Argument bool(boolean value) {
        return immediate(
                DataType.BOOL,
                TensorValue.newBuilder().setBools(TensorValue.RepeatedBools.newBuilder().addValues(value)));
    }

    static Argument text(String value) {
        return immediate(
                DataType.STRING,
                TensorValue.newBuilder().setStrings(TensorValue.RepeatedStrings.newBuilder().addValues(value)));
    }

    private static Argument immediate(DataType type, TensorValue.Builder tensor) {
        return inline(Value.newBuilder()
                .setType(type(type))
                .setImmediateValue(ImmediateValue.newBuilder().setTensor(tensor))
                .build());
    }

    static NamedValueType named(String name, DataType type, long... shape) {
        return NamedValueType.newBuilder().setName(name).setType(type(type, shape)).build();
    }

    private static ValueType type(DataType type, long... shape) {
        TensorType.Builder tensor = TensorType.newBuilder().setDataType(type).setRank(shape.length);
        for (long dim : shape) {
            Dimension.Builder dimension = Dimension.newBuilder();
            if (dim < 0) {
                dimension.setUnknown(Dimension.UnknownDimension.getDefaultInstance());
            } else {
                dimension.setConstant(Dimension.ConstantDimension.newBuilder().setSize(dim));
            }
            tensor.addDimensions(dimension);
        }
        return ValueType.newBuilder().setTensorType(tensor).build();
    }
}
