package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Proves that values are never negative, from how they are made. What it does not understand counts as unproven. */
final class NonNegative {
    /** Longer chains are not followed. */
    private static final int MAX_DEPTH = 40;

    private final Site site;

    NonNegative(Site site) {
        this.site = site;
    }

    /** Whether the value of this name is never negative where the operation is. */
    boolean proves(String name) throws IOException {
        return proves(name, site.scope(), 0);
    }

    private boolean proves(String name, Scope scope, int depth) throws IOException {
        Optional<Scope.Made> found = scope.find(name);
        if (depth > MAX_DEPTH || found.isEmpty()) {
            return false;
        }
        Scope.Made made = found.get();
        Optional<DataType> type = ValueReader.elementType(made.type());
        if (type.isEmpty() || !type.get().isInteger()) {
            return false;
        }
        if (!type.get().isSigned()) {
            return true;
        }
        return made.maker().isPresent() && proves(made.maker().get(), made, type.get(), depth + 1);
    }

    private boolean proves(Operation op, Scope.Made made, DataType type, int depth) throws IOException {
        return switch (op.getType()) {
            case "const" -> isNonNegative(op.getAttributesMap().get(Ops.VALUE));
            case "reduce_argmax", "reduce_argmin", "argsort", "non_zero", "shape" -> true;
            case "topk" -> made.output() == 1;
            case "reshape", "expand_dims", "squeeze", "transpose", "slice_by_index", "slice_by_size", "identity", "tile",
                    "reverse", "split", "flatten2d", "gather" -> input(op, "x", made, depth);
            case "cast" -> cast(op, made, type, depth);
            case "concat", "stack" -> all(op, "values", made, depth);
            case "range_1d" -> constant(op, "start", made).filter(start -> start >= 0).isPresent()
                    && constant(op, "step", made).filter(step -> step > 0).isPresent();
            case "mod" -> constants(op, "y", made).filter(y -> Arrays.stream(y).allMatch(v -> v > 0)).isPresent();
            case "select" -> wraps(op, made, depth);
            default -> false;
        };
    }

    private boolean input(Operation op, String input, Scope.Made made, int depth) throws IOException {
        Optional<String> name = name(op, input);
        return name.isPresent() && proves(name.get(), made.scope(), depth);
    }

    private boolean all(Operation op, String input, Scope.Made made, int depth) throws IOException {
        List<Argument.Binding> bindings =
                op.getInputsOrDefault(input, Argument.getDefaultInstance()).getArgumentsList();
        for (Argument.Binding binding : bindings) {
            if (!binding.hasName() || !proves(binding.getName(), made.scope(), depth)) {
                return false;
            }
        }
        return !bindings.isEmpty();
    }

    /** A cast keeps what is not negative if the new type holds every such value of the old one. */
    private boolean cast(Operation op, Scope.Made made, DataType to, int depth) throws IOException {
        Optional<DataType> from = name(op, "x")
                .flatMap(made.scope()::find)
                .flatMap(x -> ValueReader.elementType(x.type()));
        if (from.isEmpty()) {
            return false;
        }
        if (from.get() == DataType.BOOL) {
            return true;
        }
        int room = to.bits() - 1;
        int needed = from.get().isSigned() ? from.get().bits() - 1 : from.get().bits();
        return from.get().isInteger() && room >= needed && input(op, "x", made, depth);
    }

    /** {@code select(i >= 0, i, i + n)}: what frontends write for indices that may count from the end. */
    private boolean wraps(Operation op, Scope.Made made, int depth) throws IOException {
        Optional<String> index = name(op, "a");
        Optional<Operation> condition = maker(op, "cond", made, "greater_equal");
        Optional<Operation> sum = maker(op, "b", made, "add");
        if (index.isEmpty() || condition.isEmpty() || sum.isEmpty()) {
            return false;
        }
        boolean compares = name(condition.get(), "x").equals(index)
                && constants(condition.get(), "y", made)
                        .filter(y -> Arrays.stream(y).allMatch(v -> v == 0))
                        .isPresent();
        return compares && (name(sum.get(), "x").equals(index) && input(sum.get(), "y", made, depth)
                || name(sum.get(), "y").equals(index) && input(sum.get(), "x", made, depth));
    }

    private static Optional<Operation> maker(Operation op, String input, Scope.Made made, String type) {
        return name(op, input)
                .flatMap(made.scope()::find)
                .flatMap(Scope.Made::maker)
                .filter(maker -> maker.getType().equals(type));
    }

    private static Optional<String> name(Operation op, String input) {
        Argument argument = op.getInputsOrDefault(input, Argument.getDefaultInstance());
        return argument.getArgumentsCount() == 1 && argument.getArguments(0).hasName()
                ? Optional.of(argument.getArguments(0).getName())
                : Optional.empty();
    }

    private Optional<Double> constant(Operation op, String input, Scope.Made made) throws IOException {
        return constants(op, input, made).filter(numbers -> numbers.length == 1).map(numbers -> numbers[0]);
    }

    private Optional<double[]> constants(Operation op, String input, Scope.Made made) throws IOException {
        Argument argument = op.getInputsOrDefault(input, Argument.getDefaultInstance());
        if (argument.getArgumentsCount() != 1) {
            return Optional.empty();
        }
        Argument.Binding binding = argument.getArguments(0);
        Optional<Value> value = binding.hasName()
                ? made.scope().find(binding.getName()).flatMap(Scope.Made::constant)
                : Optional.of(binding.getValue());
        return value.isPresent() ? site.numbers(value.get()) : Optional.empty();
    }

    private boolean isNonNegative(Value value) throws IOException {
        Optional<double[]> numbers = value == null ? Optional.empty() : site.numbers(value);
        return numbers.filter(all -> Arrays.stream(all).allMatch(number -> number >= 0)).isPresent();
    }
}
