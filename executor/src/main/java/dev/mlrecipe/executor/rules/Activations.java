package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.List;

/** Activation functions. */
final class Activations {
    private Activations() {}

    static void addTo(Rules rules) {
        rules.add("relu", s -> s.node("Relu", List.of(s.in("x"))))
                .add("relu6", s -> s.node("Clip", List.of(s.in("x"), s.graph().scalar(0f), s.graph().scalar(6f))))
                .add("sigmoid", s -> s.node("Sigmoid", List.of(s.in("x"))))
                .add("softsign", s -> s.node("Softsign", List.of(s.in("x"))))
                .add("softplus", s -> s.node("Softplus", List.of(s.in("x"))))
                .add("silu", s -> s.node("Mul", List.of(s.in("x"), s.node("Sigmoid", List.of(s.in("x"))))))
                .add("softmax", s -> s.node(
                        "Softmax", List.of(s.in("x")), Attribute.of("axis", s.integer("axis", -1))))
                .add("elu", s -> s.node("Elu", List.of(s.in("x")), Attribute.of("alpha", s.real("alpha", 1))))
                .add("leaky_relu", s -> s.node(
                        "LeakyRelu", List.of(s.in("x")), Attribute.of("alpha", s.real("alpha", 0.01f))))
                .add("sigmoid_hard", s -> s.node(
                        "HardSigmoid",
                        List.of(s.in("x")),
                        Attribute.of("alpha", s.real("alpha", 0.2f)),
                        Attribute.of("beta", s.real("beta", 0.5f))))
                .add("linear_activation", s -> linear(s, s.in("x"), s.real("alpha", 1), s.real("beta", 0)))
                .add("scaled_tanh", Activations::scaledTanh)
                .add("gelu", Activations::gelu)
                .add("prelu", s -> s.node("PRelu", List.of(s.in("x"), perChannel(s, "alpha"))))
                .add("clamped_relu", Activations::clamped)
                .add("thresholded_relu", Activations::thresholded)
                .add("softplus_parametric", Activations::parametricSoftplus);
    }

    private static String linear(Site s, String x, float alpha, float beta) {
        String scaled = s.node("Mul", List.of(x, s.graph().scalar(alpha)));
        return s.node("Add", List.of(scaled, s.graph().scalar(beta)));
    }

    private static String scaledTanh(Site s) throws IOException, Refused {
        String inner = s.node("Mul", List.of(s.in("x"), s.graph().scalar(s.real("beta", 1))));
        return s.node("Mul", List.of(s.node("Tanh", List.of(inner)), s.graph().scalar(s.real("alpha", 1))));
    }

    private static String gelu(Site s) throws IOException, Refused {
        String x = s.in("x");
        return switch (s.text("mode", "EXACT")) {
            case "EXACT" -> s.node("Gelu", List.of(x));
            case "TANH_APPROXIMATION" -> s.node("Gelu", List.of(x), Attribute.of("approximate", "tanh"));
            case "SIGMOID_APPROXIMATION" -> {
                String gate = s.node("Sigmoid", List.of(s.node("Mul", List.of(x, s.graph().scalar(1.702f)))));
                yield s.node("Mul", List.of(x, gate));
            }
            default -> throw new Refused("its mode is none of EXACT, TANH_APPROXIMATION, SIGMOID_APPROXIMATION");
        };
    }

    /** {@code min(beta, x >= 0 ? x : alpha * x)}. */
    private static String clamped(Site s) throws IOException, Refused {
        String leaky = s.node("LeakyRelu", List.of(s.in("x")), Attribute.of("alpha", s.real("alpha", 1)));
        return s.node("Min", List.of(leaky, s.graph().scalar(s.real("beta", 1))));
    }

    /** {@code x >= alpha ? x : 0}. */
    private static String thresholded(Site s) throws IOException, Refused {
        String x = s.in("x");
        String kept = s.node("GreaterOrEqual", List.of(x, s.graph().scalar(s.real("alpha", 1))));
        return s.node("Where", List.of(kept, x, s.graph().scalar(0f)));
    }

    /** {@code alpha * log(1 + exp(beta * x))}. */
    private static String parametricSoftplus(Site s) throws IOException, Refused {
        String inner = s.node("Mul", List.of(s.in("x"), perChannel(s, "beta")));
        return s.node("Mul", List.of(s.node("Softplus", List.of(inner)), perChannel(s, "alpha")));
    }

    /** A vector over axis 1 of x, in a shape that broadcasts. */
    private static String perChannel(Site s, String parameter) throws IOException, Refused {
        long[] dims = new long[Math.max(0, s.operand("x").rank() - 1)];
        java.util.Arrays.fill(dims, 1);
        if (dims.length > 0) {
            dims[0] = -1;
        }
        return s.node("Reshape", List.of(s.in(parameter), s.graph().longs(dims)));
    }
}
