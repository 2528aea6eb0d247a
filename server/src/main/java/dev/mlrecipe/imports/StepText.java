package dev.mlrecipe.imports;

import dev.mlrecipe.imports.Value.Optimization;
import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A call of a function that compresses, as a step.
 *
 * @param rules of every key of a step that has some, by their names; {@code global_config} has one without a name
 * @param notes what the step as a whole does not say
 */
record StepText(String configType, boolean joint, Map<String, Map<String, RuleText>> rules, List<Note> notes) {
    private static final String GLOBAL = "global_config";
    private static final String TYPES = "op_type_configs";
    private static final String NAMES = "op_name_configs";

    /** What names of operations do not have. */
    private static final Pattern EXPRESSION = Pattern.compile("[\\\\+|^$\\[\\](){}]|\\.\\*");

    /** The steps of a model. */
    static List<StepText> all(List<Value.Pass> passes) {
        List<StepText> steps = new ArrayList<>();
        boolean global = false;
        for (Value.Pass pass : passes) {
            StepText step = of(pass);
            boolean weights = step.rules.containsKey(GLOBAL) && pass.function().endsWith("_weights");
            if (global && weights && !pass.joint()) {
                step.notes.add(new Note(
                        pass.line(),
                        "without joint_compression this step leaves alone what earlier steps compressed, as in coremltools"));
            }
            global |= weights;
            steps.add(step);
        }
        return steps;
    }

    private static StepText of(Value.Pass pass) {
        Optimization config = pass.config();
        StepText step = new StepText(
                config.configType, pass.joint(), new LinkedHashMap<>(), new ArrayList<>(config.notes));
        config.global.ifPresent(leaf -> step.add(GLOBAL, Map.of("", leaf), config.line));
        step.add(TYPES, config.types, config.line);
        step.add(NAMES, config.names, config.line);
        return step;
    }

    private void add(String key, Map<String, Value> leaves, int line) {
        leaves.forEach((name, leaf) -> {
            if (key.equals(TYPES) && name.equalsIgnoreCase("embedding")) {
                notes.add(new Note(line, name + ": no type of operations in ML programs; gather looks up embeddings"));
            }
            if (!name.startsWith("re:") && EXPRESSION.matcher(name).find()) {
                notes.add(new Note(
                        line, name + ": coremltools takes names as they are; as a pattern it is `re:" + name + "`"));
            }
            rules.computeIfAbsent(key, k -> new LinkedHashMap<>())
                    .put(name, RuleText.of(name.isEmpty() ? key : YamlWords.of(name), leaf, configType, line));
        });
    }

    /** Everything that it does not say. */
    List<Note> unsaid() {
        List<Note> all = new ArrayList<>(notes);
        rules.values().forEach(named -> named.values().forEach(rule -> all.addAll(rule.unsaid())));
        return all;
    }

    /** The whole step. */
    List<String> lines(Cells cells) {
        List<String> lines = new ArrayList<>();
        lines.add("config_type: " + YamlWords.of(configType));
        if (joint) {
            lines.add("joint_compression: true");
        }
        lines(lines, rules, cells);
        return lines;
    }

    /** What a variant says of this step where the recipe has another; empty if it has to say the whole step. */
    Optional<List<String>> over(StepText base, Cells cells) {
        if (!configType.equals(base.configType) || !names().equals(base.names())) {
            return Optional.empty();
        }
        Map<String, Map<String, RuleText>> different = new LinkedHashMap<>();
        rules.forEach((key, named) -> named.forEach((name, rule) -> {
            RuleText below = base.rules.get(key).get(name);
            RuleText over = rule.over(below, configType);
            if (!rule.equals(below) && !over.isEmpty()) {
                different.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(name, over);
            }
        }));
        boolean unseen = different.values().stream()
                .anyMatch(named -> named.values().stream().anyMatch(RuleText.Unseen.class::isInstance));
        if (unseen || different.containsKey(NAMES) && hasPatterns()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        if (joint != base.joint) {
            lines.add("joint_compression: " + joint);
        }
        lines(lines, different, cells);
        return Optional.of(lines);
    }

    private List<List<String>> names() {
        return rules.entrySet().stream()
                .map(key -> {
                    List<String> names = new ArrayList<>(List.of(key.getKey()));
                    names.addAll(key.getValue().keySet());
                    return names;
                })
                .toList();
    }

    /** Of patterns the first one that fits counts, and a variant's own rules come first. */
    private boolean hasPatterns() {
        return rules.get(NAMES).keySet().stream()
                .anyMatch(name -> name.startsWith("re:") || name.contains("*") || name.contains("?"));
    }

    private static void lines(List<String> lines, Map<String, Map<String, RuleText>> rules, Cells cells) {
        rules.forEach((key, named) -> {
            if (!key.equals(GLOBAL)) {
                lines.add(key + ":");
            }
            named.forEach((name, rule) ->
                    lines.add(name.isEmpty() ? line(key, rule, cells) : "  " + line(YamlWords.of(name), rule, cells)));
        });
    }

    private static String line(String key, RuleText rule, Cells cells) {
        return switch (rule) {
            case RuleText.Null nothing -> key + ": null";
            case RuleText.Unseen unseen -> "# " + cells.at(unseen.note()).words();
            case RuleText.Options options -> {
                List<String> words = new ArrayList<>();
                options.words().forEach((name, word) -> words.add(YamlWords.of(name) + ": " + word));
                yield key + ": {" + String.join(", ", words) + "}" + comment(rule.unsaid(), cells);
            }
        };
    }

    /** What stands behind a value that is not the whole truth. */
    static String comment(List<Note> notes, Cells cells) {
        return notes.isEmpty()
                ? ""
                : "  # " + String.join("; ", notes.stream().map(note -> cells.at(note).words()).toList());
    }
}
