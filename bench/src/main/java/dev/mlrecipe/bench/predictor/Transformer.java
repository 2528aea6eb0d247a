package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.predict.StoredWeight;
import dev.mlrecipe.predict.Work;
import dev.mlrecipe.predict.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The operations of transformers whose packages are not at hand, from their published dimensions: float16, one sequence.
 */
final class Transformer {
    private final List<Work> work = new ArrayList<>();
    private int names;
    private int weights;

    private Transformer() {}

    /** A stack of pre-norm encoder blocks, as in ViT, CLIP's text encoder and DistilBERT. */
    static Workload encoder(int layers, long width, long hidden, long heads, long tokens) {
        Transformer t = new Transformer();
        t.blocks(t.value(1, tokens, width), layers, width, hidden, heads);
        return t.workload();
    }

    /** A decoder that sees the whole prompt at once and has no cache, as OPT in Apple's guide. */
    static Workload decoder(int layers, long width, long hidden, long heads, long tokens, long vocabulary) {
        Transformer t = new Transformer();
        ValueFacts x = t.op("gather", List.of(t.value("int32", 1, tokens)), t.shape(1, tokens, width), 0,
                List.of(t.weight(vocabulary, width)));
        t.linear(t.blocks(x, layers, width, hidden, heads), width, vocabulary);
        return t.workload();
    }

    private ValueFacts blocks(ValueFacts input, int layers, long width, long hidden, long heads) {
        ValueFacts x = input;
        long tokens = input.shape().get(1);
        long head = width / heads;
        for (int layer = 0; layer < layers; layer++) {
            ValueFacts norm = same("layer_norm", x);
            ValueFacts q = linear(norm, width, width);
            ValueFacts k = linear(norm, width, width);
            ValueFacts v = linear(norm, width, width);
            ValueFacts scores = op(
                    "matmul", List.of(q, k), shape(heads, tokens, tokens), heads * tokens * tokens * head, List.of());
            ValueFacts mixed = op("matmul", List.of(same("softmax", scores), v), shape(1, tokens, width),
                    heads * tokens * tokens * head, List.of());
            ValueFacts attended = add(linear(mixed, width, width), x);
            ValueFacts up = same("gelu", linear(same("layer_norm", attended), width, hidden));
            x = add(linear(up, hidden, width), attended);
        }
        return x;
    }

    /** One step of a Llama decoder: a token against {@code context} cached ones, keys and values shared by groups. */
    static Workload llamaStep(
            int layers, long width, long hidden, long heads, long keyHeads, long context, long vocabulary) {
        Transformer t = new Transformer();
        long head = width / heads;
        ValueFacts x = t.op("gather", List.of(t.value("int32", 1, 1)), t.shape(1, 1, width), 0,
                List.of(t.weight(vocabulary, width)));
        for (int layer = 0; layer < layers; layer++) {
            ValueFacts norm = t.same("layer_norm", x);
            ValueFacts q = t.linear(norm, width, width);
            t.linear(norm, width, keyHeads * head);
            t.linear(norm, width, keyHeads * head);
            List<ValueFacts> cache = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                ValueFacts state = t.value(1, keyHeads, context, head);
                cache.add(t.op("tile", List.of(state), t.shape(1, heads, context, head), 0, List.of()));
            }
            ValueFacts mixed = t.op("scaled_dot_product_attention", List.of(q, cache.get(0), cache.get(1)),
                    t.shape(1, heads, 1, head), 2 * heads * context * head, List.of());
            ValueFacts attended = t.add(t.linear(mixed, width, width), x);
            ValueFacts second = t.same("layer_norm", attended);
            ValueFacts gate = t.same("silu", t.linear(second, width, hidden));
            ValueFacts up = t.op(
                    "mul", List.of(gate, t.linear(second, width, hidden)), t.shape(1, 1, hidden), 0, List.of());
            x = t.add(t.linear(up, hidden, width), attended);
        }
        t.linear(t.same("layer_norm", x), width, vocabulary);
        return t.workload();
    }

    private Workload workload() {
        return new Workload("main", work, List.of());
    }

    private ValueFacts linear(ValueFacts x, long from, long to) {
        List<Long> shape = new ArrayList<>(x.shape());
        while (shape.size() > 3) {
            shape.remove(1);
        }
        shape.set(shape.size() - 1, to);
        long rows = shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b) / to;
        return op("linear", List.of(x), shape, rows * from * to, List.of(weight(to, from)));
    }

    private ValueFacts add(ValueFacts x, ValueFacts y) {
        return op("add", List.of(x, y), x.shape(), 0, List.of());
    }

    private ValueFacts same(String type, ValueFacts x) {
        return op(type, List.of(x), x.shape(), 0, List.of());
    }

    private ValueFacts op(
            String type, List<ValueFacts> inputs, List<Long> shape, long multiplyAdds, List<StoredWeight> constants) {
        ValueFacts output = new ValueFacts("v" + names++, shape, "float16");
        work.add(new Work(output.name(), type, inputs, List.of(output), multiplyAdds, constants, true));
        return output;
    }

    private ValueFacts value(long... shape) {
        return value("float16", shape);
    }

    private ValueFacts value(String dtype, long... shape) {
        return new ValueFacts("v" + names++, shape(shape), dtype);
    }

    private List<Long> shape(long... shape) {
        return Arrays.stream(shape).boxed().toList();
    }

    private StoredWeight weight(long outputs, long inputs) {
        return new StoredWeight(
                weights++, "weight", List.of(outputs, inputs), Set.of(), 2 * outputs * inputs, 1, 0, false);
    }
}
