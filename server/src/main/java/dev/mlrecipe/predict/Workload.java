package dev.mlrecipe.predict;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.OpenInput;
import dev.mlrecipe.coreml.graph.ValueFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one run of a function has to do.
 *
 * @param function its name
 * @param work its operations in program order, without constants
 * @param open inputs with open dimensions, so that everything holds for their default shape only
 * @param network whether its operations are layers of neural networks
 */
public record Workload(String function, List<Work> work, List<OpenInput> open, boolean network) {
    /** More dimensions than units take where the outer ones are 1 anyway. */
    private static final int USUAL_RANK = 4;

    public Workload {
        work = List.copyOf(work);
        open = List.copyOf(open);
    }

    /** The work of an ML program. */
    public Workload(String function, List<Work> work, List<OpenInput> open) {
        this(function, work, open, false);
    }

    /**
     * The work of a program or a network with some weights replaced.
     *
     * @param forms stored form of every weight by its id; one that is absent is as the model has it
     * @param encoding how large forms are
     */
    public static Workload of(
            FunctionFacts function, ModelIndex index, Map<Integer, Representation> forms, Encoding encoding) {
        boolean network = index.kind() != ModelKind.ML_PROGRAM;
        Map<String, List<StoredWeight>> weights = new HashMap<>();
        for (Weight weight : index.weights()) {
            Representation form = forms.getOrDefault(weight.id(), weight.stored());
            long bytes = encoding.storedBytes(form);
            for (Consumer consumer : weight.consumers()) {
                if (consumer.function().equals(function.name())) {
                    StoredWeight stored = StoredWeight.of(weight.id(), consumer.input(), form, bytes);
                    // Core ML expands the weights of networks when it loads them.
                    weights.computeIfAbsent(consumer.op(), op -> new ArrayList<>())
                            .add(network ? stored.dense() : stored);
                }
            }
        }
        Map<String, ValueFacts> narrow = new HashMap<>();
        List<Work> work = new ArrayList<>();
        for (OpFacts op : function.ops()) {
            if (!op.constant()) {
                List<StoredWeight> own = weights.getOrDefault(op.name(), List.of());
                work.add(network ? layer(op, own) : work(op, own, narrow));
            }
        }
        return new Workload(function.name(), work, function.open(), network);
    }

    private static Work layer(OpFacts op, List<StoredWeight> weights) {
        return new Work(
                op.name(),
                op.type(),
                Layers.operation(op.type()),
                op.inputs().stream().map(Workload::asComputed).toList(),
                op.outputs().stream().map(Workload::asComputed).toList(),
                op.multiplyAdds(),
                weights,
                op.known());
    }

    /** Networks do not say what they compute with: Core ML takes float16 where that is quicker. */
    private static ValueFacts asComputed(ValueFacts value) {
        List<Long> shape = value.shape();
        while (shape.size() > USUAL_RANK && shape.get(0) == 1) {
            shape = shape.subList(1, shape.size());
        }
        return new ValueFacts(value.name(), shape, value.dtype().equals("float32") ? "float16" : value.dtype());
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

    /**
     * The same work where operations take values as 8-bit codes: these are what moves, and where nothing else reads a
     * value, what is written. Quantizing and expanding is done inside the operations before and behind.
     *
     * @param taken by operation, the values that it takes as codes
     */
    public Workload withCodes(Map<String, Set<String>> taken) {
        Set<String> plain = new HashSet<>();
        for (Work each : work) {
            Set<String> own = taken.getOrDefault(each.op(), Set.of());
            each.inputs().stream().map(ValueFacts::name).filter(name -> !own.contains(name)).forEach(plain::add);
        }
        Set<String> codes = new HashSet<>();
        taken.values().forEach(codes::addAll);
        codes.removeAll(plain);
        return new Workload(
                function,
                work.stream().map(each -> each.with(taken.getOrDefault(each.op(), Set.of()), codes)).toList(),
                open,
                network);
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
                open,
                network);
    }
}
