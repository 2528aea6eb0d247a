package dev.mlrecipe.analysis;

import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.TreeEdits;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.Optional;
import java.util.regex.Pattern;

/** Edits of a recipe that quick fixes are made of. */
final class Edits {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");

    private Edits() {}

    /** Gives {@code key} of a configuration another value, or adds it; empty where there is no simple place for it. */
    static Optional<Edit> set(Situation situation, Config config, String key, String value) {
        return config.keys().containsKey(key)
                ? Optional.of(new Edit(config.at(key), value))
                : add(situation, config.span(), key, value);
    }

    /** Adds {@code key} to the mapping that stands at {@code span}; empty where there is no simple place for it. */
    static Optional<Edit> add(Situation situation, Span span, String key, String value) {
        return TreeEdits.mapping(situation.parsed().tree().root(), span, mapping -> mapping.span().equals(span))
                .filter(mapping -> !mapping.has(key))
                .flatMap(mapping -> TreeEdits.add(situation.parsed().text(), mapping, key + ": " + value));
    }

    /** A word as YAML: quoted where it must be. */
    static String scalar(String word) {
        return PLAIN.matcher(word).matches()
                ? word
                : "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
