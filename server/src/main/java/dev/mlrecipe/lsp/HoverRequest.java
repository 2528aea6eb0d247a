package dev.mlrecipe.lsp;

import dev.mlrecipe.text.Text;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.Position;

/** {@code textDocument/hover}: what is known about a word. */
final class HoverRequest {
    private HoverRequest() {}

    /** Null where there is nothing to say. */
    static Hover answer(Understanding document, Position position) {
        Text text = document.text();
        return dev.mlrecipe.editor.Hover.at(document.snapshot(), Protocol.offset(text, position))
                .map(hover -> new Hover(Protocol.markdown(hover.markdown()), Protocol.range(text, hover.span())))
                .orElse(null);
    }
}
