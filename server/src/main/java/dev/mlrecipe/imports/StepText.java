package dev.mlrecipe.imports;

import dev.mlrecipe.imports.Value.OpConfig;
import dev.mlrecipe.imports.Value.Optimization;
import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A call of a function that compresses, as a step.
 *
 * @param lines the step, the first one with its first key
 * @param notes what it does not say
 */
record StepText(List<String> lines, List<Note> notes) {
    /** What names of operations do not have. */
    private static final Pattern EXPRESSION = Pattern.compile("[\\\\+|^$\\[\\](){}]|\\.\\*");

    static StepText of(Value.Pass pass) {
        StepText step = new StepText(new ArrayList<>(), new ArrayList<>());
        Optimization config = pass.config();
        step.lines.add("config_type: " + YamlWords.of(config.configType));
        if (pass.joint()) {
            step.lines.add("joint_compression: true");
        }
        step.notes.addAll(config.notes);
        config.global.ifPresent(leaf -> step.rule("global_config", leaf, config, ""));
        step.rules("op_type_configs", config.types, config);
        step.rules("op_name_configs", config.names, config);
        return step;
    }

    private void rules(String key, Map<String, Value> rules, Optimization config) {
        if (rules.isEmpty()) {
            return;
        }
        lines.add(key + ":");
        rules.forEach((name, leaf) -> {
            if (!name.startsWith("re:") && EXPRESSION.matcher(name).find()) {
                notes.add(new Note(config.line, name + ": coremltools takes names as they are; as a pattern it is `re:" + name + "`"));
            }
            rule(YamlWords.of(name), leaf, config, "  ");
        });
    }

    private void rule(String key, Value leaf, Optimization config, String indent) {
        Value plain = Value.plain(leaf);
        if (plain instanceof Value.None) {
            lines.add(indent + key + ": null");
            return;
        }
        if (!(plain instanceof OpConfig options)) {
            notes.add(new Note(leaf instanceof Value.Unknown unknown ? unknown.line() : config.line, key + ": " + Words.describe(leaf)));
            lines.add(indent + "# " + words(notes.getLast()));
            return;
        }
        List<String> words = new ArrayList<>();
        List<Note> unseen = new ArrayList<>();
        if (!options.type().isEmpty() && !options.type().equals(config.configType)) {
            words.add("config_type: " + YamlWords.of(options.type()));
        }
        Value.assumption(leaf).ifPresent(why -> unseen.add(new Note(options.line(), key + ": " + why)));
        options.options().forEach((name, value) -> {
            Optional<String> text = YamlValue.of(value);
            int line = value instanceof Value.Unknown unknown ? unknown.line() : options.line();
            if (text.isEmpty() || value instanceof Value.Assumed) {
                unseen.add(new Note(line, name + ": " + Words.describe(value)));
            }
            if (text.isPresent() && !(Value.plain(value) instanceof Value.None)) {
                words.add(YamlWords.of(name) + ": " + text.get());
            }
        });
        notes.addAll(unseen);
        lines.add(indent + key + ": {" + String.join(", ", words) + "}" + comment(unseen));
    }

    /** What stands behind a value that is not the whole truth. */
    static String comment(List<Note> notes) {
        if (notes.isEmpty()) {
            return "";
        }
        return "  # " + String.join("; ", notes.stream().map(StepText::words).toList());
    }

    /** A note as a comment says it. */
    static String words(Note note) {
        return ("line " + note.line() + ": " + note.message()).replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085\\uFEFF]+", " ");
    }
}
