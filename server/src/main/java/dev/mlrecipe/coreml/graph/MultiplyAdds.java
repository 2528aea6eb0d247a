package dev.mlrecipe.coreml.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Multiply-adds of an operation, from the shapes of its parameters and its first result. */
final class MultiplyAdds {

    /**
     * A count.
     *
     * @param value number of multiply-adds, unknown dimensions counted as 1
     * @param known whether all dimensions that matter are known
     */
    record Count(long value, boolean known) {}

    private static final Count NONE = new Count(0, true);
    private static final List<String> RECURRENT_WEIGHTS =
            List.of("weight_ih", "weight_hh", "weight_ih_back", "weight_hh_back");

    private MultiplyAdds() {}

    static Count of(OpView op, List<ValueFacts> outputs) {
        List<Long> result = outputs.isEmpty() ? List.of() : outputs.get(0).shape();
        Optional<Count> count = switch (op.type()) {
            case "conv", "linear" -> perElement(Optional.of(result), op.shape("weight"));
            case "conv_transpose" -> perElement(op.shape("x"), op.shape("weight"));
            case "matmul" -> matmul(op, result);
            case "einsum" -> einsum(op);
            case "lstm", "gru", "rnn" -> recurrent(op);
            case "scaled_dot_product_attention" -> attention(op);
            default -> Optional.of(NONE);
        };
        return count.orElse(new Count(0, false));
    }

    /**
     * Every element of {@code elements} meets all weights but those of the outermost axis: the results of a
     * convolution (weight [Co, Ci/groups, kernel..]) or linear layer ([Co, Ci]), the inputs of a transposed
     * convolution ([Ci, Co/groups, kernel..]).
     */
    private static Optional<Count> perElement(Optional<List<Long>> elements, Optional<List<Long>> weight) {
        if (elements.isEmpty() || weight.isEmpty() || weight.get().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(product(elements.get(), weight.get().subList(1, weight.get().size())));
    }

    private static Optional<Count> matmul(OpView op, List<Long> result) {
        List<Long> x = op.shape("x").orElse(List.of());
        if (x.isEmpty()) {
            return Optional.empty();
        }
        boolean transposed = op.flag("transpose_x") && x.size() > 1;
        return Optional.of(product(result, List.of(x.get(x.size() - (transposed ? 2 : 1)))));
    }

    /** The product of the sizes of all distinct letters of the equation, for example {@code bnqd,bnkd->bnqk}. */
    private static Optional<Count> einsum(OpView op) {
        List<ValueFacts> values = op.values("values");
        String[] operands = op.text("equation", "").replace(" ", "").split("->")[0].split(",");
        if (values.isEmpty() || values.size() != operands.length) {
            return Optional.empty();
        }
        Map<Character, Long> sizes = new HashMap<>();
        for (int i = 0; i < operands.length; i++) {
            List<Long> shape = values.get(i).shape();
            if (shape.size() != operands[i].length()) {
                return Optional.empty();
            }
            for (int axis = 0; axis < shape.size(); axis++) {
                // A known size wins over an unknown one, and a broadcast 1 loses.
                sizes.merge(operands[i].charAt(axis), shape.get(axis), Math::max);
            }
        }
        return Optional.of(product(List.copyOf(sizes.values()), List.of()));
    }

    /** Every step of every sequence of x [steps, batch, inputs] meets all weights of all directions. */
    private static Optional<Count> recurrent(OpView op) {
        List<Long> x = op.shape("x").orElse(List.of());
        if (x.size() != 3) {
            return Optional.empty();
        }
        long total = 0;
        boolean known = true;
        for (String weight : RECURRENT_WEIGHTS) {
            if (op.has(weight)) {
                Count count = product(x.subList(0, 2), op.shape(weight).orElse(List.of(ValueFacts.UNKNOWN)));
                total = Types.plus(total, count.value());
                known &= count.known();
            }
        }
        return Optional.of(new Count(total, known));
    }

    /** query [.., L, E] times key [.., S, E], and the result times value [.., S, F]. */
    private static Optional<Count> attention(OpView op) {
        List<Long> query = op.shape("query").orElse(List.of());
        List<Long> key = op.shape("key").orElse(List.of());
        List<Long> value = op.shape("value").orElse(List.of());
        if (query.size() < 2 || key.size() < 2 || value.size() < 2) {
            return Optional.empty();
        }
        long keys = key.get(key.size() - 2);
        Count scores = product(query, List.of(keys));
        Count mixed = product(query.subList(0, query.size() - 1), List.of(keys, value.get(value.size() - 1)));
        return Optional.of(new Count(Types.plus(scores.value(), mixed.value()), scores.known() && mixed.known()));
    }

    private static Count product(List<Long> left, List<Long> right) {
        boolean known = !left.contains(ValueFacts.UNKNOWN) && !right.contains(ValueFacts.UNKNOWN);
        return new Count(Types.times(Types.elements(left), Types.elements(right)), known);
    }
}
