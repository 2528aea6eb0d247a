package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.SelectionRanges;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.List;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.SelectionRange;

/** {@code textDocument/selectionRange}: what to select around a place. */
final class SelectionRangeRequest {
    private SelectionRangeRequest() {}

    static List<SelectionRange> answer(Understanding document, List<Position> positions) {
        return positions.stream().map(position -> around(document, position)).toList();
    }

    private static SelectionRange around(Understanding document, Position position) {
        Text text = document.text();
        SelectionRange range = null;
        for (Span span :
                SelectionRanges.at(document.quick(), Protocol.offset(text, position)).reversed()) {
            range = new SelectionRange(Protocol.range(text, span), range);
        }
        return range;
    }
}
