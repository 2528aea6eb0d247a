package dev.mlrecipe.coreml.program;

import dev.mlrecipe.coreml.proto.ArrayFeatureType;
import dev.mlrecipe.coreml.proto.FeatureDescription;
import dev.mlrecipe.coreml.proto.FeatureType;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.ModelDescription;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Dimension;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.TensorType;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Programs of one function as text, for tests:
 *
 * <pre>
 * in x: float16[?,4], i: int32[3]
 * axis = int32 0
 * g: float16[3,4] = gather(x=x, indices=i, axis=axis)
 * w: float16[3,4] = while_loop(loop_vars=(g)) {
 *   …
 * }
 * out g
 * </pre>
 *
 * An operation is called like its first output; {@code ?} is an open dimension; all values are immediate.
 */
public final class ProgramText {
    private static final Pattern CONST = Pattern.compile("(\\w+) = (\\w+)((?:\\[[0-9,]*\\])?) (.*)");
    private static final Pattern OP = Pattern.compile("(.+?) = (\\w+)\\((.*?)\\)( \\{)?");
    private static final Pattern TYPE = Pattern.compile("(\\w+): (\\w+)\\[([?0-9,]*)\\]");
    private static final Pattern INPUT = Pattern.compile("(\\w+)=(\\([^)]*\\)|\\w+)");

    private ProgramText() {}

    // Reading.

    /** The program of a text, at an opset. */
    public static Program parse(String opset, String text) throws IOException {
        Deque<String> lines = new ArrayDeque<>(text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList());
        Function.Builder function = Function.newBuilder().setOpset(opset);
        if (lines.peek() != null && lines.peek().startsWith("in ")) {
            function.addAllInputs(types(lines.poll().substring(3)));
        }
        return Program.newBuilder()
                .putFunctions("main", function.putBlockSpecializations(opset, block(lines)).build())
                .build();
    }

    private static Block block(Deque<String> lines) throws IOException {
        Block.Builder block = Block.newBuilder();
        while (!lines.isEmpty()) {
            String line = lines.poll();
            if (line.equals("}")) {
                break;
            } else if (line.startsWith("in ")) {
                block.addAllInputs(types(line.substring(3)));
            } else if (line.startsWith("out ")) {
                block.addAllOutputs(List.of(line.substring(4).split(", ")));
            } else {
                block.addOperations(operation(line, lines));
            }
        }
        return block.build();
    }

    private static Operation operation(String line, Deque<String> lines) throws IOException {
        Matcher op = OP.matcher(line);
        if (!op.matches()) {
            Matcher constant = CONST.matcher(line);
            if (!constant.matches()) {
                throw new IllegalArgumentException("no line of a program: " + line);
            }
            return Programs.constant(constant.group(1), value(constant.group(2), constant.group(3), constant.group(4)));
        }
        List<NamedValueType> outputs = types(op.group(1));
        Operation.Builder built = Operation.newBuilder()
                .setType(op.group(2))
                .putAttributes("name", Values.string(outputs.get(0).getName()))
                .addAllOutputs(outputs);
        Matcher input = INPUT.matcher(op.group(3));
        while (input.find()) {
            Argument.Builder argument = Argument.newBuilder();
            for (String name : input.group(2).replaceAll("[()]", "").split(",\\s*")) {
                argument.addArguments(Argument.Binding.newBuilder().setName(name));
            }
            built.putInputs(input.group(1), argument.build());
        }
        if (op.group(4) != null) {
            built.addBlocks(block(lines));
            while (!lines.isEmpty() && lines.peek().equals("{")) {
                lines.poll();
                built.addBlocks(block(lines));
            }
        }
        return built.build();
    }

    private static List<NamedValueType> types(String text) {
        List<NamedValueType> types = new ArrayList<>();
        Matcher type = TYPE.matcher(text);
        while (type.find()) {
            TensorType.Builder tensor = TensorType.newBuilder()
                    .setDataTypeValue(DataType.ofWord(type.group(2)).orElseThrow().mil());
            for (String dim : type.group(3).isEmpty() ? new String[0] : type.group(3).split(",")) {
                Dimension.Builder dimension = Dimension.newBuilder();
                if (dim.equals("?")) {
                    dimension.getUnknownBuilder();
                } else {
                    dimension.getConstantBuilder().setSize(Long.parseLong(dim));
                }
                tensor.addDimensions(dimension);
            }
            tensor.setRank(tensor.getDimensionsCount());
            types.add(NamedValueType.newBuilder()
                    .setName(type.group(1))
                    .setType(ValueType.newBuilder().setTensorType(tensor))
                    .build());
        }
        return types;
    }

    private static Value value(String type, String dims, String text) throws IOException {
        if (type.equals("string")) {
            return Values.string(text);
        }
        DataType element = DataType.ofWord(type).orElseThrow();
        String inside = dims.replaceAll("[\\[\\]]", "");
        Shape shape = inside.isEmpty()
                ? dims.isEmpty() ? Shape.of() : Shape.of(0)
                : Shape.of(Arrays.stream(inside.split(",")).mapToLong(Long::parseLong).toArray());
        ByteBuffer bytes = ByteBuffer.allocate((int) element.bytes(shape.elements())).order(ByteOrder.LITTLE_ENDIAN);
        for (String number : text.isBlank() ? new String[0] : text.strip().split(" ")) {
            switch (element) {
                case BOOL -> bytes.put((byte) (Boolean.parseBoolean(number) ? 1 : 0));
                case INT8, UINT8 -> bytes.put((byte) Integer.parseInt(number));
                case INT16, UINT16 -> bytes.putShort((short) Integer.parseInt(number));
                case INT32 -> bytes.putInt(Integer.parseInt(number));
                case FLOAT16 -> bytes.putShort(Float.floatToFloat16(Float.parseFloat(number)));
                case FLOAT32 -> bytes.putFloat(Float.parseFloat(number));
                default -> throw new IllegalArgumentException(type);
            }
        }
        return Values.immediate(new Tensor(element, shape, new ImmediateBytes(bytes.array())));
    }

    // Writing.

    /** The text of a program's only function. */
    public static String print(Program program) throws IOException {
        Function function = program.getFunctionsOrThrow("main");
        StringBuilder out = new StringBuilder();
        inputs(function.getInputsList(), "", out);
        print(function.getBlockSpecializationsOrThrow(function.getOpset()), "", out);
        return out.toString();
    }

    private static void inputs(List<NamedValueType> inputs, String indent, StringBuilder out) {
        if (!inputs.isEmpty()) {
            out.append(indent).append("in ").append(types(inputs)).append('\n');
        }
    }

    private static void print(Block block, String indent, StringBuilder out) throws IOException {
        inputs(block.getInputsList(), indent, out);
        for (Operation op : block.getOperationsList()) {
            out.append(indent);
            if (op.getType().equals("const")) {
                out.append(op.getOutputs(0).getName()).append(" = ").append(value(op.getAttributesOrThrow("val")));
            } else {
                out.append(types(op.getOutputsList())).append(" = ").append(op.getType()).append('(');
                out.append(new TreeMap<>(op.getInputsMap()).entrySet().stream()
                                .map(input -> input.getKey() + "=" + names(input.getValue()))
                                .collect(Collectors.joining(", ")))
                        .append(')');
                for (Block inner : op.getBlocksList()) {
                    out.append(inner == op.getBlocks(0) ? " {\n" : "\n" + indent + "{\n");
                    print(inner, indent + "  ", out);
                    out.append(indent).append('}');
                }
            }
            out.append('\n');
        }
        out.append(indent).append("out ").append(String.join(", ", block.getOutputsList())).append('\n');
    }

    private static String names(Argument argument) {
        List<String> names = argument.getArgumentsList().stream().map(Argument.Binding::getName).toList();
        return names.size() == 1 ? names.get(0) : "(" + String.join(", ", names) + ")";
    }

    private static String types(List<NamedValueType> types) {
        return types.stream()
                .map(named -> named.getName() + ": " + type(named.getType()))
                .collect(Collectors.joining(", "));
    }

    private static String type(ValueType type) {
        TensorType tensor = type.getTensorType();
        return ValueReader.elementType(type).map(DataType::word).orElse("string") + "["
                + tensor.getDimensionsList().stream()
                        .map(d -> d.hasConstant() ? Long.toString(d.getConstant().getSize()) : "?")
                        .collect(Collectors.joining(","))
                + "]";
    }

    private static String value(Value value) throws IOException {
        if (ValueReader.elementType(value.getType()).isEmpty()) {
            return "string " + value.getImmediateValue().getTensor().getStrings().getValues(0);
        }
        Tensor tensor = new ValueReader(java.nio.file.Path.of("text"), Programs.NO_FILES)
                .tensor(value, "a value")
                .orElseThrow();
        ByteBuffer bytes = ByteBuffer.wrap(tensor.bytes().toArray()).order(ByteOrder.LITTLE_ENDIAN);
        List<String> numbers = new ArrayList<>();
        while (bytes.hasRemaining()) {
            numbers.add(switch (tensor.type()) {
                case BOOL -> Boolean.toString(bytes.get() != 0);
                case INT8, UINT8 -> Byte.toString(bytes.get());
                case INT16, UINT16 -> Short.toString(bytes.getShort());
                case INT32 -> Integer.toString(bytes.getInt());
                case FLOAT16 -> plain(Float.float16ToFloat(bytes.getShort()));
                case FLOAT32 -> plain(bytes.getFloat());
                default -> throw new IllegalArgumentException(tensor.type().word());
            });
        }
        return (tensor.type().word() + (tensor.shape().rank() == 0 ? "" : tensor.shape()) + " " + String.join(" ", numbers))
                .stripTrailing();
    }

    private static String plain(float value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6 ? Integer.toString((int) value) : Float.toString(value);
    }

    // Whole models.

    /** A model around a program, as other readers want it: inputs and outputs are described, types of 16 and 32 bits. */
    public static Model model(int specification, Program program) {
        Function function = program.getFunctionsOrThrow("main");
        Block block = function.getBlockSpecializationsOrThrow(function.getOpset());
        ModelDescription.Builder description = ModelDescription.newBuilder();
        function.getInputsList().forEach(input -> description.addInput(feature(input)));
        for (String output : block.getOutputsList()) {
            block.getOperationsList().stream()
                    .flatMap(op -> op.getOutputsList().stream())
                    .filter(named -> named.getName().equals(output))
                    .forEach(named -> description.addOutput(feature(named)));
        }
        return Model.newBuilder()
                .setSpecificationVersion(specification)
                .setDescription(description)
                .setMlProgram(program.toBuilder().setVersion(1))
                .build();
    }

    private static FeatureDescription feature(NamedValueType named) {
        ArrayFeatureType.Builder array = ArrayFeatureType.newBuilder();
        TensorType tensor = named.getType().getTensorType();
        tensor.getDimensionsList().forEach(d -> array.addShape(d.hasConstant() ? d.getConstant().getSize() : 7));
        array.setDataTypeValue(
                switch (ValueReader.elementType(named.getType()).orElseThrow()) {
                    case FLOAT16 -> 65552;
                    case FLOAT32 -> 65568;
                    default -> 131104;
                });
        return FeatureDescription.newBuilder()
                .setName(named.getName())
                .setType(FeatureType.newBuilder().setMultiArrayType(array))
                .build();
    }
}
