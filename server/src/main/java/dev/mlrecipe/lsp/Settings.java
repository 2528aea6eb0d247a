package dev.mlrecipe.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.mlrecipe.editor.Display;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the section {@code mlrecipe} of a workspace's settings says. A repository may bring such settings, so nothing
 * here lets a recipe do more. Values that make no sense are as if they were not given.
 *
 * @param defaultTarget target of recipes that name none
 * @param display which results are shown; empty for what is usual in the client
 * @param compressOn when recipes are run
 * @param hazardsOff names of known hazards that are not to be warned of
 * @param severities how grave findings look, by code; empty to hide them
 * @param threads weights to compress at the same time; empty for one per processor
 */
record Settings(
        Optional<String> defaultTarget,
        Optional<Display> display,
        CompressOn compressOn,
        Set<String> hazardsOff,
        Map<String, Optional<Severity>> severities,
        Optional<Integer> threads) {

    static final Settings STANDARD =
            new Settings(Optional.empty(), Optional.empty(), CompressOn.SAVE, Set.of(), Map.of(), Optional.empty());

    private static final int MOST_THREADS = 1024;

    /** When recipes are run. */
    enum CompressOn {
        SAVE,
        COMMAND,
        OFF
    }

    /** @param section the value of the section; anything */
    static Settings of(JsonElement section) {
        if (section == null || !section.isJsonObject()) {
            return STANDARD;
        }
        JsonObject json = section.getAsJsonObject();
        return new Settings(
                text(json, "defaultTarget").filter(word -> !word.isBlank()),
                display(json.get("diagnostics")),
                text(json, "compressOn").flatMap(Settings::compressOn).orElse(CompressOn.SAVE),
                words(json.get("hazards")),
                severities(json.get("severity")),
                number(json.get("threads")).filter(n -> n >= 1 && n <= MOST_THREADS));
    }

    /** How grave a finding is to look; empty to hide it. What blocks a run is never hidden. */
    Optional<Severity> severity(Finding finding) {
        Optional<Severity> chosen = severities.getOrDefault(finding.code(), Optional.of(finding.severity()));
        return chosen.isEmpty() && Code.blocks(finding) ? Optional.of(finding.severity()) : chosen;
    }

    private static Optional<CompressOn> compressOn(String word) {
        return Arrays.stream(CompressOn.values())
                .filter(value -> value.name().equalsIgnoreCase(word))
                .findFirst();
    }

    /** {@code perLayer}: all, off, or how many per rule. */
    private static Optional<Display> display(JsonElement json) {
        if (json == null || !json.isJsonObject()) {
            return Optional.empty();
        }
        JsonElement perLayer = json.getAsJsonObject().get("perLayer");
        Display standard = Display.STANDARD;
        Optional<Display> top = number(perLayer)
                .filter(count -> count >= 0)
                .map(count -> showing(Display.Layers.TOP, count, Math.max(standard.perRecipe(), count)));
        return top.or(() -> switch (word(perLayer).orElse("")) {
            case "all" -> Optional.of(showing(Display.Layers.ALL, standard.perRule(), standard.perRecipe()));
            case "off" -> Optional.of(showing(Display.Layers.OFF, standard.perRule(), standard.perRecipe()));
            default -> Optional.empty();
        });
    }

    private static Display showing(Display.Layers layers, int perRule, int perRecipe) {
        return new Display(layers, perRule, perRecipe, false);
    }

    /** {@code hazards}: {@code {"off": [...]}}. */
    private static Set<String> words(JsonElement json) {
        Set<String> words = new LinkedHashSet<>();
        if (json instanceof JsonObject object && object.get("off") instanceof JsonArray off) {
            off.forEach(item -> word(item).ifPresent(words::add));
        }
        return words;
    }

    private static Map<String, Optional<Severity>> severities(JsonElement json) {
        Map<String, Optional<Severity>> severities = new LinkedHashMap<>();
        if (json != null && json.isJsonObject()) {
            json.getAsJsonObject().entrySet().forEach(entry -> word(entry.getValue()).ifPresent(word -> {
                if (word.equals("off")) {
                    severities.put(entry.getKey(), Optional.empty());
                }
                Arrays.stream(Severity.values())
                        .filter(severity -> severity.word().equals(word))
                        .forEach(severity -> severities.put(entry.getKey(), Optional.of(severity)));
            }));
        }
        return severities;
    }

    private static Optional<String> text(JsonObject json, String key) {
        return json.get(key) instanceof JsonPrimitive value && value.isString()
                ? Optional.of(value.getAsString())
                : Optional.empty();
    }

    private static Optional<String> word(JsonElement json) {
        return json instanceof JsonPrimitive value && value.isString()
                ? Optional.of(value.getAsString().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private static Optional<Integer> number(JsonElement json) {
        return json instanceof JsonPrimitive value && value.isNumber()
                ? Optional.of(value.getAsInt())
                : Optional.empty();
    }
}
