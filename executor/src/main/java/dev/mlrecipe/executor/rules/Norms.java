package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Normalizations. */
final class Norms {
    private Norms() {}

    static void addTo(Rules rules) {
        rules.add("batch_norm", Norms::batch)
                .add("instance_norm", Norms::instance)
                .add("layer_norm", Norms::layer)
                .add("l2_norm", Norms::l2)
                .add("local_response_norm", Norms::localResponse);
    }

    private static String batch(Site s) throws IOException, Refused {
        Operand mean = s.operand("mean");
        return s.node(
                "BatchNormalization",
                List.of(
                        s.in("x"),
                        s.has("gamma") ? s.in("gamma") : filled(s, 1, mean.knownDim(0)),
                        s.has("beta") ? s.in("beta") : filled(s, 0, mean.knownDim(0)),
                        mean.in(s.graph()),
                        s.in("variance")),
                Attribute.of("epsilon", s.real("epsilon", 1e-5f)));
    }

    private static String instance(Site s) throws IOException, Refused {
        long channels = s.operand("x").knownDim(1);
        return s.node(
                "InstanceNormalization",
                List.of(
                        s.in("x"),
                        s.has("gamma") ? s.in("gamma") : filled(s, 1, channels),
                        s.has("beta") ? s.in("beta") : filled(s, 0, channels)),
                Attribute.of("epsilon", s.real("epsilon", 1e-5f)));
    }

    /** Over any axes; gamma and beta have the sizes of these axes. */
    private static String layer(Site s) throws IOException, Refused {
        Operand x = s.operand("x");
        int rank = x.rank();
        long[] axes = Arrays.stream(s.longs("axes", IntStream.range(0, rank).mapToLong(i -> i).toArray()))
                .map(axis -> Site.positive(axis, rank))
                .sorted()
                .toArray();
        String over = s.graph().longs(axes);
        String mean = s.node("ReduceMean", List.of(s.in("x"), over), Attribute.of("keepdims", 1));
        String centred = s.node("Sub", List.of(s.in("x"), mean));
        String variance = s.node(
                "ReduceMean",
                List.of(s.node("Mul", List.of(centred, centred)), over),
                Attribute.of("keepdims", 1));
        String deviation = s.node(
                "Sqrt", List.of(s.node("Add", List.of(variance, s.graph().scalar(s.real("epsilon", 1e-5f))))));
        String result = s.node("Div", List.of(centred, deviation));
        if (s.has("gamma")) {
            result = s.node("Mul", List.of(result, spread(s, "gamma", axes, rank)));
        }
        return s.has("beta") ? s.node("Add", List.of(result, spread(s, "beta", axes, rank))) : result;
    }

    /** A parameter over some axes with ones between, so that it broadcasts. */
    private static String spread(Site s, String parameter, long[] axes, int rank) throws IOException, Refused {
        long[] sizes = s.operand(parameter).knownDims();
        long[] dims = new long[rank - (int) axes[0]];
        Arrays.fill(dims, 1);
        for (int i = 0; i < axes.length; i++) {
            dims[(int) (axes[i] - axes[0])] = sizes[i];
        }
        return Arrays.equals(dims, sizes)
                ? s.in(parameter)
                : s.node("Reshape", List.of(s.in(parameter), s.graph().longs(dims)));
    }

    /** By the root of the sum of squares over the last three axes. */
    private static String l2(Site s) throws IOException, Refused {
        String squares = s.node("ReduceSumSquare", List.of(s.in("x"), s.graph().longs(-3, -2, -1)));
        String sum = s.node("Add", List.of(squares, s.graph().scalar(s.real("epsilon", 1e-6f))));
        return s.node("Div", List.of(s.in("x"), s.node("Sqrt", List.of(sum))));
    }

    private static String localResponse(Site s) throws IOException, Refused {
        int size = s.integer("size");
        if (size % 2 == 0) {
            throw new Refused("its size is even");
        }
        int rank = s.operand("x").rank();
        String x = s.in("x");
        if (rank == 3) {
            x = s.node("Unsqueeze", List.of(x, s.graph().longs(3)));
        } else if (rank != 4) {
            throw new Refused("its input has " + rank + " dimensions");
        }
        String result = s.node(
                "LRN",
                List.of(x),
                Attribute.of("size", size),
                Attribute.of("alpha", s.real("alpha", 1e-4f)),
                Attribute.of("beta", s.real("beta", 0.75f)),
                Attribute.of("bias", s.real("k", 1)));
        return rank == 3 ? s.node("Squeeze", List.of(result, s.graph().longs(3))) : result;
    }

    private static String filled(Site s, float value, long size) {
        float[] values = new float[(int) size];
        Arrays.fill(values, value);
        return s.graph().constant(new long[] {size}, values);
    }
}
