package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.program.NamePool;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One operation while it is raised by one opset: what rules may ask and change. */
final class Site {

    /**
     * What all operations of a function have in common.
     *
     * @param function its name
     * @param names its names
     * @param references the names that anything in it refers to
     * @param values reads its constants
     * @param indices what to do about computed indices
     */
    record Frame(String function, NamePool names, Set<String> references, ValueReader values, Indices indices) {}

    private final Frame frame;
    private final Opset opset;
    private final Scope scope;
    private final Operation original;
    private final Operation.Builder op;
    private final List<Operation> before = new ArrayList<>();
    private final List<Operation> after = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private boolean touched;

    Site(Frame frame, Opset opset, Scope scope, Operation op) {
        this.frame = frame;
        this.opset = opset;
        this.scope = scope;
        this.original = op;
        this.op = op.toBuilder();
    }

    // What there is.

    String name() {
        return Ops.name(original);
    }

    String type() {
        return original.getType();
    }

    Opset opset() {
        return opset;
    }

    Indices indices() {
        return frame.indices();
    }

    Scope scope() {
        return scope;
    }

    boolean has(String input) {
        return op.containsInputs(input) && op.getInputsOrThrow(input).getArgumentsCount() > 0;
    }

    /** Whether anything refers to an output. */
    boolean isUsed(NamedValueType output) {
        return frame.references().contains(output.getName());
    }

    List<NamedValueType> outputs() {
        return original.getOutputsList();
    }

    private Argument.Binding binding(String input) throws Refused {
        if (!has(input)) {
            throw new Refused("input " + input + " is missing");
        }
        return op.getInputsOrThrow(input).getArguments(0);
    }

    ValueType inputType(String input) throws Refused {
        Argument.Binding binding = binding(input);
        return binding.hasName()
                ? scope.find(binding.getName())
                        .map(Scope.Made::type)
                        .orElseThrow(() -> new Refused("the type of input " + input + " is unknown"))
                : binding.getValue().getType();
    }

    DataType elementType(String input) throws Refused {
        return TensorTypes.element(inputType(input), "input " + input);
    }

    /** Dimensions of an input, {@link TensorTypes#OPEN} for open ones. */
    long[] dims(String input) throws Refused {
        return TensorTypes.dims(inputType(input))
                .orElseThrow(() -> new Refused("the shape of input " + input + " is unknown"));
    }

    /** The numbers of an input that is a constant; empty if it is computed, or missing. */
    Optional<double[]> numbers(String input) throws Refused, IOException {
        if (!has(input)) {
            return Optional.empty();
        }
        Argument.Binding binding = binding(input);
        Optional<Value> value = binding.hasName()
                ? scope.find(binding.getName()).flatMap(Scope.Made::constant)
                : Optional.of(binding.getValue());
        return value.isPresent() ? numbers(value.get()) : Optional.empty();
    }

    /** The numbers of a constant; empty if it has none. */
    Optional<double[]> numbers(Value value) throws IOException {
        Optional<Tensor> tensor = frame.values().tensor(value, "operation " + name());
        return tensor.isPresent() ? Numbers.of(tensor.get()) : Optional.empty();
    }

    /** A single number; {@code otherwise} if the input is missing. */
    int number(String input, int otherwise) throws Refused, IOException {
        if (!has(input)) {
            return otherwise;
        }
        return numbers(input)
                .filter(numbers -> numbers.length == 1)
                .map(numbers -> (int) numbers[0])
                .orElseThrow(() -> new Refused("input " + input + " is no constant"));
    }

    boolean isFalse(String input) throws Refused, IOException {
        return numbers(input).filter(numbers -> numbers.length == 1 && numbers[0] == 0).isPresent();
    }

    /** What an input is called; a value that stands in the operation itself becomes a constant. */
    String reference(String input) throws Refused {
        Argument.Binding binding = binding(input);
        return binding.hasName() ? binding.getName() : constant(name() + "_" + input, binding.getValue());
    }

    // What becomes of it.

    /** Puts a constant in front; its name. */
    String constant(String wanted, Value value) {
        String name = frame.names().fresh(wanted);
        put(Operation.newBuilder()
                .setType(Ops.CONST)
                .putAttributes(Ops.NAME, Values.string(name))
                .putAttributes(Ops.VALUE, value)
                .addOutputs(NamedValueType.newBuilder().setName(name).setType(value.getType()))
                .build());
        return name;
    }

    /** Puts an operation in front, with inputs as pairs of input and name; the name of its output. */
    String before(String type, String wanted, ValueType output, String... inputs) {
        String name = frame.names().fresh(wanted);
        put(operation(type, name, named(name, output), inputs));
        return name;
    }

    private void put(Operation operation) {
        before.add(operation);
        scope.declareOutputs(operation);
    }

    /** Puts an operation behind that makes {@code output}. */
    void after(String type, NamedValueType output, String... inputs) {
        after.add(operation(type, frame.names().fresh(output.getName() + "_" + type), output, inputs));
    }

    private static Operation operation(String type, String name, NamedValueType output, String... inputs) {
        Operation.Builder built = Operation.newBuilder()
                .setType(type)
                .putAttributes(Ops.NAME, Values.string(name))
                .addOutputs(output);
        for (int i = 0; i < inputs.length; i += 2) {
            built.putInputs(inputs[i], argument(inputs[i + 1]));
        }
        return built.build();
    }

    /** Lets an output have a fresh name and another type; the name. */
    String renameOutput(int index, String wanted, ValueType type) {
        String name = frame.names().fresh(wanted);
        op.setOutputs(index, named(name, type));
        touched = true;
        return name;
    }

    void removeOutput(int index) {
        op.removeOutputs(index);
        touched = true;
    }

    void setType(String type) {
        op.setType(type);
        touched = true;
    }

    /** Gives an input another value, by its name. */
    void bind(String input, String name) {
        op.putInputs(input, argument(name));
        touched = true;
    }

    /** Lets an input have another name. */
    void renameInput(String input, String other) {
        op.putInputs(other, op.getInputsOrThrow(input));
        removeInput(input);
    }

    void removeInput(String input) {
        op.removeInputs(input);
        touched = true;
    }

    /** Notes a change for the plan. */
    void changed(Change.Kind kind, String what) {
        changes.add(new Change(frame.function(), name(), type(), opset, kind, what));
    }

    List<Change> changes() {
        return changes;
    }

    /** The operations that take its place: itself if nothing changed. */
    List<Operation> result() {
        if (!touched) {
            return List.of(original);
        }
        List<Operation> all = new ArrayList<>(before);
        all.add(op.build());
        all.addAll(after);
        return all;
    }

    private static Argument argument(String name) {
        return Argument.newBuilder()
                .addArguments(Argument.Binding.newBuilder().setName(name))
                .build();
    }

    private static NamedValueType named(String name, ValueType type) {
        return NamedValueType.newBuilder().setName(name).setType(type).build();
    }
}
