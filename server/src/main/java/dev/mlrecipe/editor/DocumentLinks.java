package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.recipe.Located;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The model and the output. */
public final class DocumentLinks {
    private DocumentLinks() {}

    public static List<DocumentLink> of(Snapshot snapshot) {
        return Stream.of(
                        link(snapshot.parsed().recipe().model(), snapshot.paths().flatMap(RecipePaths::model), "the model"),
                        link(snapshot.parsed().recipe().output(), snapshot.paths().flatMap(RecipePaths::output), "the output"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<DocumentLink> link(Optional<Located<String>> word, Optional<Path> target, String tooltip) {
        return word.isPresent() && target.isPresent()
                ? Optional.of(new DocumentLink(word.get().span(), target.get(), tooltip))
                : Optional.empty();
    }
}
