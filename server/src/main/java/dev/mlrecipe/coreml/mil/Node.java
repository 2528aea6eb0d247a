package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@code const} or {@code constexpr_*} operation of one function and what uses its outputs. */
final class Node {
    /** What the outputs of an operation are. */
    sealed interface Result {
        /** One tensor in a known form. */
        record Whole(Representation form) implements Result {}

        /** A mask (output 0) and the values at its set bits (output 1), which together are a sparse form. */
        record Parts(Tensor mask, Representation form) implements Result {}

        /** Something that no representation describes. It is left as it is. */
        record Unknown() implements Result {}
    }

    /** One output of an operation. */
    record Output(Node node, int index) {}

    final String function;
    final String name;
    final Operation op;
    final List<Node> inputs;
    final Result result;
    final List<Consumer> consumers = new ArrayList<>();
    /** References to any output, by operations of all kinds and by block outputs. */
    int uses;
    /** Whether an operation other than {@code constexpr_*}, or a block output, takes the value. */
    boolean reachesProgram;
    /** Whether a {@code constexpr_*} operation takes an output, which constrains how it may be stored. */
    boolean feedsConstexpr;

    Node(String function, Operation op, List<Node> inputs, Result result) {
        this.function = function;
        this.name = Ops.name(op);
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.result = result;
    }

    boolean isConst() {
        return op.getType().equals(Ops.CONST);
    }

    Optional<Representation> form() {
        return result instanceof Result.Whole whole ? Optional.of(whole.form()) : Optional.empty();
    }
}
