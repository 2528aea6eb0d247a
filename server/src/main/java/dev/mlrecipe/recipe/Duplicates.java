package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What resolves a key that stands in its mapping twice. */
final class Duplicates {
    /** With more problems, the document is none that somebody would mend one by one. */
    private static final int MOST = 20;

    private Duplicates() {}

    /**
     * Keeps one of the two; empty in documents with many problems.
     *
     * @param second the later key
     * @param first the earlier key
     */
    static List<Fix> fixes(Scope scope, Span second, Span first) {
        if (scope.tree().problems().size() > MOST) {
            return List.of();
        }
        return TreeEdits.mapping(scope.tree().root(), second, mapping -> hasKeyAt(mapping, second))
                .map(mapping -> Stream.of(remove(scope, mapping, second, "Keep the first"), remove(scope, mapping, first, "Keep the last"))
                        .flatMap(Optional::stream)
                        .toList())
                .orElse(List.of());
    }

    private static Optional<Fix> remove(Scope scope, Node.Mapping mapping, Span key, String title) {
        return mapping.written().stream()
                .filter(e -> e.key().span().equals(key))
                .findFirst()
                .flatMap(entry -> TreeEdits.remove(
                        scope.text(), new Node.Mapping(mapping.span(), mapping.written()), entry))
                .map(fix -> new Fix(title, fix.edits()));
    }

    private static boolean hasKeyAt(Node.Mapping mapping, Span key) {
        return mapping.written().stream().anyMatch(e -> e.key().span().equals(key));
    }
}
