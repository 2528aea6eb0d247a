package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.Folds;
import java.util.List;
import org.eclipse.lsp4j.FoldingRange;
import org.eclipse.lsp4j.FoldingRangeKind;

/** {@code textDocument/foldingRange}: what can be hidden. */
final class FoldingRangeRequest {
    private FoldingRangeRequest() {}

    static List<FoldingRange> answer(Understanding document) {
        return Folds.of(document.quick()).stream()
                .map(fold -> {
                    FoldingRange range = new FoldingRange(fold.firstLine(), fold.lastLine());
                    range.setKind(fold.comment() ? FoldingRangeKind.Comment : FoldingRangeKind.Region);
                    return range;
                })
                .toList();
    }
}
