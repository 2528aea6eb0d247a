package dev.mlrecipe.editor;

import dev.mlrecipe.recipe.NamedPreset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A preset of {@code schema/presets.yaml} as text to be typed: patterns of names, and values that people choose otherwise,
 * are placeholders.
 *
 * @param word its name in recipes
 * @param name what it is called
 * @param use who it is for
 * @param features what it needs of a target, ids of {@code schema/availability.yaml}
 * @param configTypes classes of its steps
 * @param steps each step's lines, with placeholders in snippet syntax
 */
record Preset(
        String word, String name, String use, List<String> features, List<String> configTypes, List<List<String>> steps) {
    /** The most wanted first. */
    static final List<Preset> ALL = NamedPreset.all().stream().map(Preset::of).toList();

    private static final String CONFIG_TYPE = "config_type: ";

    private static Preset of(NamedPreset preset) {
        Snippet snippet = new Snippet(preset.choices());
        List<List<String>> steps = new ArrayList<>();
        Set<String> types = new LinkedHashSet<>();
        for (String line : preset.steps()) {
            if (line.startsWith("- ")) {
                steps.add(new ArrayList<>());
            }
            String own = line.substring("- ".length());
            steps.getLast().add(snippet.line(own));
            if (own.startsWith(CONFIG_TYPE)) {
                types.add(own.substring(CONFIG_TYPE.length()));
            }
        }
        return new Preset(preset.name(), preset.title(), preset.use(), preset.needs(), List.copyOf(types), steps);
    }

    /** Puts placeholders into lines, one after the other. */
    private static final class Snippet {
        private static final Pattern PLACE = Pattern.compile("\"([^\"]*\\*[^\"]*)\"|\\b(\\w+): ([\\w.]+)");

        private final Map<String, String> choices;
        private int count;

        Snippet(Map<String, String> choices) {
            this.choices = choices;
        }

        String line(String line) {
            return PLACE.matcher(line).replaceAll(found -> Matcher.quoteReplacement(
                    found.group(1) != null ? pattern(found.group(1)) : value(found.group(2), found.group(3))));
        }

        private String pattern(String pattern) {
            return "\"${" + ++count + ":" + pattern + "}\"";
        }

        private String value(String key, String value) {
            String others = choices.get(key);
            return key + ": " + (others == null ? value : "${" + ++count + "|" + value + "," + others + "|}");
        }
    }

    /** Whether all its classes are known. */
    boolean isIn(Vocabulary vocabulary) {
        return configTypes.stream().allMatch(type -> vocabulary.technique(type).isPresent());
    }
}
