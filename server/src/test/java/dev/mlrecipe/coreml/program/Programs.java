package dev.mlrecipe.coreml.program;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Small programs for tests, with immediate values only. */
public final class Programs {
    public static final WeightFiles NO_FILES = name -> {
        throw new ModelException(Path.of(name), "no weight file in this test");
    };

    private Programs() {}

    public static Program program(String opset, NamedValueType input, Block block) {
        Function main = Function.newBuilder()
                .addInputs(input)
                .setOpset(opset)
                .putBlockSpecializations(opset, block)
                .build();
        return Program.newBuilder().putFunctions("main", main).build();
    }

    public static NamedValueType value(String name, DataType type, long... dims) {
        return NamedValueType.newBuilder()
                .setName(name)
                .setType(Values.type(type, Shape.of(dims)))
                .build();
    }

    public static Block block(List<String> outputs, Operation... ops) {
        return Block.newBuilder().addAllOutputs(outputs).addAllOperations(List.of(ops)).build();
    }

    /** An operation with inputs given as {@code key, name} pairs. */
    public static Operation op(String type, String name, String... inputs) {
        Operation.Builder op = Operation.newBuilder().setType(type).putAttributes("name", Values.string(name));
        for (int i = 0; i < inputs.length; i += 2) {
            op.putInputs(inputs[i], argument(inputs[i + 1].split(",")));
        }
        return op.addOutputs(value(name, DataType.FLOAT32, 1)).build();
    }

    private static Argument argument(String... names) {
        Argument.Builder argument = Argument.newBuilder();
        for (String name : names) {
            argument.addArguments(Argument.Binding.newBuilder().setName(name));
        }
        return argument.build();
    }

    public static Operation constant(String name, Value value) {
        return Operation.newBuilder()
                .setType("const")
                .putAttributes("name", Values.string(name))
                .putAttributes("val", value)
                .addOutputs(NamedValueType.newBuilder().setName(name).setType(value.getType()))
                .build();
    }

    /** A const of zeros. */
    public static Operation constant(String name, DataType type, long... dims) throws IOException {
        Shape shape = Shape.of(dims);
        byte[] zeros = new byte[(int) type.bytes(shape.elements())];
        return constant(name, Values.immediate(new Tensor(type, shape, new ImmediateBytes(zeros))));
    }
}
