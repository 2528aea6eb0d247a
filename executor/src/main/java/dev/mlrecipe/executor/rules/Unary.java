package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Functions of one value. */
final class Unary {
    /** Operations that ONNX has as well. */
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("abs", "Abs"),
            Map.entry("acos", "Acos"),
            Map.entry("asin", "Asin"),
            Map.entry("atan", "Atan"),
            Map.entry("atanh", "Atanh"),
            Map.entry("cos", "Cos"),
            Map.entry("cosh", "Cosh"),
            Map.entry("erf", "Erf"),
            Map.entry("exp", "Exp"),
            Map.entry("logical_not", "Not"),
            Map.entry("sign", "Sign"),
            Map.entry("sin", "Sin"),
            Map.entry("sinh", "Sinh"),
            Map.entry("sqrt", "Sqrt"),
            Map.entry("tan", "Tan"),
            Map.entry("tanh", "Tanh"),
            Map.entry("identity", "Identity"));

    /** Integers stay as they are. */
    private static final Map<String, String> ROUNDING = Map.of("ceil", "Ceil", "floor", "Floor", "round", "Round");

    private Unary() {}

    static void addTo(Rules rules) {
        SAME.forEach((type, onnx) -> rules.add(type, s -> s.node(onnx, List.of(s.in("x")))));
        ROUNDING.forEach((type, onnx) -> rules.add(type, s -> s.operand("x").kind() == Kind.FLOAT
                ? s.node(onnx, List.of(s.in("x")))
                : s.in("x")));
        rules.add("square", s -> s.node("Mul", List.of(s.in("x"), s.in("x"))))
                .add("exp2", s -> s.node("Pow", List.of(s.graph().scalar(2f), s.in("x"))))
                .add("inverse", s -> s.node("Reciprocal", List.of(plusEpsilon(s, 1e-4f))))
                .add("log", s -> s.node("Log", List.of(plusEpsilon(s, 1e-45f))))
                .add("rsqrt", s -> s.node("Reciprocal", List.of(s.node("Sqrt", List.of(plusEpsilon(s, 1e-12f))))))
                .add("threshold", s -> s.node("Max", List.of(s.in("x"), s.graph().scalar(s.real("alpha", 0)))))
                .add("clip", s -> s.node(
                        "Clip",
                        List.of(
                                s.in("x"),
                                s.graph().scalar(s.real("alpha", -Float.MAX_VALUE)),
                                s.graph().scalar(s.real("beta", Float.MAX_VALUE)))))
                .add("cast", s -> s.graph().cast(s.in("x"), s.output(0).kind()));
    }

    private static String plusEpsilon(Site s, float otherwise) throws IOException, Refused {
        if (s.operand("x").kind() != Kind.FLOAT) {
            throw new Refused("floats expected");
        }
        float epsilon = s.real("epsilon", otherwise);
        return epsilon == 0 ? s.in("x") : s.node("Add", List.of(s.in("x"), s.graph().scalar(epsilon)));
    }
}
