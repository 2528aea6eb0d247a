package dev.mlrecipe.predict;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.OpenInput;
import dev.mlrecipe.coreml.graph.ValueFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one run of a function has to do.
 *
 * @param function its name
 * @param work its operations in program order, without constants
 * @param open inputs with open dimensions, so that everything holds for their default shape only
 */
public record Workload(String function, List<Work> work, List<OpenInput> open) {

    public Workload {
        work = List.copyOf(work);
        open = List.copyOf(open);
    }

    /**
     * The work of a program with some weights replaced.
     *
     * @param forms stored form of every weight by its id; one that is absent is as the model has it
     * @param encoding how large forms are
     */
    public static Workload of(
            FunctionFacts function, ModelIndex index, Map<Integer, Representation> forms, Encoding encoding) {
        Map<String, List<StoredWeight>> weights = new HashMap<>();
        for (Weight weight : index.weights()) {
            Representation form = forms.getOrDefault(weight.id(), weight.stored());
            long bytes = encoding.storedBytes(form);
            for (Consumer consumer : weight.consumers()) {
                if (consumer.function().equals(function.name())) {
                    weights.computeIfAbsent(consumer.op(), op -> new ArrayList<>())
                            .add(StoredWeight.of(weight.id(), consumer.input(), form, bytes));
                }
            }
        }
        Map<String, ValueFacts> narrow = new HashMap<>();
        List<Work> work = new ArrayList<>();
        for (OpFacts op : function.ops()) {
            if (!op.constant()) {
                work.add(work(op, weights.getOrDefault(op.name(), List.of()), narrow));
            }
        }
        return new Workload(function.name(), work, function.open());
    }

    private static Work work(OpFacts op, List<StoredWeight> weights, Map<String, ValueFacts> narrow) {
        List<ValueFacts> inputs = op.inputs().stream()
                .map(input -> narrow.getOrDefault(input.name(), input))
                .toList();
        if (op.type().equals("dequantize") && !inputs.isEmpty()) {
            // Done inside the operations that read it, so that what moves are the 8 bits.
            op.outputs().forEach(output -> narrow.put(output.name(), inputs.get(0)));
            return new Work(op.name(), op.type(), List.of(), List.of(), 0, List.of(), op.known());
        }
        return new Work(op.name(), op.type(), inputs, op.outputs(), op.multiplyAdds(), weights, op.known());
    }

    /** Whether an input has open dimensions. */
    public boolean flexible() {
        return !open.isEmpty();
    }

    /** The same work with plain float16 weights. */
    public Workload dense() {
        return new Workload(
                function,
                work.stream().map(w -> w.with(w.weights().stream().map(StoredWeight::dense).toList())).toList(),
                open);
    }
}
