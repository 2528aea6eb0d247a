package dev.mlrecipe.editor;

import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.recipe.Key;
import dev.mlrecipe.recipe.NamedPreset;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.Technique;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Documentation of completion items by their ids. */
final class ItemDocs {
    private final Snapshot snapshot;
    private final Docs docs;

    ItemDocs(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.docs = new Docs(snapshot);
    }

    /** Empty for an id that means nothing, or nothing any more. */
    Optional<String> of(String id) {
        String[] parts = id.split("/", 2);
        String rest = parts.length > 1 ? parts[1] : "";
        return switch (parts[0]) {
            case "key" -> key(rest);
            case "option" -> option(rest.split("/", 2));
            case "value" -> value(rest.split("/", 3));
            case "class" -> snapshot.vocabulary().technique(rest).map(docs::technique);
            case "target" -> target(rest);
            case "layer" -> ModelDocs.of(snapshot).flatMap(model -> model.name(rest));
            case "type" -> ModelDocs.of(snapshot).flatMap(model -> model.type(rest));
            case "pattern" -> ModelDocs.of(snapshot).flatMap(model -> model.pattern(rest));
            case "preset" -> preset(rest);
            case "named" -> NamedPreset.of(rest).map(docs::preset);
            case "units" -> Advice.ofUnits(rest);
            case "null" -> Optional.of("Leaves what the rule catches as it is.");
            default -> Optional.empty();
        };
    }

    private Optional<String> target(String word) {
        return new Targets(snapshot.vocabulary().availability()).parse(word) instanceof Targets.Reading.Known known
                ? Optional.of(docs.target(known.target()))
                : Optional.empty();
    }

    private Optional<String> key(String rest) {
        String word = rest.substring(rest.indexOf('/') + 1);
        List<Key> keys = switch (rest.split("/", 2)[0]) {
            case "top" -> Key.TOP;
            case "step" -> Key.STEP;
            case "expect" -> Key.EXPECT;
            case "data" -> Key.DATA;
            default -> Stream.concat(Stream.of(Key.WEIGHT_THRESHOLD), Key.STEP.stream()).toList();
        };
        return Key.of(keys, word).map(docs::key);
    }

    private Optional<String> option(String[] parts) {
        return parts.length < 2
                ? Optional.empty()
                : snapshot.vocabulary().technique(parts[0])
                        .flatMap(technique ->
                                option(technique, parts[1]).map(option -> docs.option(technique, option)));
    }

    private Optional<String> value(String[] parts) {
        if (parts.length < 3) {
            return Optional.empty();
        }
        return snapshot.vocabulary().technique(parts[0]).flatMap(technique -> option(technique, parts[1]).map(option ->
                Stream.concat(Docs.typical(option).stream(), option.defaultValue().stream())
                        .filter(value -> Docs.show(value).equals(parts[2]))
                        .findFirst()
                        .map(value -> docs.value(technique, option, value))
                        .orElseGet(() -> docs.option(technique, option))));
    }

    private static Optional<Option> option(Technique technique, String key) {
        return technique.options().stream().filter(option -> option.key().equals(key)).findFirst();
    }

    private Optional<String> preset(String index) {
        for (int i = 0; i < Preset.ALL.size(); i++) {
            if (Integer.toString(i).equals(index)) {
                Preset preset = Preset.ALL.get(i);
                String steps = preset.steps().stream()
                        .map(lines -> Snippets.plain(String.join("\n", lines)))
                        .collect(Collectors.joining("\n---\n"));
                return Optional.of("**" + preset.name() + "**\n\n" + preset.use() + "\n\n```yaml\n" + steps + "\n```"
                        + docs.since(preset.features().stream()
                                .flatMap(id -> snapshot.vocabulary().availability().feature(id).stream())
                                .toList()));
            }
        }
        return Optional.empty();
    }
}
