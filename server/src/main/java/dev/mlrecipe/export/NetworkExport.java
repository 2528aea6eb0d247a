package dev.mlrecipe.export;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Option;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A recipe for a neural network as calls of {@code quantize_weights} of coremltools 9.0. That function takes no
 * configuration: the script says for every call which layers it is about.
 */
final class NetworkExport {
    private static final String BIAS = "bias";

    private final ExportSource source;
    private final List<Note> notes;
    private final Set<String> functions = new LinkedHashSet<>();

    /** @param notes receives what has no equivalent */
    NetworkExport(ExportSource source, List<Note> notes) {
        this.source = source;
        this.notes = notes;
    }

    /**
     * How a rule is said in coremltools.
     *
     * @param bits argument {@code nbits}
     * @param mode argument {@code quantization_mode}
     * @param function name of a function of the script for mode {@code custom_lut}; else empty
     */
    private record Call(int bits, String mode, String function) {}

    /** The script; empty if nothing of the recipe has an equivalent. */
    Optional<Export.File> script(Planning planning) {
        List<NetworkScript.Pass> passes = new ArrayList<>();
        for (Step step : source.recipe().steps()) {
            Map<Call, NetworkScript.Pass> calls = new LinkedHashMap<>();
            for (Rule rule : step.rules()) {
                Optional<Call> call = rule.config().flatMap(config -> call(rule, config));
                call.ifPresent(known -> collect(
                        planning,
                        rule,
                        calls.computeIfAbsent(
                                known,
                                c -> new NetworkScript.Pass(
                                        step.number(), c.bits(), c.mode(), c.function(), new LinkedHashSet<>(), new LinkedHashSet<>()))));
            }
            calls.values().stream().filter(pass -> !pass.layers().isEmpty()).forEach(passes::add);
        }
        return passes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Export.File("compress.py", new NetworkScript(source, passes, functions, notes).text()));
    }

    /** The layers of all weights that a rule compresses, and those of them whose bias it compresses. */
    private static void collect(Planning planning, Rule rule, NetworkScript.Pass pass) {
        for (PlannedWeight planned : planning.plan().weights()) {
            if (planned.decision() instanceof Decision.Compress compress
                    && compress.actions().stream().anyMatch(action -> action.rule().equals(rule))) {
                for (Consumer consumer : planned.weight().consumers()) {
                    pass.layers().add(consumer.op());
                    if (consumer.input().equals(BIAS)) {
                        pass.biases().add(consumer.op());
                    }
                }
            }
        }
    }

    private Optional<Call> call(Rule rule, Config config) {
        for (Option option : config.technique().options()) {
            if (option.extension() && config.options().isGiven(option.key())) {
                note(config, rule, option.key(), "has no equivalent in coremltools; left out");
            }
        }
        return switch (config.technique().configType()) {
            case "OpFloat16Config" -> Optional.of(new Call(16, "linear", ""));
            case "OpLinearQuantizerConfig" -> Optional.of(linear(rule, config));
            case "OpPalettizerConfig" -> Optional.of(table(rule, config));
            default -> {
                notes.add(new Note(
                        rule.line(),
                        rule.path() + ": coremltools has no " + config.technique().configType()
                                + " for neural networks; the weights of this rule are left alone"));
                yield Optional.empty();
            }
        };
    }

    private Call linear(Rule rule, Config config) {
        int bits = Integer.parseInt(config.options().word("dtype").replaceAll("\\D", ""));
        boolean symmetric = config.options().word("mode").equals("linear_symmetric");
        if (config.options().word("granularity").equals("per_tensor")) {
            note(config, rule, "granularity", "per_tensor: coremltools gives every channel a scale of its own");
        }
        if (symmetric && bits != 8) {
            note(config, rule, "mode", "linear_symmetric: coremltools has it with 8 bits only; written as linear");
        }
        return new Call(bits, symmetric && bits == 8 ? "linear_symmetric" : "linear", "");
    }

    private Call table(Rule rule, Config config) {
        return switch (config.options().word("mode")) {
            case "uniform" -> new Call((int) config.options().whole("nbits"), "linear_lut", "");
            case "unique" -> {
                note(config, rule, "mode", "unique: coremltools wants a width; written with 8 bits");
                yield custom(8, "unique");
            }
            // Its own kmeans_lut fails for every network.
            default -> custom((int) config.options().whole("nbits"), "kmeans");
        };
    }

    private Call custom(int bits, String function) {
        functions.add(function);
        return new Call(bits, "custom_lut", function);
    }

    private void note(Config config, Rule rule, String key, String message) {
        notes.add(new Note(source.line(config.at(key).start()), rule.path() + "." + key + " " + message));
    }
}
