package dev.mlrecipe.recipe;

import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of the recipes of one file a recipe is.
 *
 * @param variant name of the variant; empty where the file has none
 * @param model name among several models; empty where the file is about one
 * @param glob whether the model's path is a pattern that stands for all files that fit
 * @param key where it is named: the name, or the list whose combination it is
 * @param spans where the text stands that makes it differ from the others; several for a combination, the model's last
 */
public record Part(Optional<String> variant, Optional<String> model, boolean glob, Span key, List<Span> spans) {
    /** The only recipe of its file. */
    public static final Part WHOLE = new Part(Optional.empty(), Optional.empty(), false, Span.at(0), List.of());

    public Part {
        spans = List.copyOf(spans);
    }

    /** Its name among the recipes of its file; empty for the only one. */
    public String name() {
        return Stream.of(variant, model).flatMap(Optional::stream).collect(Collectors.joining("/"));
    }

    /** The same for messages: {@code variant 4bit, model Encoder}. */
    public String title() {
        return Stream.of(variant.map(name -> "variant " + name), model.map(name -> "model " + name))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    /** What tells the default names of its files from those of other variants. */
    public String suffix() {
        return variant.map(name -> "-" + name).orElse("");
    }

    /** Whether a place lies in text that makes it differ. */
    public boolean owns(Span place) {
        return spans.stream().anyMatch(span -> holds(span, place));
    }

    /** Whether a place lies in what is said of this very model. */
    public boolean isOfModel(Span place) {
        return model.isPresent() && holds(spans.getLast(), place);
    }

    private static boolean holds(Span span, Span place) {
        return span.start() <= place.start() && place.end() <= span.end();
    }

    /** One of the models that a pattern stands for. */
    public Part found(String name) {
        return new Part(variant, Optional.of(name), false, key, spans);
    }
}
