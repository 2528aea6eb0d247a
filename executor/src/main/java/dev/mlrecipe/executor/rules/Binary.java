package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Functions of two values that are broadcast against each other, and the choice between two. */
final class Binary {
    private static final int DOUBLE = 11;

    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("add", "Add"),
            Map.entry("sub", "Sub"),
            Map.entry("mul", "Mul"),
            Map.entry("real_div", "Div"),
            Map.entry("pow", "Pow"),
            Map.entry("maximum", "Max"),
            Map.entry("minimum", "Min"),
            Map.entry("greater", "Greater"),
            Map.entry("greater_equal", "GreaterOrEqual"),
            Map.entry("less", "Less"),
            Map.entry("less_equal", "LessOrEqual"),
            Map.entry("equal", "Equal"),
            Map.entry("logical_and", "And"),
            Map.entry("logical_or", "Or"),
            Map.entry("logical_xor", "Xor"));

    private Binary() {}

    static void addTo(Rules rules) {
        SAME.forEach((type, onnx) -> rules.add(type, s -> s.node(onnx, List.of(s.in("x"), s.in("y")))));
        rules.add("not_equal", s -> s.node("Not", List.of(s.node("Equal", List.of(s.in("x"), s.in("y"))))))
                .add("floor_div", Binary::floorDiv)
                .add("mod", Binary::mod)
                .add("select", Binary::select);
    }

    /** Rounded down, also where the quotient is negative. */
    private static String floorDiv(Site s) throws IOException, Refused {
        String x = s.in("x");
        String y = s.in("y");
        if (s.operand("x").kind() == Kind.FLOAT) {
            return s.node("Floor", List.of(s.node("Div", List.of(x, y))));
        }
        // A double holds every int32, and no quotient of two of them is rounded over a whole number.
        String quotient = s.node("Div", List.of(toDouble(s, x), toDouble(s, y)));
        return s.graph().cast(s.node("Floor", List.of(quotient)), Kind.INT);
    }

    private static String toDouble(Site s, String value) {
        return s.node("Cast", List.of(value), Attribute.of("to", DOUBLE));
    }

    /** The remainder has the sign of the divisor. */
    private static String mod(Site s) throws IOException, Refused {
        String x = s.in("x");
        String y = s.in("y");
        if (s.operand("x").kind() != Kind.FLOAT) {
            return s.node("Mod", List.of(x, y));
        }
        String rest = s.node("Mod", List.of(x, y), Attribute.of("fmod", true));
        String zero = s.graph().scalar(0f);
        String signs = s.node("Less", List.of(s.node("Mul", List.of(rest, y)), zero));
        return s.node("Where", List.of(signs, s.node("Add", List.of(rest, y)), rest));
    }

    private static String select(Site s) throws IOException, Refused {
        String condition = s.operand("cond").kind() == Kind.BOOL
                ? s.in("cond")
                : s.graph().cast(s.in("cond"), Kind.BOOL);
        if (s.operand("a").kind() != Kind.BOOL) {
            return s.node("Where", List.of(condition, s.in("a"), s.in("b")));
        }
        String a = s.graph().cast(s.in("a"), Kind.INT);
        String b = s.graph().cast(s.in("b"), Kind.INT);
        return s.graph().cast(s.node("Where", List.of(condition, a, b)), Kind.BOOL);
    }
}
