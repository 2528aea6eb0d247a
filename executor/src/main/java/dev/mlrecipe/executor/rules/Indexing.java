package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operations that read and write by indices. */
final class Indexing {
    private static final Set<String> MODES = Set.of("add", "sub", "mul", "div", "min", "max", "update");

    private Indexing() {}

    static void addTo(Rules rules) {
        rules.add("gather", Indexing::gather)
                .add("gather_along_axis", s -> s.node(
                        "GatherElements",
                        List.of(s.in("x"), s.longsIn("indices")),
                        Attribute.of("axis", s.integer("axis", 0))))
                .add("gather_nd", s -> s.node(
                        "GatherND",
                        List.of(s.in("x"), s.longsIn("indices")),
                        Attribute.of("batch_dims", s.integer("batch_dims", 0))))
                .add("scatter", Indexing::scatter)
                .add("scatter_along_axis", s -> s.node(
                        "ScatterElements",
                        List.of(s.in("data"), s.longsIn("indices"), updates(s, s.in("updates"))),
                        Attribute.of("axis", s.integer("axis", 0)),
                        Attribute.of("reduction", reduction(s))))
                .add("scatter_nd", s -> s.node(
                        "ScatterND",
                        List.of(s.in("data"), s.longsIn("indices"), updates(s, s.in("updates"))),
                        Attribute.of("reduction", reduction(s))));
    }

    private static String gather(Site s) throws IOException, Refused {
        int axis = s.axis("axis", 0, s.operand("x").rank());
        int batch = s.integer("batch_dims", 0);
        if (batch == 0) {
            String table = s.operand("x").storedIn(s.graph());
            String rows = s.node("Gather", List.of(table, s.longsIn("indices")), Attribute.of("axis", axis));
            return s.graph().asFloats(table, rows);
        }
        if (axis != batch) {
            throw new Refused("its axis is not the first one behind batch_dims");
        }
        String places = s.node("Unsqueeze", List.of(s.longsIn("indices"), s.graph().longs(-1)));
        return s.node("GatherND", List.of(s.in("x"), places), Attribute.of("batch_dims", batch));
    }

    /** Writes slices at indices of one axis: as ScatterND along the first axis, the axis being brought there. */
    private static String scatter(Site s) throws IOException, Refused {
        Operand data = s.operand("data");
        int rank = data.rank();
        int axis = s.axis("axis", 0, rank);
        int indexRank = s.operand("indices").rank();
        String places = s.node("Unsqueeze", List.of(s.longsIn("indices"), s.graph().longs(-1)));
        String target = s.in("data");
        String updates = updates(s, s.in("updates"));
        if (axis > 0) {
            target = Shaping.transposed(s, target, moved(rank, axis, 1));
            updates = Shaping.transposed(s, updates, moved(rank - 1 + indexRank, axis, indexRank));
        }
        String written = s.node(
                "ScatterND", List.of(target, places, updates), Attribute.of("reduction", reduction(s)));
        if (axis == 0) {
            return written;
        }
        long[] back = IntStream.range(0, rank)
                .mapToLong(i -> i < axis ? i + 1 : i == axis ? 0 : i)
                .toArray();
        return Shaping.transposed(s, written, back);
    }

    /** The order that brings {@code count} axes from {@code from} to the front. */
    private static long[] moved(int rank, int from, int count) {
        return LongStream.concat(
                        LongStream.range(from, from + count),
                        LongStream.range(0, rank).filter(i -> i < from || i >= from + count))
                .toArray();
    }

    private static String reduction(Site s) throws Refused {
        String mode = s.text("mode", "add");
        if (!MODES.contains(mode)) {
            throw new Refused("its mode is " + mode);
        }
        return switch (mode) {
            case "update" -> "none";
            case "sub" -> "add";
            case "div" -> "mul";
            default -> mode;
        };
    }

    private static String updates(Site s, String updates) throws Refused {
        return switch (s.text("mode", "add")) {
            case "sub" -> s.node("Neg", List.of(updates));
            case "div" -> {
                if (s.operand("updates").kind() != Kind.FLOAT) {
                    throw new Refused("it divides integers");
                }
                yield s.node("Reciprocal", List.of(updates));
            }
            default -> updates;
        };
    }
}
