package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Orders, running sums, masks, and tensors that are made from a few numbers. */
final class Generated {
    private Generated() {}

    static void addTo(Rules rules) {
        rules.addMany("topk", Generated::topK)
                .add("argsort", s -> {
                    Operand x = s.operand("x");
                    int axis = s.axis("axis", -1, x.rank());
                    String all = s.node(
                            "Gather", List.of(Shaping.shapeOf(s, x), s.graph().longs(axis)), Attribute.of("axis", 0));
                    return sorted(s, all, axis).get(1);
                })
                .add("cumsum", s -> s.node(
                        "CumSum",
                        List.of(s.in("x"), s.graph().scalar(Kind.LONG, s.integer("axis", 0))),
                        Attribute.of("exclusive", s.flag("exclusive", false)),
                        Attribute.of("reverse", s.flag("reverse", false))))
                .add("non_zero", s -> s.graph()
                        .cast(Shaping.transposed(s, s.node("NonZero", List.of(s.in("x"))), 1, 0), Kind.INT))
                .add("one_hot", Generated::oneHot)
                .add("band_part", Generated::bandPart)
                .add("range_1d", s -> s.node("Range", List.of(s.in("start"), s.in("end"), s.in("step"))))
                .add("fill", s -> s.node("Expand", List.of(s.in("value"), s.longsIn("shape"))))
                .add("fill_like", s -> s.node(
                        "Expand", List.of(s.in("value"), s.node("Shape", List.of(s.in("ref_tensor"))))));
    }

    private static List<String> topK(Site s) throws IOException, Refused {
        Operand x = s.operand("x");
        String k = s.has("k") ? Shaping.reshaped(s, s.longsIn("k"), 1) : s.graph().longs(1);
        return sorted(s, k, s.axis("axis", -1, x.rank()));
    }

    /** The first of the values in order, and their places. */
    private static List<String> sorted(Site s, String count, int axis) throws IOException, Refused {
        List<String> both = s.graph()
                .nodes(
                        "TopK",
                        2,
                        List.of(s.in("x"), count),
                        Attribute.of("axis", axis),
                        Attribute.of("largest", !s.flag("ascending", false)),
                        Attribute.of("sorted", s.flag("sort", true)));
        return List.of(both.get(0), s.graph().cast(both.get(1), Kind.INT));
    }

    /** Compares the indices with 0, 1, 2 and so on along a new axis. */
    private static String oneHot(Site s) throws IOException, Refused {
        int rank = s.operand("indices").rank() + 1;
        int axis = s.axis("axis", -1, rank);
        String size = Shaping.reshaped(s, s.longsIn("one_hot_vector_size"));
        String range = s.node(
                "Range", List.of(s.graph().scalar(Kind.LONG, 0), size, s.graph().scalar(Kind.LONG, 1)));
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        dims[axis] = -1;
        String places = s.node("Unsqueeze", List.of(s.longsIn("indices"), s.graph().longs(axis)));
        String hit = s.node("Equal", List.of(places, Shaping.reshaped(s, range, dims)));
        boolean floats = s.output(0).kind() == Kind.FLOAT;
        String on = s.has("on_value") ? s.in("on_value") : s.graph().scalar(Kind.INT, 1);
        String off = s.has("off_value") ? s.in("off_value") : s.graph().scalar(Kind.INT, 0);
        return s.node(
                "Where",
                List.of(
                        hit,
                        floats ? s.graph().cast(on, Kind.FLOAT) : on,
                        floats ? s.graph().cast(off, Kind.FLOAT) : off));
    }

    /** Keeps some diagonals of the last two axes: {@code lower} below the main one and {@code upper} above, -1 for all. */
    private static String bandPart(Site s) throws IOException, Refused {
        Operand x = s.operand("x");
        int rows = Math.toIntExact(x.knownDim(-2));
        int columns = Math.toIntExact(x.knownDim(-1));
        int lower = s.integer("lower", -1);
        int upper = s.integer("upper", -1);
        long[] mask = LongStream.range(0, (long) rows * columns)
                .map(i -> {
                    long row = i / columns;
                    long column = i % columns;
                    return (lower < 0 || row - column <= lower) && (upper < 0 || column - row <= upper) ? 1 : 0;
                })
                .toArray();
        String kept = s.graph().constant(Kind.BOOL, new long[] {rows, columns}, mask);
        String zero = x.kind() == Kind.FLOAT ? s.graph().scalar(0f) : s.graph().scalar(x.kind(), 0);
        return s.node("Where", List.of(kept, s.in("x"), zero));
    }
}
