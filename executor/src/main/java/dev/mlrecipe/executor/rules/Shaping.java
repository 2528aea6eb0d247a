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
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operations that give the same numbers in another shape or order. */
final class Shaping {
    private Shaping() {}

    static void addTo(Rules rules) {
        rules.add("reshape", s -> s.node("Reshape", List.of(s.in("x"), s.longsIn("shape"))))
                .add("reshape_like", s -> reshaped(s, s.in("x"), s.output(0).knownDims()))
                .add("expand_dims", s -> s.node("Unsqueeze", List.of(s.in("x"), s.graph().longs(s.longs("axes")))))
                .add("squeeze", s -> s.has("axes")
                        ? s.node("Squeeze", List.of(s.in("x"), s.graph().longs(s.longs("axes"))))
                        : s.node("Squeeze", List.of(s.in("x"))))
                .add("transpose", s -> transposed(s, s.in("x"), positive(s)))
                .add("flatten2d", s -> s.node(
                        "Flatten",
                        List.of(s.in("x")),
                        Attribute.of("axis", s.axis("axis", 1, s.operand("x").rank()))))
                .add("shape", s -> s.graph().cast(s.node("Shape", List.of(s.in("x"))), Kind.INT))
                .add("depth_to_space", s -> depthToSpace(s, "block_size", "DCR"))
                .add("pixel_shuffle", s -> depthToSpace(s, "upscale_factor", "CRD"))
                .add("space_to_depth", s -> s.node(
                        "SpaceToDepth", List.of(s.in("x")), Attribute.of("blocksize", s.integer("block_size"))))
                .add("pixel_unshuffle", Shaping::pixelUnshuffle)
                .add("space_to_batch", Shaping::spaceToBatch)
                .add("batch_to_space", Shaping::batchToSpace);
    }

    static String reshaped(Site s, String value, long... dims) {
        return s.node("Reshape", List.of(value, s.graph().longs(dims)));
    }

    static String transposed(Site s, String value, long... order) {
        return s.node("Transpose", List.of(value), Attribute.of("perm", order));
    }

    private static long[] positive(Site s) throws IOException, Refused {
        int rank = s.operand("x").rank();
        return Arrays.stream(s.longs("perm")).map(axis -> Site.positive(axis, rank)).toArray();
    }

    private static String depthToSpace(Site s, String size, String mode) throws IOException, Refused {
        return s.node(
                "DepthToSpace",
                List.of(s.in("x")),
                Attribute.of("blocksize", s.integer(size)),
                Attribute.of("mode", mode));
    }

    /** The inverse of pixel_shuffle. */
    private static String pixelUnshuffle(Site s) throws IOException, Refused {
        long[] d = s.operand("x").knownDims();
        int f = s.integer("downscale_factor");
        String split = reshaped(s, s.in("x"), d[0], d[1], d[2] / f, f, d[3] / f, f);
        return reshaped(s, transposed(s, split, 0, 1, 3, 5, 2, 4), d[0], d[1] * f * f, d[2] / f, d[3] / f);
    }

    /** Blocks of the spatial axes, padded, go to the batch axis before what was there. */
    private static String spaceToBatch(Site s) throws IOException, Refused {
        long[] block = s.longs("block_shape");
        long[] pads = s.longs("paddings");
        long[] d = s.operand("x").knownDims();
        int m = block.length;
        long[] full = new long[2 * d.length];
        for (int i = 0; i < m; i++) {
            full[2 + i] = pads[2 * i];
            full[d.length + 2 + i] = pads[2 * i + 1];
            d[2 + i] += pads[2 * i] + pads[2 * i + 1];
        }
        String padded = s.node("Pad", List.of(s.in("x"), s.graph().longs(full)));
        long[] split = concat(new long[] {d[0], d[1]}, interleave(IntStream.range(0, m)
                .mapToObj(i -> new long[] {d[2 + i] / block[i], block[i]})));
        long[] order = concat(
                IntStream.range(0, m).mapToLong(i -> 3 + 2L * i).toArray(),
                new long[] {0, 1},
                IntStream.range(0, m).mapToLong(i -> 2 + 2L * i).toArray());
        return reshaped(s, transposed(s, reshaped(s, padded, split), order), s.output(0).knownDims());
    }

    /** The inverse of space_to_batch, with crops instead of padding. */
    private static String batchToSpace(Site s) throws IOException, Refused {
        long[] block = s.longs("block_shape");
        long[] crops = s.longs("crops");
        long[] d = s.operand("x").knownDims();
        int m = block.length;
        long[] split = concat(block, new long[] {d[0] / LongStream.of(block).reduce(1, (a, b) -> a * b), d[1]},
                Arrays.copyOfRange(d, 2, 2 + m));
        long[] order = concat(new long[] {m, m + 1}, interleave(IntStream.range(0, m)
                .mapToObj(i -> new long[] {m + 2 + i, i})));
        long[] whole = d.clone();
        whole[0] = split[m];
        long[] starts = new long[m];
        long[] ends = new long[m];
        for (int i = 0; i < m; i++) {
            whole[2 + i] = d[2 + i] * block[i];
            starts[i] = crops[2 * i];
            ends[i] = whole[2 + i] - crops[2 * i + 1];
        }
        String merged = reshaped(s, transposed(s, reshaped(s, s.in("x"), split), order), whole);
        long[] axes = IntStream.range(2, 2 + m).mapToLong(i -> i).toArray();
        return s.node(
                "Slice", List.of(merged, s.graph().longs(starts), s.graph().longs(ends), s.graph().longs(axes)));
    }

    private static long[] interleave(java.util.stream.Stream<long[]> pairs) {
        return pairs.flatMapToLong(LongStream::of).toArray();
    }

    static long[] concat(long[]... parts) {
        return Arrays.stream(parts).flatMapToLong(LongStream::of).toArray();
    }

    /** The shape of a value: a constant where it is known, computed otherwise. */
    static String shapeOf(Site s, Operand value) throws IOException, Refused {
        long[] dims = value.dims();
        return LongStream.of(dims).allMatch(dim -> dim >= 0)
                ? s.graph().longs(dims)
                : s.node("Shape", List.of(value.in(s.graph())));
    }
}
