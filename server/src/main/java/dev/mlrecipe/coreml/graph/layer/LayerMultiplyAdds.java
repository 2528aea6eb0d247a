package dev.mlrecipe.coreml.graph.layer;

import static dev.mlrecipe.coreml.graph.layer.Dims.fromEnd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Multiply-adds of layers; the numbers are field numbers of NeuralNetwork.proto. Biases do not count. */
final class LayerMultiplyAdds {
    private LayerMultiplyAdds() {}

    /**
     * The factors of the number of multiply-adds, {@link Dims#UNKNOWN} where a dimension is; none for layers that do not
     * multiply and add; empty where nothing is known.
     *
     * @param result shape of the first result
     */
    static Optional<List<Long>> factors(
            Layer layer, List<Optional<List<Long>>> inputs, Optional<List<Long>> result) {
        Fields fields = layer.parameters();
        Optional<List<Long>> first = inputs.isEmpty() ? Optional.empty() : inputs.get(0);
        return switch (layer.type()) {
            case "convolution" -> {
                long height = WindowShapes.pair(fields.numbers(20), 0, 3);
                long width = WindowShapes.pair(fields.numbers(20), 1, 3);
                // Every input element of a transposed convolution meets the weights of its channel.
                yield fields.flag(60)
                        ? first.map(x -> with(x, perGroup(fields.number(1), fields.number(10)), height, width))
                        : result.map(y -> with(y, fields.number(2), height, width));
            }
            case "convolution3d" -> {
                long[] kernel = {fields.number(20), fields.number(21), fields.number(22)};
                yield fields.flag(86)
                        ? first.map(x -> with(
                                x, perGroup(fields.number(1), fields.number(10)), kernel[0], kernel[1], kernel[2]))
                        : result.map(y -> with(
                                y, perGroup(fields.number(2), fields.number(10)), kernel[0], kernel[1], kernel[2]));
            }
            case "innerProduct" -> result.map(y -> with(y, fields.number(1)));
            case "batchedMatmul" -> {
                boolean transposed = inputs.size() > 1 && fields.flag(1);
                yield first.flatMap(x -> result.map(y -> with(y, fromEnd(x, transposed ? -2 : -1))));
            }
            case "dot" -> first;
            case "simpleRecurrent" -> first.map(x -> recurrent(x, fields, 1));
            case "gru" -> first.map(x -> recurrent(x, fields, 3));
            case "uniDirectionalLSTM" -> first.map(x -> recurrent(x, fields, 4));
            case "biDirectionalLSTM" -> first.map(x -> recurrent(x, fields, 8));
            default -> Optional.of(List.of());
        };
    }

    /** x [S, B, inputs, 1, 1]: every step meets the matrices for inputs and outputs of all gates. */
    private static List<Long> recurrent(List<Long> x, Fields fields, long gates) {
        long inputs = fields.number(1);
        long outputs = fields.number(2);
        return List.of(fromEnd(x, -5), fromEnd(x, -4), gates, Dims.dim(outputs), Dims.dim(inputs + outputs));
    }

    private static long perGroup(long channels, long groups) {
        return channels / Math.max(1, groups);
    }

    private static List<Long> with(List<Long> shape, long... more) {
        List<Long> factors = new ArrayList<>(shape);
        for (long factor : more) {
            factors.add(Dims.dim(factor));
        }
        return factors;
    }
}
