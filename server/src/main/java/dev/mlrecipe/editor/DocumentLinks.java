package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.recipe.LabelsEntry;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.text.Span;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The model, the output and measured files. */
public final class DocumentLinks {
    private DocumentLinks() {}

    public static List<DocumentLink> of(Snapshot snapshot) {
        Map<Span, DocumentLink> links = new LinkedHashMap<>();
        snapshot.parts().forEach(part -> one(part).forEach(link -> links.putIfAbsent(link.span(), link)));
        return List.copyOf(links.values());
    }

    private static List<DocumentLink> one(Snapshot snapshot) {
        Recipe recipe = snapshot.parsed().recipe();
        Optional<RecipePaths> paths = snapshot.paths();
        Stream<Optional<DocumentLink>> measured = recipe.measured().stream()
                .map(entry -> link(
                        Optional.of(entry.file()),
                        paths.flatMap(p -> p.beside(entry.file().value())),
                        "what a device measured"));
        Optional<Located<String>> statistics = recipe.calibration().statistics();
        Optional<Located<String>> labels =
                recipe.calibration().data().flatMap(DataEntry::labels).map(LabelsEntry::path);
        return Stream.concat(
                        Stream.of(
                                link(recipe.model(), paths.flatMap(RecipePaths::model), "the model"),
                                link(recipe.output(), paths.flatMap(RecipePaths::output), "the output"),
                                link(
                                        statistics,
                                        paths.flatMap(p -> statistics.flatMap(file -> p.beside(file.value()))),
                                        "ranges of activations"),
                                link(
                                        labels,
                                        paths.flatMap(p -> labels.flatMap(file -> p.beside(file.value()))),
                                        "the right classes")),
                        measured)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<DocumentLink> link(Optional<Located<String>> word, Optional<Path> target, String tooltip) {
        return word.isPresent() && target.isPresent()
                ? Optional.of(new DocumentLink(word.get().span(), target.get(), tooltip))
                : Optional.empty();
    }
}
