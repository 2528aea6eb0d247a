package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Lists of tensors of one shape: one tensor with an axis more. Zeros stand where nothing was written. */
final class Lists {
    private Lists() {}

    static void addTo(Rules rules) {
        rules.add("make_list", Lists::make)
                .add("list_length", s -> s.graph().cast(length(s, s.in("ls")), Kind.INT))
                .add("list_read", s -> s.node("Gather", List.of(s.in("ls"), index(s))))
                .add("list_gather", s -> s.node("Gather", List.of(s.in("ls"), s.longsIn("indices"))))
                .add("list_write", s -> {
                    String value = s.node("Unsqueeze", List.of(s.in("value"), s.graph().longs(0)));
                    return write(s, Shaping.reshaped(s, index(s), 1), value);
                })
                .add("list_scatter", s -> write(s, s.longsIn("indices"), s.in("value")));
    }

    /** Sizes that are open are 0 until something is written. */
    private static String make(Site s) throws IOException, Refused {
        long[] inner = Arrays.stream(s.output(0).dims()).skip(1).map(dim -> Math.max(0, dim)).toArray();
        Kind kind = s.output(0).kind();
        String zero = kind == Kind.FLOAT ? s.graph().scalar(0f) : s.graph().scalar(kind, 0);
        String length = s.has("init_length") ? Shaping.reshaped(s, s.longsIn("init_length"), 1) : s.graph().longs(1);
        String shape = s.node("Concat", List.of(length, s.graph().longs(inner)), Attribute.of("axis", 0));
        return s.node("Expand", List.of(zero, shape));
    }

    private static String index(Site s) throws IOException, Refused {
        return Shaping.reshaped(s, s.longsIn("index"));
    }

    private static String length(Site s, String list) {
        String shape = s.node("Shape", List.of(list), Attribute.of("start", 0), Attribute.of("end", 1));
        return Shaping.reshaped(s, shape);
    }

    /** Writes at indices; the list grows where it is too short, and where its tensors have no size yet. */
    private static String write(Site s, String indices, String values) throws IOException, Refused {
        String list = s.in("ls");
        int rank = s.output(0).rank();
        String last = s.node("ReduceMax", List.of(indices), Attribute.of("keepdims", 1));
        String length = s.node("Add", List.of(Shaping.reshaped(s, last, 1), s.graph().longs(1)));
        String inner = s.node("Shape", List.of(values), Attribute.of("start", 1));
        String wanted = s.node("Concat", List.of(length, inner), Attribute.of("axis", 0));
        String missing = s.node("Sub", List.of(wanted, s.node("Shape", List.of(list))));
        String more = s.node("Max", List.of(missing, s.graph().longs(0)));
        String pads = s.node("Concat", List.of(s.graph().longs(new long[rank]), more), Attribute.of("axis", 0));
        String grown = s.node("Pad", List.of(list, pads));
        return s.node("ScatterND", List.of(grown, s.node("Unsqueeze", List.of(indices, s.graph().longs(-1))), values));
    }
}
