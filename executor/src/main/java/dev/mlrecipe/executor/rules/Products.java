package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Matrix products and what is made of them. */
final class Products {
    /** Added to the logits of masked positions: their exponential is 0. */
    private static final float MASKED = -1e30f;

    private Products() {}

    static void addTo(Rules rules) {
        rules.add("linear", Products::linear)
                .add("matmul", s -> product(
                        s, factor(s, "x", s.flag("transpose_x", false)), factors(s, "y", s.flag("transpose_y", false))))
                .add("einsum", s -> s.node(
                        "Einsum", s.allIn("values"), Attribute.of("equation", s.text("equation", ""))))
                .add("scaled_dot_product_attention", Products::attention);
    }

    /** {@code x * weight^T + bias}. */
    private static String linear(Site s) throws IOException, Refused {
        String product = product(s, s.in("x"), factors(s, "weight", true));
        return s.has("bias") ? s.node("Add", List.of(product, s.in("bias"))) : product;
    }

    /** The product with a matrix whose parts lie beside each other. */
    private static String product(Site s, String x, List<String> parts) {
        List<String> products =
                parts.stream().map(part -> s.node("MatMul", List.of(x, part))).toList();
        return products.size() == 1 ? products.get(0) : s.node("Concat", products, Attribute.of("axis", -1));
    }

    private static String factor(Site s, String parameter, boolean transposed) throws IOException, Refused {
        return transposed ? swapLast(s, s.in(parameter), s.operand(parameter).rank()) : s.in(parameter);
    }

    /** A factor, transposed in the stored constant itself where it is one, in parts where it is large. */
    private static List<String> factors(Site s, String parameter, boolean transposed) throws IOException, Refused {
        List<String> stored = transposed ? s.operand(parameter).transposedIn(s.graph()) : List.of();
        return stored.isEmpty() ? List.of(factor(s, parameter, transposed)) : stored;
    }

    private static String swapLast(Site s, String value, int rank) {
        if (rank < 2) {
            return value;
        }
        long[] order = IntStream.range(0, rank)
                .mapToLong(i -> i == rank - 1 ? rank - 2 : i == rank - 2 ? rank - 1 : i)
                .toArray();
        return s.node("Transpose", List.of(value), Attribute.of("perm", order));
    }

    /** {@code softmax(query * key^T / sqrt(width) + mask) * value}. */
    private static String attention(Site s) throws IOException, Refused {
        Operand query = s.operand("query");
        String key = swapLast(s, s.in("key"), s.operand("key").rank());
        String scale = s.graph().scalar((float) (1 / Math.sqrt(query.knownDim(-1))));
        String logits = s.node("MatMul", List.of(s.node("Mul", List.of(s.in("query"), scale)), key));
        if (s.has("attn_mask")) {
            String mask = s.in("attn_mask");
            if (s.operand("attn_mask").kind() == Kind.BOOL) {
                mask = s.node("Where", List.of(mask, s.graph().scalar(0f), s.graph().scalar(MASKED)));
            }
            logits = s.node("Add", List.of(logits, mask));
        }
        String weights = s.node("Softmax", List.of(logits), Attribute.of("axis", -1));
        return s.node("MatMul", List.of(weights, s.in("value")));
    }
}
