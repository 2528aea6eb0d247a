package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.technique.Suggestion;
import java.util.List;

/** Why a weight stays as it is, with the nearest options that would work. Never leaves this package. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Suggestion> suggestions;

    Refusal(String reason, Suggestion... suggestions) {
        this(reason, List.of(suggestions));
    }

    Refusal(String reason, List<Suggestion> suggestions) {
        super(reason, null, false, false);
        this.suggestions = suggestions;
    }

    List<Suggestion> suggestions() {
        return suggestions;
    }

    String reason() {
        return getMessage();
    }
}
