package dev.mlrecipe.coreml.graph;

import java.util.List;

/**
 * One function of a program.
 *
 * @param name its name, {@code main} where there is only one
 * @param inputs its inputs; open dimensions have the default size that the model's description gives
 * @param outputs its results
 * @param ops every operation in program order, those of nested blocks ({@code cond}, {@code while_loop}) right after
 *     the operation that holds them
 * @param totalMultiplyAdds sum over {@code ops}: each branch and each loop body counts once
 * @param open inputs with open dimensions, so that all numbers hold for their default size only
 */
public record FunctionFacts(
        String name,
        List<ValueFacts> inputs,
        List<ValueFacts> outputs,
        List<OpFacts> ops,
        long totalMultiplyAdds,
        List<OpenInput> open) {

    public FunctionFacts {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        ops = List.copyOf(ops);
        open = List.copyOf(open);
    }

    /** Whether an input has open dimensions. */
    public boolean flexible() {
        return !open.isEmpty();
    }
}
