package dev.mlrecipe.export;

import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Option;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One step as configurations of coremltools. A step that mixes, say, quantizing and palettizing rules becomes one
 * configuration for each of the two functions, in which the other one's rules are {@code null}: every weight obeys one
 * rule, so their order does not matter.
 */
final class StepExport {
    private static final String WEIGHT_THRESHOLD = "weight_threshold";

    private final ExportSource source;
    private final Step step;
    private final List<Note> notes;
    private final Names names;

    /** @param notes receives what has no equivalent */
    StepExport(ExportSource source, Step step, List<Note> notes) {
        this.source = source;
        this.step = step;
        this.notes = notes;
        this.names = Names.of(source, step, notes);
    }

    List<Document> documents() {
        Set<Pass> passes = EnumSet.noneOf(Pass.class);
        for (Rule rule : step.rules()) {
            rule.config().ifPresent(config -> {
                noteUnknown(rule, config);
                pass(config).ifPresent(passes::add);
            });
        }
        List<Document> documents = new ArrayList<>();
        for (Pass pass : passes) {
            documents.add(document(pass, documents.size()));
        }
        return documents;
    }

    private void noteUnknown(Rule rule, Config config) {
        if (config.technique().quantizesActivations()) {
            notes.add(new Note(
                    rule.line(),
                    rule.path() + ": activations stay as they are; coremltools quantizes them on a Mac only, with"
                            + " linear_quantize_activations(model, config, sample_data)"));
            return;
        }
        if (pass(config).isEmpty()) {
            notes.add(new Note(
                    rule.line(),
                    rule.path() + ": coremltools has no " + config.technique().configType()
                            + "; the weights of this rule are left alone"));
            return;
        }
        for (Option option : config.technique().options()) {
            if (option.extension() && config.options().isGiven(option.key())) {
                notes.add(new Note(
                        source.line(config.at(option.key()).start()),
                        rule.path() + "." + option.key() + " has no equivalent in coremltools; left out"));
            }
        }
    }

    private static Optional<Pass> pass(Config config) {
        return Pass.of(config.technique().configType());
    }

    private Document document(Pass pass, int number) {
        List<Config> own = step.rules().stream()
                .flatMap(rule -> rule.config().stream())
                .filter(config -> pass(config).equals(Optional.of(pass)))
                .toList();
        String configType = global()
                .flatMap(Rule::config)
                .filter(own::contains)
                .orElse(own.get(0))
                .technique()
                .configType();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("config_type", configType);
        global().ifPresent(rule -> tree.put("global_config", leaf(rule.config(), pass, configType)));
        Map<String, Object> types = new LinkedHashMap<>();
        for (Rule rule : step.rules()) {
            if (rule.selector() instanceof Selector.OpType type && !types.containsKey(type.type())) {
                types.put(type.type(), leaf(rule.config(), pass, configType));
            }
        }
        putIfAny(tree, "op_type_configs", types);
        Map<String, Object> named = new LinkedHashMap<>();
        names.configs().forEach((name, config) -> named.put(name, leaf(config, pass, configType)));
        putIfAny(tree, "op_name_configs", named);
        String suffix = number == 0 ? "" : String.valueOf((char) ('a' + number));
        return new Document(
                "step" + (step.number() + 1) + suffix + ".yaml", step.number(), pass, step.joint(), tree, comments());
    }

    private Optional<Rule> global() {
        return step.rules().stream()
                .filter(rule -> rule.selector() instanceof Selector.Global)
                .findFirst();
    }

    private static void putIfAny(Map<String, Object> tree, String key, Map<String, Object> rules) {
        if (!rules.isEmpty()) {
            tree.put(key, rules);
        }
    }

    private List<String> comments() {
        List<String> comments = new ArrayList<>();
        comments.add("Step " + (step.number() + 1) + " of " + source.fileName() + ", exported by mlrecipe for coremltools.");
        comments.addAll(names.comments());
        return comments;
    }

    /** A rule's value, or null where the weights are left to another function or alone. */
    private static Map<String, Object> leaf(Optional<Config> config, Pass pass, String configType) {
        if (config.isEmpty() || !pass(config.get()).equals(Optional.of(pass))) {
            return null;
        }
        Config leaf = config.get();
        Map<String, Object> values = new LinkedHashMap<>();
        if (!leaf.technique().configType().equals(configType)) {
            values.put("config_type", leaf.technique().configType());
        }
        for (Option option : leaf.technique().options()) {
            if (!option.extension() && leaf.options().isGiven(option.key())) {
                values.put(option.key(), leaf.options().get(option.key()).orElseThrow());
            }
        }
        if (leaf.keys().containsKey(WEIGHT_THRESHOLD)) {
            values.put(WEIGHT_THRESHOLD, leaf.weightThreshold());
        }
        return values;
    }
}
