package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A step that says what another tool's configuration says, as far as a recipe can say it, and what it cannot. */
final class ForeignStep {
    /** The text of a leaf that leaves its weights alone. */
    static final String NULL = "null";

    private static final String OWN_WEIGHT = "(_weight.*)?";

    private final String configType;
    private Optional<String> global = Optional.empty();
    private final Map<String, String> byType = new LinkedHashMap<>();
    private final Map<String, String> byName = new LinkedHashMap<>();
    private final Set<String> lost = new LinkedHashSet<>();

    ForeignStep(String configType) {
        this.configType = configType;
    }

    String configType() {
        return configType;
    }

    /** A leaf with these options, or {@link #NULL}. */
    static String leaf(Map<String, String> options) {
        return options.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    void global(String leaf) {
        global = Optional.of(leaf);
    }

    /** A rule for PyTorch modules of a class; the first one of several classes with one MIL type stands. */
    void byModule(String moduleClass, String leaf) {
        String simple = moduleClass.substring(moduleClass.lastIndexOf('.') + 1);
        Optional<String> type = ModuleClasses.opType(simple);
        if (type.isEmpty()) {
            lost(moduleClass + " (no operation type is like it)");
        } else if (!leaf.equals(byType.getOrDefault(type.get(), leaf))) {
            lost(moduleClass + " (" + type.get() + " has a rule already)");
        } else {
            byType.put(type.get(), leaf);
        }
    }

    /**
     * A rule for modules by a regular expression over their dotted paths. A converted model usually writes them with
     * underscores and adds the parameter's name.
     */
    void byModuleName(String regex, String leaf) {
        String pattern = "re:" + regex.replace("\\.", "_") + OWN_WEIGHT;
        try {
            NamePattern.of(pattern);
            byName.putIfAbsent("\"" + pattern.replace("\\", "\\\\").replace("\"", "\\\"") + "\"", leaf);
        } catch (IllegalArgumentException unusable) {
            lost(regex + " (not a pattern here)");
        }
    }

    /** Something that a recipe has no words for. */
    void lost(String what) {
        lost.add(what);
    }

    /** What to say beside the fix. */
    String advice(String difference) {
        String names = byName.isEmpty()
                ? ""
                : "; module names become patterns for names such as layer1_0_conv1_weight: see what they match";
        return difference + names + (lost.isEmpty() ? "" : "; no equivalent: " + String.join(", ", lost));
    }

    /** Puts the step in the place of these keys, which must stand side by side; empty where that is not possible. */
    List<Fix> fixes(Scope scope, Node.Mapping mapping, Set<String> keys) {
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < mapping.entries().size(); i++) {
            Node.Entry entry = mapping.entries().get(i);
            if (keys.contains(entry.key().text())) {
                if (entry.merged()) {
                    return List.of();
                }
                at.add(i);
            }
        }
        if (at.isEmpty() || at.getLast() - at.getFirst() != at.size() - 1 || isEmpty()) {
            return List.of();
        }
        Span first = mapping.entries().get(at.getFirst()).span();
        Span last = mapping.entries().get(at.getLast()).span();
        String text = TreeEdits.isFlow(scope.text(), mapping)
                ? String.join(", ", flow())
                : String.join(
                        scope.text().lineBreak() + " ".repeat(scope.text().position(first.start()).column()), block());
        return List.of(Fix.replace("Convert to a recipe", new Span(first.start(), last.end()), text));
    }

    private boolean isEmpty() {
        return global.isEmpty() && byType.isEmpty() && byName.isEmpty();
    }

    private List<String> block() {
        List<String> lines = new ArrayList<>(List.of("config_type: " + configType));
        global.ifPresent(leaf -> lines.add("global_config: " + leaf));
        rules(lines, "op_type_configs:", byType);
        rules(lines, "op_name_configs:", byName);
        return lines;
    }

    private static void rules(List<String> lines, String key, Map<String, String> rules) {
        if (!rules.isEmpty()) {
            lines.add(key);
            rules.forEach((name, leaf) -> lines.add("  " + name + ": " + leaf));
        }
    }

    private List<String> flow() {
        List<String> parts = new ArrayList<>(List.of("config_type: " + configType));
        global.ifPresent(leaf -> parts.add("global_config: " + leaf));
        if (!byType.isEmpty()) {
            parts.add("op_type_configs: " + leaf(byType));
        }
        if (!byName.isEmpty()) {
            parts.add("op_name_configs: " + leaf(byName));
        }
        return parts;
    }
}
