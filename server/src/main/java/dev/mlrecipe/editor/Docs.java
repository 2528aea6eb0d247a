package dev.mlrecipe.editor;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.recipe.Key;
import dev.mlrecipe.recipe.NamedPreset;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Technique;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the words of the language mean, in Markdown. */
final class Docs {
    static final String EXTENSION = "*Extension: coremltools does not know it.*";

    private final Availability availability;
    private final ModelKind kind;

    Docs(Snapshot snapshot) {
        this.availability = snapshot.vocabulary().availability();
        this.kind = snapshot.kind();
    }

    /** A key of the language itself. */
    String key(Key key) {
        StringBuilder text = new StringBuilder("**`" + key.word() + "`** — " + key.takes() + "\n\n" + key.doc());
        if (key.word().equals("joint_compression")) {
            text.append(since(availability.feature("joint").stream().toList()));
        }
        if (key.word().equals("target")) {
            text.append("\n\n").append(Advice.SIZE_ONLY);
        }
        return text.toString();
    }

    /** A preset, with the steps that it stands for. */
    String preset(NamedPreset preset) {
        return "**`" + preset.name() + "`** — " + preset.title() + "\n\n" + preset.use() + "\n\n```yaml\n"
                + preset.inline(0, "\n") + "\n```"
                + since(preset.needs().stream().flatMap(id -> availability.feature(id).stream()).toList());
    }

    /** A class of {@code config_type}. */
    String technique(Technique technique) {
        String options = technique.options().stream()
                .map(option -> "`" + option.key() + "`")
                .collect(Collectors.joining(", "));
        return "**`" + technique.configType() + "`**\n\n" + technique.summary() + "\n\nOptions: " + options;
    }

    /** An option, with all its values. */
    String option(Technique technique, Option option) {
        StringBuilder text = new StringBuilder("**`" + option.key() + "`** — " + takes(option.type()));
        option.defaultValue().ifPresent(value -> text.append("; default `").append(show(value)).append('`'));
        text.append("\n\n").append(option.doc());
        if (option.extension()) {
            text.append("\n\n").append(EXTENSION);
        }
        return text.append(availability(technique, option)).toString();
    }

    /** An option with one value. */
    String value(Technique technique, Option option, Object value) {
        StringBuilder text = new StringBuilder("**`" + option.key() + ": " + show(value) + "`**");
        if (option.defaultValue().filter(value::equals).isPresent()) {
            text.append(" (the default)");
        }
        text.append("\n\n").append(option.doc());
        if (option.extension()) {
            text.append("\n\n").append(EXTENSION);
        }
        List<Feature> features = Needs.features(availability, technique, option, value).distinct().toList();
        features.stream()
                .max(Needs.newest(kind))
                .ifPresent(newest -> text.append(sentence(newest)));
        return text.append(advice(features)).toString();
    }

    /** Since when there is what the values of an option need, one line for values that need the same. */
    private String availability(Technique technique, Option option) {
        Map<Feature, List<String>> byFeature = new LinkedHashMap<>();
        for (Object value : typical(option)) {
            Needs.of(availability, kind, technique, option, value)
                    .ifPresent(feature -> byFeature.computeIfAbsent(feature, f -> new ArrayList<>()).add(show(value)));
        }
        if (byFeature.isEmpty()) {
            return "";
        }
        if (byFeature.size() == 1 && byFeature.values().iterator().next().size() == typical(option).size()) {
            return since(List.copyOf(byFeature.keySet()));
        }
        StringBuilder text = new StringBuilder("\n\n").append(Markdown.head("values", "since"));
        byFeature.forEach((feature, values) -> text.append(Markdown.row(List.of(
                values.stream().map(value -> "`" + value + "`").collect(Collectors.joining(", ")),
                systems(feature)))));
        return text.toString().stripTrailing() + advice(List.copyOf(byFeature.keySet()));
    }

    /** Since when on every platform, and where it runs best. */
    String since(List<Feature> features) {
        return features.stream().map(this::sentence).collect(Collectors.joining()) + advice(features);
    }

    private String sentence(Feature feature) {
        return "\n\n" + capital(feature.title()) + ": " + (feature.existsIn(kind) ? "since " : "") + systems(feature) + ".";
    }

    /** The systems that load models of the recipe's kind with a feature, or the other kind of models that has it. */
    private String systems(Feature feature) {
        if (feature.existsIn(kind)) {
            return availability.since(feature.since(kind));
        }
        boolean program = kind == ModelKind.ML_PROGRAM;
        ModelKind other = program ? ModelKind.NEURAL_NETWORK : ModelKind.ML_PROGRAM;
        return (program ? "only in neural networks, since " : "only in ML programs, since ")
                + availability.since(feature.since(other));
    }

    private static String advice(List<Feature> features) {
        return features.stream()
                .flatMap(feature -> Advice.of(feature.id()).stream())
                .distinct()
                .map(advice -> "\n\n" + advice)
                .collect(Collectors.joining());
    }

    /** A minimum deployment target: what it can load, and what later ones add. */
    String target(Target target) {
        StringBuilder text = new StringBuilder("**`" + target.word() + "`** — Core ML specification "
                + target.specification()
                + Opset.ofSpecification(target.specification()).map(opset -> ", " + opset.word()).orElse(""));
        String peers = availability.platforms().stream()
                .filter(platform -> !platform.name().equals(target.platform()))
                .flatMap(platform -> platform.oldest(target.specification()).stream())
                .map(Target::word)
                .collect(Collectors.joining(", "));
        text.append("\n\nThe same as ").append(peers).append('.');
        text.append(features("Has", target.specification(), true));
        text.append(features("Has not", target.specification(), false));
        if (target.specification() == Opset.COREML6.specification()) {
            text.append("\n\n").append(Advice.SIZE_ONLY);
        }
        return text.toString();
    }

    private String features(String verb, int specification, boolean has) {
        List<String> titles = availability.features().stream()
                .filter(feature -> feature.existsIn(kind))
                .filter(feature -> has == (feature.since(kind) <= specification))
                .map(feature -> feature.title()
                        + (has ? "" : " (" + availability.since(feature.since(kind), List.of("iOS")) + ")"))
                .toList();
        return titles.isEmpty() ? "" : "\n\n" + verb + ": " + String.join("; ", titles) + ".";
    }

    /** What values a type takes, in Markdown. */
    static String takes(OptionType type) {
        return switch (type) {
            case OptionType.Words words -> code(words.legal());
            case OptionType.Choice choice -> code(choice.legal());
            case OptionType.Whole whole -> "a whole number" + range(whole.min(), whole.max());
            case OptionType.Real real -> "a number from " + show(real.min())
                    + (real.max() < Float.MAX_VALUE ? " to " + show(real.max()) : "");
            case OptionType.Flag flag -> "`true` or `false`";
            case OptionType.WholeList list ->
                (list.size() > 0 ? "a list of " + list.size() + " whole numbers" : "a list of whole numbers")
                        + range(list.min(), list.max());
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

    /** Values that show what an option needs: all of a few, or the default and one beyond it. */
    static List<Object> typical(Option option) {
        return switch (option.type()) {
            case OptionType.Words words -> List.copyOf(words.legal());
            case OptionType.Choice choice -> List.copyOf(choice.legal());
            case OptionType.Flag flag -> List.of(true, false);
            case OptionType.Whole whole -> Stream.concat(
                            option.defaultValue().stream(),
                            option.defaultValue().stream().map(value -> (Object) ((Long) value + 1)))
                    .toList();
            default -> option.defaultValue().stream().toList();
        };
    }

    /** A value as it is written in a recipe. */
    static String show(Object value) {
        if (value instanceof Double number) {
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? Long.toString(number.longValue())
                    : Double.toString(number).replace("E", "e");
        }
        return String.valueOf(value);
    }

    private static String capital(String title) {
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }
}
