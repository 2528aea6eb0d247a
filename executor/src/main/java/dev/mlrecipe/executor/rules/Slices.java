package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operations that cut tensors and put them together. */
final class Slices {
    private Slices() {}

    static void addTo(Rules rules) {
        rules.add("slice_by_index", Slices::byIndex)
                .add("slice_by_size", Slices::bySize)
                .add("slice_update", Slices::update)
                .add("crop", Slices::crop)
                .add("reverse", Slices::reverse)
                .add("reverse_sequence", Slices::reverseSequence)
                .addMany("split", Slices::split)
                .add("concat", Slices::concat)
                .add("stack", Slices::stack)
                .add("tile", s -> s.node("Tile", List.of(s.in("x"), s.longsIn("reps"))))
                .add("pad", Slices::pad)
                .add("sliding_windows", Slices::windows);
    }

    private static String byIndex(Site s) throws IOException, Refused {
        String slice = slice(s, s.in("x"), s.operand("x").rank());
        long[] squeezed = axes(s.flags("squeeze_mask", s.operand("x").rank()));
        return squeezed.length == 0 ? slice : s.node("Squeeze", List.of(slice, s.graph().longs(squeezed)));
    }

    private static long[] axes(boolean[] mask) {
        return IntStream.range(0, mask.length).filter(i -> mask[i]).mapToLong(i -> i).toArray();
    }

    /** The slice that begin, end, stride and masks of an operation mean, squeezed axes still there with size 1. */
    private static String slice(Site s, String value, int rank) throws IOException, Refused {
        boolean[] fromFirst = s.flags("begin_mask", rank);
        boolean[] toLast = s.flags("end_mask", rank);
        boolean[] single = s.flags("squeeze_mask", rank);
        long[] steps = s.longs("stride", Convolutions.ones(rank));
        for (int i = 0; i < rank; i++) {
            steps[i] = single[i] ? 1 : steps[i];
        }
        long[] first = new long[rank];
        long[] last = new long[rank];
        for (int i = 0; i < rank; i++) {
            first[i] = steps[i] > 0 ? 0 : Integer.MAX_VALUE;
            last[i] = steps[i] > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE;
        }
        boolean[] noneSingle = new boolean[rank];
        boolean[] openBegin = minus(fromFirst, single);
        boolean[] openEnd = minus(toLast, single);
        String begin = choose(s, openBegin, first, "begin");
        String end = Arrays.equals(single, noneSingle)
                ? choose(s, openEnd, last, "end")
                : ends(s, begin, single, openEnd, last);
        return s.node(
                "Slice",
                List.of(
                        value,
                        begin,
                        end,
                        s.graph().longs(LongStream.range(0, rank).toArray()),
                        s.graph().longs(steps)));
    }

    private static boolean[] minus(boolean[] mask, boolean[] without) {
        boolean[] result = mask.clone();
        for (int i = 0; i < mask.length; i++) {
            result[i] &= !without[i];
        }
        return result;
    }

    /** A parameter, or where the mask is set the given numbers. */
    private static String choose(Site s, boolean[] mask, long[] otherwise, String parameter)
            throws IOException, Refused {
        if (axes(mask).length == mask.length) {
            return s.graph().longs(otherwise);
        }
        if (s.operand(parameter).isConstant()) {
            long[] values = s.longs(parameter).clone();
            for (int i = 0; i < mask.length; i++) {
                values[i] = mask[i] ? otherwise[i] : values[i];
            }
            return s.graph().longs(values);
        }
        String computed = s.longsIn(parameter);
        return axes(mask).length == 0
                ? computed
                : s.node("Where", List.of(constant(s, mask), s.graph().longs(otherwise), computed));
    }

    private static String constant(Site s, boolean[] mask) {
        long[] values = new long[mask.length];
        for (int i = 0; i < mask.length; i++) {
            values[i] = mask[i] ? 1 : 0;
        }
        return s.graph().constant(Kind.BOOL, new long[] {mask.length}, values);
    }

    /** Ends where some axes give a single element: one behind its begin, or the very end for the last one. */
    private static String ends(Site s, String begin, boolean[] single, boolean[] openEnd, long[] last)
            throws IOException, Refused {
        String next = s.node("Add", List.of(begin, s.graph().longs(1)));
        String wraps = s.node("Equal", List.of(next, s.graph().longs(0)));
        String behind = s.node("Where", List.of(wraps, s.graph().longs(Integer.MAX_VALUE), next));
        if (axes(single).length == single.length) {
            return behind;
        }
        return s.node("Where", List.of(constant(s, single), behind, choose(s, openEnd, last, "end")));
    }

    private static String bySize(Site s) throws IOException, Refused {
        int rank = s.operand("x").rank();
        String begin = s.longsIn("begin");
        String size = s.longsIn("size");
        String all = s.node("Equal", List.of(size, s.graph().longs(-1)));
        String end = s.node(
                "Where",
                List.of(all, s.graph().longs(Integer.MAX_VALUE), s.node("Add", List.of(begin, size))));
        return s.node("Slice", List.of(s.in("x"), begin, end, s.graph().longs(LongStream.range(0, rank).toArray())));
    }

    /** Writes into a slice: numbers all elements, slices the numbers, and scatters by them. */
    private static String update(Site s) throws IOException, Refused {
        Operand x = s.operand("x");
        long[] dims = x.knownDims();
        long elements = LongStream.of(dims).reduce(1, (a, b) -> a * b);
        String range = s.node(
                "Range",
                List.of(
                        s.graph().scalar(Kind.LONG, 0),
                        s.graph().scalar(Kind.LONG, elements),
                        s.graph().scalar(Kind.LONG, 1)));
        String places = slice(s, Shaping.reshaped(s, range, dims), dims.length);
        String written = s.node(
                "ScatterElements",
                List.of(
                        Shaping.reshaped(s, s.in("x"), -1),
                        Shaping.reshaped(s, places, -1),
                        Shaping.reshaped(s, s.in("update"), -1)));
        return Shaping.reshaped(s, written, dims);
    }

    private static String crop(Site s) throws IOException, Refused {
        long[] rows = s.longs("crop_height");
        long[] columns = s.longs("crop_width");
        String begin = s.graph().longs(rows[0], columns[0]);
        String end = s.graph()
                .longs(
                        rows[1] == 0 ? Integer.MAX_VALUE : -rows[1],
                        columns[1] == 0 ? Integer.MAX_VALUE : -columns[1]);
        return s.node("Slice", List.of(s.in("x"), begin, end, s.graph().longs(-2, -1)));
    }

    private static String reverse(Site s) throws IOException, Refused {
        long[] axes = s.longs("axes", LongStream.range(0, s.operand("x").rank()).toArray());
        return reversed(s, s.in("x"), axes);
    }

    static String reversed(Site s, String value, long... axes) {
        long[] starts = new long[axes.length];
        long[] ends = new long[axes.length];
        long[] steps = new long[axes.length];
        Arrays.fill(starts, Integer.MAX_VALUE);
        Arrays.fill(ends, Integer.MIN_VALUE);
        Arrays.fill(steps, -1);
        return s.node(
                "Slice",
                List.of(
                        value,
                        s.graph().longs(starts),
                        s.graph().longs(ends),
                        s.graph().longs(axes),
                        s.graph().longs(steps)));
    }

    private static String reverseSequence(Site s) throws IOException, Refused {
        int rank = s.operand("x").rank();
        int time = s.axis("seq_axis", 0, rank);
        int batch = s.axis("batch_axis", 0, rank);
        if (time > 1 || batch > 1) {
            throw new Refused("its axes are not the first two");
        }
        return s.node(
                "ReverseSequence",
                List.of(s.in("x"), s.longsIn("lengths")),
                Attribute.of("time_axis", time),
                Attribute.of("batch_axis", batch));
    }

    private static List<String> split(Site s) throws IOException, Refused {
        int rank = s.operand("x").rank();
        int axis = s.axis("axis", 0, rank);
        return s.has("split_sizes")
                ? s.graph().nodes(
                        "Split",
                        s.outputs(),
                        List.of(s.in("x"), s.longsIn("split_sizes")),
                        Attribute.of("axis", axis))
                : s.graph().nodes(
                        "Split",
                        s.outputs(),
                        List.of(s.in("x")),
                        Attribute.of("axis", axis),
                        Attribute.of("num_outputs", s.outputs()));
    }

    /** One behind the other, or, interleaved, their elements by turns. */
    private static String concat(Site s) throws IOException, Refused {
        int rank = s.output(0).rank();
        int axis = s.axis("axis", 0, rank);
        if (!s.flag("interleave", false)) {
            return s.node("Concat", s.allIn("values"), Attribute.of("axis", axis));
        }
        String stacked = stacked(s, s.allIn("values"), axis + 1);
        return Shaping.reshaped(s, stacked, s.output(0).knownDims());
    }

    private static String stack(Site s) throws IOException, Refused {
        return stacked(s, s.allIn("values"), s.axis("axis", 0, s.output(0).rank()));
    }

    private static String stacked(Site s, List<String> values, int axis) {
        List<String> expanded = new ArrayList<>();
        for (String value : values) {
            expanded.add(s.node("Unsqueeze", List.of(value, s.graph().longs(axis))));
        }
        return s.node("Concat", expanded, Attribute.of("axis", axis));
    }

    /** Pairs of before and behind for the last axes. */
    private static String pad(Site s) throws IOException, Refused {
        long[] pairs = s.longs("pad");
        int rank = s.operand("x").rank();
        int first = rank - pairs.length / 2;
        long[] pads = new long[2 * rank];
        for (int i = 0; i < pairs.length / 2; i++) {
            pads[first + i] = pairs[2 * i];
            pads[rank + first + i] = pairs[2 * i + 1];
        }
        String mode = s.text("mode", "constant");
        return switch (mode) {
            case "constant" -> s.node(
                    "Pad",
                    s.has("constant_val")
                            ? List.of(s.in("x"), s.graph().longs(pads), scalar(s))
                            : List.of(s.in("x"), s.graph().longs(pads)));
            case "reflect", "replicate" -> s.node(
                    "Pad",
                    List.of(s.in("x"), s.graph().longs(pads)),
                    Attribute.of("mode", mode.equals("reflect") ? "reflect" : "edge"));
            default -> throw new Refused("its mode is " + mode);
        };
    }

    private static String scalar(Site s) throws IOException, Refused {
        Operand value = s.operand("constant_val");
        Kind kind = s.operand("x").kind();
        return value.kind() == kind ? s.in("constant_val") : s.graph().cast(s.in("constant_val"), kind);
    }

    /** Windows along an axis: their number in its place, their size behind. */
    private static String windows(Site s) throws IOException, Refused {
        Operand x = s.operand("x");
        int axis = s.axis("axis", 0, x.rank());
        int size = s.integer("size");
        int stride = s.integer("stride", 1);
        long count = (x.knownDim(axis) - size) / stride + 1;
        long[] places = new long[Math.toIntExact(count * size)];
        for (int i = 0; i < places.length; i++) {
            places[i] = (long) i / size * stride + i % size;
        }
        String indices = s.graph().constant(Kind.LONG, new long[] {count, size}, places);
        return s.node("Gather", List.of(s.in("x"), indices), Attribute.of("axis", axis));
    }
}
