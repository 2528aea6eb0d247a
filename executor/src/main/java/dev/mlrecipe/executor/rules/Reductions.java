package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Sums, extremes and so on over axes. */
final class Reductions {
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("reduce_sum", "ReduceSum"),
            Map.entry("reduce_mean", "ReduceMean"),
            Map.entry("reduce_max", "ReduceMax"),
            Map.entry("reduce_min", "ReduceMin"),
            Map.entry("reduce_prod", "ReduceProd"),
            Map.entry("reduce_l1_norm", "ReduceL1"),
            Map.entry("reduce_l2_norm", "ReduceL2"),
            Map.entry("reduce_log_sum", "ReduceLogSum"),
            Map.entry("reduce_log_sum_exp", "ReduceLogSumExp"),
            Map.entry("reduce_sum_square", "ReduceSumSquare"));

    private Reductions() {}

    static void addTo(Rules rules) {
        SAME.forEach((type, onnx) -> rules.add(type, s -> reduce(s, onnx)));
        rules.addMany("classify", Reductions::classify);
        rules.add("reduce_argmax", s -> extreme(s, "ArgMax")).add("reduce_argmin", s -> extreme(s, "ArgMin"));
    }

    private static String reduce(Site s, String onnx) throws IOException, Refused {
        List<String> inputs =
                s.has("axes") ? List.of(s.in("x"), s.graph().longs(s.longs("axes"))) : List.of(s.in("x"));
        return s.node(onnx, inputs, Attribute.of("keepdims", s.flag("keep_dims", false)));
    }

    /** The first place of the extreme. */
    private static String extreme(Site s, String onnx) throws IOException, Refused {
        String place = s.node(
                onnx,
                List.of(s.in("x")),
                Attribute.of("axis", s.integer("axis", -1)),
                Attribute.of("keepdims", s.flag("keep_dims", false)));
        return s.graph().cast(place, Kind.INT);
    }

    /** The place of the likeliest class among the classes, and the probabilities of all in the classes' order. */
    private static List<String> classify(Site s) throws IOException, Refused {
        String flat = Shaping.reshaped(s, s.in("probabilities"), -1);
        String best = s.node("ArgMax", List.of(flat), Attribute.of("axis", 0), Attribute.of("keepdims", 0));
        return List.of(s.graph().cast(best, Kind.INT), flat);
    }
}
