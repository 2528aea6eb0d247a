package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.Anchors;
import dev.mlrecipe.text.Text;
import java.util.List;
import org.eclipse.lsp4j.DocumentHighlight;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;

/** {@code textDocument/references} and {@code textDocument/documentHighlight}: an anchor and its aliases. */
final class ReferencesRequest {
    private ReferencesRequest() {}

    static List<Location> answer(Understanding document, String uri, Position position) {
        Text text = document.text();
        return Anchors.references(document.quick(), Protocol.offset(text, position)).stream()
                .map(span -> new Location(uri, Protocol.range(text, span)))
                .toList();
    }

    static List<DocumentHighlight> highlights(Understanding document, Position position) {
        Text text = document.text();
        return Anchors.references(document.quick(), Protocol.offset(text, position)).stream()
                .map(span -> new DocumentHighlight(Protocol.range(text, span)))
                .toList();
    }
}
