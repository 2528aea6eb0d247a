package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program and its constants, for whoever runs it. Constants can be read until the model is closed. */
public final class ProgramParts {
    private final Program program;
    private final ValueReader values;
    private final Map<Operation, Representation> constants = new IdentityHashMap<>();

    ProgramParts(Program program, ValueReader values, List<Node> nodes) {
        this.program = program;
        this.values = values;
        nodes.forEach(node -> node.form().ifPresent(form -> constants.put(node.op, form)));
    }

    public Program program() {
        return program;
    }

    /**
     * The tensor that a {@code const} or {@code constexpr_*} operation of {@link #program()} stands for; empty for what
     * is none of numbers, for parts of a compressed constant, and for forms that no representation describes.
     */
    public Optional<Representation> constant(Operation op) {
        return Optional.ofNullable(constants.get(op));
    }

    /**
     * A value that stands right where an operation takes it; empty if it is none of numbers.
     *
     * @param place operation and parameter, for messages
     */
    public Optional<Tensor> tensor(Value value, String place) throws IOException {
        return values.tensor(value, place);
    }
}
