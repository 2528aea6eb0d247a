package dev.mlrecipe.coreml.graph;

import dev.mlrecipe.coreml.graph.Product.Padding;
import dev.mlrecipe.coreml.graph.Product.Source;
import dev.mlrecipe.coreml.graph.Product.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Finds the operations that multiply a value with a constant. */
final class Products {
    private final String name;
    private final OpView op;
    private final Scope scope;

    private Products(String name, OpView op, Scope scope) {
        this.name = name;
        this.op = op;
        this.scope = scope;
    }

    /** The product that an operation computes, if it is one of a value and a constant of known size. */
    static Optional<Product> of(String name, OpView op, Scope scope) {
        Products products = new Products(name, op, scope);
        return switch (op.type()) {
            case "linear" -> products.linear();
            case "conv" -> products.convolution();
            case "matmul" -> products.factor("x", "y").or(() -> products.factor("y", "x"));
            default -> Optional.empty();
        };
    }

    private Optional<Product> linear() {
        Optional<String> value = value("x");
        Optional<List<Long>> weight = constant("weight").filter(shape -> shape.size() == 2);
        return value.isEmpty() || weight.isEmpty()
                ? Optional.empty()
                : Optional.of(new Product(
                        name, "weight", new Source(value.get(), -1, Optional.empty()), weight.get().get(1), false));
    }

    private Optional<Product> factor(String valueParameter, String constantParameter) {
        Optional<String> value = value(valueParameter);
        Optional<List<Long>> constant = constant(constantParameter).filter(Products::isMatrix);
        if (value.isEmpty() || constant.isEmpty()) {
            return Optional.empty();
        }
        boolean valueFirst = valueParameter.equals("x");
        int axis = valueFirst != op.flag("transpose_" + valueParameter) ? -1 : -2;
        // The features of x are its last axis, those of y the one before it.
        boolean transposed = valueFirst != op.flag("transpose_" + constantParameter);
        List<Long> shape = constant.get();
        long features = shape.get(shape.size() - (transposed ? 2 : 1));
        return Optional.of(new Product(
                name, constantParameter, new Source(value.get(), axis, Optional.empty()), features, transposed));
    }

    /** Whether there is one matrix, and not several, one for each place of a batch. */
    private static boolean isMatrix(List<Long> shape) {
        return shape.size() >= 2 && shape.subList(0, shape.size() - 2).stream().allMatch(dim -> dim == 1);
    }

    private Optional<Product> convolution() {
        Optional<String> value = value("x");
        Optional<List<Long>> weight = constant("weight").filter(shape -> shape.size() > 2);
        if (value.isEmpty() || weight.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> kernel = weight.get().stream().skip(2).map(Math::toIntExact).toList();
        int axes = kernel.size();
        long[] ones = LongStream.generate(() -> 1).limit(axes).toArray();
        long[] strides = op.longs("strides").orElse(ones);
        long[] dilations = op.longs("dilations").orElse(ones);
        String type = op.text("pad_type", "valid");
        long[] pad = op.longs("pad").orElse(new long[2 * axes]);
        if (strides.length != axes || dilations.length != axes || pad.length != 2 * axes) {
            return Optional.empty();
        }
        Window window = new Window(
                Math.toIntExact(op.number("groups", 1)),
                kernel,
                list(strides),
                list(dilations),
                new Padding(type, type.equals("custom") ? list(pad) : List.of()));
        return Optional.of(new Product(
                name,
                "weight",
                new Source(value.get(), -1 - axes, Optional.of(window)),
                weight.get().get(1) * window.positions(),
                false));
    }

    private static List<Integer> list(long[] numbers) {
        return Arrays.stream(numbers).mapToObj(Math::toIntExact).toList();
    }

    private Optional<String> value(String parameter) {
        List<ValueFacts> values = op.values(parameter);
        return values.size() == 1 && !values.get(0).name().isEmpty() && !scope.isConstant(values.get(0).name())
                ? Optional.of(values.get(0).name())
                : Optional.empty();
    }

    private Optional<List<Long>> constant(String parameter) {
        List<ValueFacts> values = op.values(parameter);
        boolean constant = values.size() == 1
                && values.get(0).known()
                && (values.get(0).name().isEmpty() || scope.isConstant(values.get(0).name()));
        return constant ? Optional.of(values.get(0).shape()) : Optional.empty();
    }
}
