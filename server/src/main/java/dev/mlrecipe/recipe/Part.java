package dev.mlrecipe.recipe;

import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;

/**
 * Which of the recipes of one file a recipe is.
 *
 * @param variant name of the variant; empty where the file says a single recipe
 * @param key where it is named: the name, or the list whose combination it is
 * @param spans where the text stands that makes it differ from the others; several for a combination
 */
public record Part(Optional<String> variant, Span key, List<Span> spans) {
    /** The only recipe of its file. */
    public static final Part WHOLE = new Part(Optional.empty(), Span.at(0), List.of());

    public Part {
        spans = List.copyOf(spans);
    }

    /** Its name among the recipes of its file; empty for the only one. */
    public String name() {
        return variant.orElse("");
    }

    /** What tells the default names of its files from those of the others. */
    public String suffix() {
        return variant.map(name -> "-" + name).orElse("");
    }

    /** Whether a place lies in text that makes it differ. */
    public boolean owns(Span place) {
        return spans.stream().anyMatch(span -> span.start() <= place.start() && place.end() <= span.end());
    }
}
