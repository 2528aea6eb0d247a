package dev.mlrecipe.docs;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.recipe.Key;
import dev.mlrecipe.recipe.NamedPreset;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Technique;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Renders {@code docs/recipe-reference.md} from the vocabulary that the parser, the checks and completion use. */
final class RecipeReference {
    private RecipeReference() {}

    static String render(List<Technique> techniques, Availability availability) {
        StringBuilder page = new StringBuilder("# Recipe reference\n\nGenerated from the vocabulary.\n");
        keys(page, "Top level", Key.TOP);
        keys(page, "A step", Key.STEP);
        keys(page, "`expect`", Key.EXPECT);
        keys(page, "`data`", Key.DATA);
        page.append("\nEvery rule also takes `weight_threshold` (a whole number, default 2048): weights with at most so many"
                + " elements are left alone.\n");
        presets(page, availability);
        techniques.stream().sorted(Comparator.comparing(Technique::configType)).forEach(t -> technique(page, t));
        page.append("\n## Availability\n\n| feature | ML programs since | neural networks since |\n|---|---|---|\n");
        for (Feature feature : availability.features()) {
            page.append("| ").append(feature.title()).append(" | ");
            page.append(since(availability, feature, ModelKind.ML_PROGRAM)).append(" | ");
            page.append(since(availability, feature, ModelKind.NEURAL_NETWORK)).append(" |\n");
        }
        return page.toString();
    }

    private static String since(Availability availability, Feature feature, ModelKind kind) {
        return feature.existsIn(kind) ? availability.since(feature.since(kind)) : "never";
    }

    private static void keys(StringBuilder page, String title, List<Key> keys) {
        page.append("\n## ").append(title).append("\n\n| key | value | meaning |\n|---|---|---|\n");
        for (Key key : keys) {
            page.append("| `").append(key.word()).append("` | ").append(cell(key.takes())).append(" | ");
            page.append(cell(key.doc())).append(" |\n");
        }
    }

    private static void presets(StringBuilder page, Availability availability) {
        page.append("\n## Presets\n\n`preset: NAME` in a recipe stands for these steps.\n\n| preset | steps | for | since |\n"
                + "|---|---|---|---|\n");
        for (NamedPreset preset : NamedPreset.all()) {
            String steps = preset.steps().stream().map(line -> "`" + line.stripTrailing() + "`").collect(Collectors.joining("<br>"));
            int since = preset.needs().stream()
                    .mapToInt(id -> availability.feature(id).orElseThrow().since(ModelKind.ML_PROGRAM))
                    .max()
                    .orElseThrow();
            page.append("| `").append(preset.name()).append("`: ").append(preset.title()).append(" | ").append(cell(steps));
            page.append(" | ").append(cell(preset.use())).append(" | ").append(availability.since(since)).append(" |\n");
        }
    }

    private static void technique(StringBuilder page, Technique technique) {
        page.append("\n## `").append(technique.configType()).append("`\n\n").append(technique.summary()).append('\n');
        page.append("\n| option | value | default | meaning |\n|---|---|---|---|\n");
        for (Option option : technique.options()) {
            page.append("| `").append(option.key()).append("` | ").append(values(option.type())).append(" | ");
            page.append(option.defaultValue().map(value -> "`" + value + "`").orElse("")).append(" | ");
            page.append(option.extension() ? "*Extension.* " : "").append(cell(option.doc())).append(" |\n");
        }
    }

    private static String values(OptionType type) {
        return switch (type) {
            case OptionType.Words words -> code(words.legal());
            case OptionType.Choice choice -> code(choice.legal());
            case OptionType.Whole whole -> "a whole number" + range(whole.min(), whole.max());
            case OptionType.Real real -> "a number from " + real.min() + (real.max() < Double.MAX_VALUE ? " to " + real.max() : "");
            case OptionType.Flag flag -> "`true` or `false`";
            case OptionType.WholeList list ->
                (list.size() > 0 ? list.size() + " whole numbers" : "whole numbers") + range(list.min(), list.max());
            case OptionType.WholeOrList either ->
                "a whole number" + range(either.min(), either.max()) + ", or a list with one per axis";
        };
    }

    private static String range(long min, long max) {
        return " from " + min + (max < Integer.MAX_VALUE ? " to " + max : "");
    }

    private static String code(List<?> values) {
        return values.stream().map(value -> "`" + value + "`").collect(Collectors.joining(", "));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
