package dev.mlrecipe.imports;

import dev.mlrecipe.imports.Value.Model;
import dev.mlrecipe.imports.Value.Optimization;
import dev.mlrecipe.imports.Value.Source;
import dev.mlrecipe.imports.Value.Spec;
import dev.mlrecipe.imports.Value.Symbol;
import dev.mlrecipe.imports.Value.Unknown;
import dev.mlrecipe.python.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What functions and classes of coremltools do. They are known by their last name, so that it does not matter how a
 * script imports them.
 */
final class Coremltools {
    private static final String ACTIVATIONS = "linear_quantize_activations";
    private static final Set<String> PASSES =
            Set.of("palettize_weights", "linear_quantize_weights", "prune_weights", ACTIVATIONS);
    private static final Set<String> OLD_PASSES =
            Set.of("affine_quantize_weights", "sparsify_weights", "quantize_weights");
    private static final Pattern OP_CONFIG = Pattern.compile("Op[A-Z]\\w*Config");
    private static final Pattern TORCH_CONFIG = Pattern.compile("\\w*(?:Palettizer|Quantizer|Pruner|Compressor|GPTQ|SparseGPT)Config");
    private static final Set<String> MODELS = Set.of("MLModel", "convert");

    /** Steps of one model. */
    private static final int MOST_PASSES = 32;

    private final Run run;
    private final Configurations configurations;

    Coremltools(Run run) {
        this.run = run;
        this.configurations = new Configurations(run);
    }

    /** Whether a name can be nothing but one of coremltools. */
    static boolean isKnown(String name) {
        return PASSES.contains(name) || OLD_PASSES.contains(name) || name.equals("OptimizationConfig")
                || name.equals("MLModel") || OP_CONFIG.matcher(name).matches() || TORCH_CONFIG.matcher(name).matches();
    }

    /** The result of a call; empty if it is none of coremltools. */
    Optional<Value> call(Symbol symbol, Arguments arguments) {
        String name = symbol.last();
        if (PASSES.contains(name)) {
            boolean old = name.equals("palettize_weights") && arguments.get("config", 1).isEmpty()
                    || arguments.get("nbits").isPresent();
            return Optional.of(old ? oldPass(name, arguments) : pass(name, arguments));
        }
        if (OLD_PASSES.contains(name)) {
            return Optional.of(oldPass(name, arguments));
        }
        return switch (name) {
            case "OptimizationConfig" -> Optional.of(configurations.optimization(arguments));
            case "MLModel" -> Optional.of(load(arguments));
            case "convert" -> symbol.name().matches("(?:ct|coremltools|.*\\.coremltools)\\.(?:.*\\.)?convert")
                    ? Optional.of(converted(arguments))
                    : Optional.empty();
            case "get_spec" -> model(arguments.first()).map(Spec::new);
            case "save_spec" -> {
                model(arguments.first()).ifPresent(model -> run.save(model, arguments.get("filename", 1)));
                yield Optional.of(Value.NONE);
            }
            case "decompress_weights" -> model(arguments.first()).map(model -> {
                model.source().notes.add(
                        new Note(arguments.line(), "decompress_weights: `mlrecipe decompress` does that beforehand"));
                model.state().used = true;
                return new Model(model.source(), List.of(), new Value.State());
            });
            default -> {
                if (OP_CONFIG.matcher(name).matches()) {
                    yield Optional.of(new Value.OpConfig(
                            name, new LinkedHashMap<>(configurations.options(name, arguments)), arguments.line()));
                }
                yield TORCH_CONFIG.matcher(name).matches() ? Optional.of(configurations.torch(name, arguments)) : fromClass(symbol, arguments);
            }
        };
    }

    /** {@code OptimizationConfig.from_dict} and its like, where the class is imported. */
    private Optional<Value> fromClass(Symbol symbol, Arguments arguments) {
        int dot = symbol.name().lastIndexOf('.');
        String type = dot < 0 ? "" : new Symbol(symbol.name().substring(0, dot)).last();
        boolean reads = symbol.last().equals("from_dict") || symbol.last().equals("from_yaml");
        if (!reads || !isKnown(type)) {
            return Optional.empty();
        }
        return Optional.of(configurations.read(type, symbol.last(), arguments));
    }

    /** The result of a method; empty if it is none of a model or a configuration. */
    Optional<Value> method(Value on, String name, Arguments arguments) {
        return switch (on) {
            case Optimization config -> configurations.method(config, name, arguments);
            case Value.Torch config -> configurations.method(config, name, arguments);
            case Model model when name.equals("save") -> {
                run.save(model, Optional.of(arguments.get("path", 0)
                        .or(() -> arguments.get("save_path"))
                        .orElse(run.unknown(arguments.call()))));
                yield Optional.of(Value.NONE);
            }
            case Model model when name.equals("get_spec") -> Optional.of(new Spec(model));
            default -> Optional.empty();
        };
    }

    /** {@code something.name = value}. */
    void set(Value on, Expression.Attribute target, Value value) {
        Optional<Model> model = model(Optional.of(on));
        String name = target.name();
        if (on instanceof Optimization config && name.equals("global_config")) {
            config.global = Optional.of(value);
        } else if (model.isPresent() && name.equals("minimum_deployment_target")) {
            target(value).ifPresent(word -> model.get().source().target = Optional.of(word));
            raised(model.get(), target);
        } else if (model.isPresent() && name.equals("specificationVersion")) {
            raised(model.get(), target);
        }
    }

    private void raised(Model model, Expression.Attribute target) {
        model.source().notes.add(new Note(
                run.line(target),
                "assigning " + target.name() + " does not raise a model: `raise_opset: true` with the target does"));
    }

    private Optional<Model> model(Optional<Value> value) {
        return switch (value.map(Value::plain).orElse(Value.NONE)) {
            case Model model -> Optional.of(model);
            case Spec spec -> Optional.of(spec.model());
            default -> Optional.empty();
        };
    }

    private Model load(Arguments arguments) {
        Optional<Value> given = arguments.get("model", 0);
        Optional<Model> other = model(given);
        if (other.isPresent()) {
            return other.get();
        }
        Source source = new Source(
                given.filter(Value::isPath).orElseGet(() -> run.unknown(arguments.call())), arguments.line());
        // Many scripts load a model for the CPU alone because they only compress it.
        source.units = arguments.get("compute_units", 1).flatMap(Coremltools::units).filter(u -> !u.equals("cpu_only"));
        return new Model(source, List.of(), new Value.State());
    }

    private Model converted(Arguments arguments) {
        Source source = new Source(
                new Unknown(run.words(arguments.call().function().span()) + "(…), a conversion", arguments.line()),
                arguments.line());
        source.target = arguments.get("minimum_deployment_target").flatMap(Coremltools::target);
        source.units = arguments.get("compute_units").flatMap(Coremltools::units);
        return new Model(source, List.of(), new Value.State());
    }

    /** {@code ct.target.macOS10_15} → {@code macOS10.15}. */
    private static Optional<String> target(Value value) {
        return Value.plain(value) instanceof Symbol symbol && symbol.last().matches("(?:iOS|macOS|watchOS|tvOS|visionOS)\\d.*")
                ? Optional.of(symbol.last().replace('_', '.'))
                : Optional.empty();
    }

    private static Optional<String> units(Value value) {
        return Value.plain(value) instanceof Symbol symbol
                        && Set.of("ALL", "CPU_ONLY", "CPU_AND_GPU", "CPU_AND_NE").contains(symbol.last())
                ? Optional.of(symbol.last().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private Value pass(String function, Arguments arguments) {
        Value config = arguments.get("config", 1).orElse(Value.NONE);
        Optimization applied = configurations.applied(function, config, arguments.line());
        if (function.equals(ACTIVATIONS)) {
            applied.notes.add(new Note(
                    arguments.line(), "the recipe's `statistics` stand for the sample data, which cannot be seen"));
        }
        Value given = arguments.get("joint_compression", function.equals(ACTIVATIONS) ? -1 : 2)
                .orElse(new Value.Flag(false));
        boolean joint = Value.truth(given).orElseGet(() -> decided(applied, given, arguments));
        return passed(new Value.Pass(function, applied, joint, arguments.line()), arguments);
    }

    /** What cannot be seen is followed both ways, as conditions are. */
    private boolean decided(Optimization applied, Value given, Arguments arguments) {
        applied.notes.add(new Note(arguments.line(), "joint_compression: " + Words.describe(given)));
        String words = arguments.call().arguments().stream()
                .filter(argument -> argument.name().equals(Optional.of("joint_compression")))
                .map(argument -> run.words(argument.value().span()))
                .findFirst()
                .orElse("joint_compression");
        return run.decisions.holds(words, true);
    }

    private Value oldPass(String function, Arguments arguments) {
        return passed(OldFunctions.pass(function, arguments), arguments);
    }

    private Value passed(Value.Pass pass, Arguments arguments) {
        Value given = arguments.get("mlmodel", 0)
                .or(() -> arguments.get("model"))
                .or(() -> arguments.get("full_precision_model"))
                .orElseGet(() -> run.unknown(arguments.call()));
        Model before = model(Optional.of(given)).orElseGet(() -> new Model(
                new Source(given instanceof Unknown ? given : run.unknown(arguments.call()), arguments.line()),
                List.of(),
                new Value.State()));
        before.state().used = true;
        if (before.passes().size() == MOST_PASSES) {
            run.note(arguments.call().span(), "only the first " + MOST_PASSES + " steps of a model are imported");
            return before;
        }
        List<Value.Pass> passes = new ArrayList<>(before.passes());
        passes.add(pass);
        Model after = new Model(before.source(), passes, new Value.State());
        run.compressed.add(after);
        return after;
    }
}
