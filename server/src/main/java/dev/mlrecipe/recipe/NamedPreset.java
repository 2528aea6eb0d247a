package dev.mlrecipe.recipe;

import dev.mlrecipe.data.DataFile;
import dev.mlrecipe.data.DataFile.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Steps with a name, from {@code schema/presets.yaml}.
 *
 * @param name the value of {@code preset}
 * @param title what it does, in a few words
 * @param use who it is for, in Markdown
 * @param needs what it needs of a target, ids of {@code schema/availability.yaml}
 * @param steps what it stands for: the value of {@code steps} as YAML, one line after the other
 * @param choices other values for options in it, separated by commas, for who inlines it
 */
public record NamedPreset(
        String name, String title, String use, List<String> needs, List<String> steps, Map<String, String> choices) {
    /** The key that names one. */
    public static final String KEY = "preset";

    public NamedPreset {
        needs = List.copyOf(needs);
        steps = List.copyOf(steps);
        choices = Map.copyOf(choices);
    }

    /** All, the most wanted first. */
    public static List<NamedPreset> all() {
        return Table.ALL;
    }

    public static Optional<NamedPreset> of(String name) {
        return all().stream().filter(preset -> preset.name.equals(name)).findFirst();
    }

    /** What it stands for, as a part of a recipe whose keys stand in this column. */
    public String inline(int column, String lineBreak) {
        return "steps:" + lineBreak
                + String.join(lineBreak, steps.stream().map(line -> " ".repeat(column + 2) + line).toList());
    }

    /** Read when the first recipe names one. */
    private static final class Table {
        static final List<NamedPreset> ALL = read();

        private static List<NamedPreset> read() {
            Map<String, Row> rows = DataFile.read("/mlrecipe/schema/presets.yaml", "presets")
                    .named("presets", row -> row, "title", "use", "needs", "steps", "choices?");
            return rows.entrySet().stream()
                    .map(entry -> preset(entry.getKey(), entry.getValue()))
                    .toList();
        }

        private static NamedPreset preset(String name, Row row) {
            List<String> steps = row.word("steps").lines().toList();
            Map<String, String> choices = row.has("choices") ? row.map("choices") : Map.of();
            return new NamedPreset(name, row.word("title"), row.word("use"), row.words("needs"), steps, choices);
        }
    }
}
