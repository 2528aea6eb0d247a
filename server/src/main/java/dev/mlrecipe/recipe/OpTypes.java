package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Nearest;
import java.util.List;
import java.util.Optional;

/** Types of operations that hold weights, for recipes without a model. */
public final class OpTypes {
    /** MIL operations whose inputs usually are large constants. */
    private static final List<String> COMMON = List.of(
            "conv", "conv_transpose", "linear", "matmul", "gather", "gather_nd", "gather_along_axis", "einsum", "lstm", "gru",
            "rnn", "add", "sub", "mul", "real_div", "batch_norm", "instance_norm", "layer_norm", "l2_norm", "prelu",
            "concat", "select", "scaled_dot_product_attention");

    private OpTypes() {}

    /** The usual ones, for completion. */
    public static List<String> common() {
        return COMMON;
    }

    /** The type that was meant, for a word that is certainly none: its name in another framework or a mistyped one. */
    static Optional<String> nearest(String word) {
        return COMMON.contains(word) ? Optional.empty() : Nearest.of(word, COMMON);
    }
}
