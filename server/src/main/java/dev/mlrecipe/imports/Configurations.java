package dev.mlrecipe.imports;

import dev.mlrecipe.imports.Value.Dict;
import dev.mlrecipe.imports.Value.OpConfig;
import dev.mlrecipe.imports.Value.Optimization;
import dev.mlrecipe.imports.Value.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations of coremltools as a script makes them: by constructors, setters, dictionaries and files. */
final class Configurations {
    /** Options by position, as far as the classes let them be. */
    private static final Map<String, List<String>> POSITIONS = Map.of(
            "OpLinearQuantizerConfig", List.of("mode", "dtype", "granularity", "block_size", "weight_threshold"),
            "OpThresholdPrunerConfig", List.of("threshold", "minimum_sparsity_percentile", "weight_threshold"),
            "OpMagnitudePrunerConfig",
                    List.of("target_sparsity", "block_size", "n_m_ratio", "dim", "weight_threshold"),
            "OpPalettizerConfig",
                    List.of("mode", "nbits", "lut_function", "granularity", "group_size", "channel_axis", "cluster_dim"));

    private static final Map<String, String> CLASSES = Map.of(
            "palettize_weights", "OpPalettizerConfig",
            "linear_quantize_weights", "OpLinearQuantizerConfig",
            "prune_weights", "OpMagnitudePrunerConfig",
            "linear_quantize_activations", "OpActivationLinearQuantizerConfig");

    private final Run run;

    Configurations(Run run) {
        this.run = run;
    }

    /** The options of a class, those by position with their names. */
    Map<String, Value> options(String type, Arguments arguments) {
        Map<String, Value> options = new LinkedHashMap<>();
        List<String> names = POSITIONS.getOrDefault(type, List.of());
        for (int i = 0; i < Math.min(names.size(), arguments.positional().size()); i++) {
            options.put(names.get(i), arguments.positional().get(i));
        }
        options.putAll(arguments.named());
        return options;
    }

    Optimization optimization(Arguments arguments) {
        Map<String, Value> given = new LinkedHashMap<>(arguments.named());
        List<String> names = List.of("global_config", "op_type_configs", "op_name_configs");
        for (int i = 0; i < Math.min(names.size(), arguments.positional().size()); i++) {
            given.put(names.get(i), arguments.positional().get(i));
        }
        return optimization(given, arguments.line());
    }

    /** A dictionary, or the arguments of the constructor. */
    private Optimization optimization(Map<String, Value> given, int line) {
        Optimization config = new Optimization(line);
        given.forEach((key, value) -> {
            switch (key) {
                case "config_type" -> config.configType = Value.text(value).orElse("");
                case "global_config" -> config.global = Optional.of(leaf(value, line));
                case "op_type_configs" -> rules(key, value, config.types, config, line);
                case "op_name_configs" -> rules(key, value, config.names, config, line);
                default -> config.notes.add(
                        new Note(line, key + ": an argument that OptimizationConfig does not have; not imported"));
            }
        });
        return config;
    }

    private void rules(String key, Value value, Map<String, Value> rules, Optimization config, int line) {
        switch (Value.plain(value)) {
            case Dict dict -> dict.entries().forEach((name, leaf) -> rules.put(name, leaf(leaf, line)));
            case Value.None none -> {}
            default -> config.notes.add(new Note(line, key + ": " + Words.describe(value)));
        }
    }

    /** Leaves of dictionaries are dictionaries. */
    private static Value leaf(Value value, int line) {
        if (!(Value.plain(value) instanceof Dict dict)) {
            return value;
        }
        Map<String, Value> options = new LinkedHashMap<>(dict.entries());
        String type = Optional.ofNullable(options.remove("config_type")).flatMap(Value::text).orElse("");
        return new OpConfig(type, options, line);
    }

    /** {@code from_dict} and {@code from_yaml} of a class. */
    Value read(String type, String function, Arguments arguments) {
        Value given = arguments.get("config_dict", 0).or(() -> arguments.get("yml", 0)).orElse(Value.NONE);
        Value dictionary = function.equals("from_yaml") ? new Documents(run).yaml(given, arguments) : given;
        Map<String, Value> entries =
                Value.plain(dictionary) instanceof Dict dict ? dict.entries() : new LinkedHashMap<>();
        if (!type.equals("OptimizationConfig")) {
            Torch torch = new Torch(type, new LinkedHashMap<>(entries), arguments.line());
            run.torch.add(torch);
            return torch;
        }
        Optimization config = optimization(entries, arguments.line());
        if (!(Value.plain(dictionary) instanceof Dict)) {
            config.notes.add(new Note(arguments.line(), function + ": " + Words.describe(dictionary)));
        }
        return config;
    }

    Torch torch(String type, Arguments arguments) {
        Map<String, Value> entries = new LinkedHashMap<>();
        arguments.named().forEach((key, value) ->
                entries.put(key, value instanceof Torch leaf ? new Dict(leaf.entries()) : value));
        Torch torch = new Torch(type, entries, arguments.line());
        if (entries.keySet().stream().anyMatch(key -> key.startsWith("global_") || key.startsWith("module_"))
                || !type.startsWith("Module")) {
            run.torch.add(torch);
        }
        return torch;
    }

    /** Setters; they return the configuration. */
    Optional<Value> method(Optimization config, String name, Arguments arguments) {
        switch (name) {
            case "set_global" -> config.global =
                    Optional.of(leaf(arguments.get("op_config", 0).orElse(Value.NONE), arguments.line()));
            case "set_op_type" -> set(config, config.types, "op_type", arguments);
            case "set_op_name" -> set(config, config.names, "op_name", arguments);
            case "from_dict", "from_yaml" -> {
                return Optional.of(read("OptimizationConfig", name, arguments));
            }
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(config);
    }

    private void set(Optimization config, Map<String, Value> rules, String key, Arguments arguments) {
        Value name = arguments.get(key, 0).orElse(Value.NONE);
        Value leaf = leaf(arguments.get("op_config", 1).orElse(Value.NONE), arguments.line());
        if (!run.values.put(rules, name, leaf)) {
            config.notes.add(new Note(arguments.line(), run.words(arguments.call().span()) + Evaluator.COMPUTED));
        }
    }

    Optional<Value> method(Torch config, String name, Arguments arguments) {
        String key =
                switch (name) {
                    case "set_global" -> "global_config";
                    case "set_module_type" -> "module_type_configs";
                    case "set_module_name" -> "module_name_configs";
                    default -> "";
                };
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Value leaf = arguments.positional().isEmpty()
                ? Value.NONE
                : arguments.positional().getLast() instanceof Torch torch
                        ? new Dict(torch.entries())
                        : arguments.positional().getLast();
        if (key.equals("global_config")) {
            config.entries().put(key, leaf);
        } else if (config.entries().computeIfAbsent(key, k -> new Dict(new LinkedHashMap<>())) instanceof Dict rules) {
            run.values.put(rules.entries(), arguments.first().orElse(Value.NONE), leaf, arguments.call());
        }
        return Optional.of(config);
    }

    /** The configuration that a function gets, as it is at that moment. */
    Optimization applied(String function, Value given, int line) {
        Optimization config =
                switch (Value.plain(given)) {
                    case Optimization optimization -> {
                        run.made(optimization.types.size() + optimization.names.size());
                        yield optimization.copy();
                    }
                    case OpConfig leaf -> {
                        Optimization wrapped = new Optimization(line);
                        wrapped.global = Optional.of(leaf);
                        wrapped.notes.add(new Note(
                                line,
                                function + " takes an OptimizationConfig; " + leaf.type()
                                        + " alone is refused by coremltools, and imported as its global_config"));
                        yield wrapped;
                    }
                    case Dict dict -> {
                        Optimization read = optimization(dict.entries(), line);
                        read.notes.add(new Note(line, function + " takes an OptimizationConfig, not a dictionary"));
                        yield read;
                    }
                    default -> {
                        Optimization unseen = new Optimization(line);
                        unseen.notes.add(new Note(line, "the configuration: " + Words.describe(given)));
                        yield unseen;
                    }
                };
        if (config.configType.isEmpty()) {
            config.configType = config.global
                    .filter(OpConfig.class::isInstance)
                    .or(() -> config.types.values().stream().filter(OpConfig.class::isInstance).findFirst())
                    .or(() -> config.names.values().stream().filter(OpConfig.class::isInstance).findFirst())
                    .map(leaf -> ((OpConfig) leaf).type())
                    .filter(type -> !type.isEmpty())
                    .orElse(CLASSES.get(function));
        }
        return config;
    }
}
