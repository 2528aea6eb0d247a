package dev.mlrecipe.lsp;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.List;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;

/** {@code textDocument/didChange}: edits, each against the text that the one before it left. */
final class DidChange {
    private DidChange() {}

    static void accept(Workspace workspace, String uri, Integer version, List<TextDocumentContentChangeEvent> changes) {
        workspace.document(uri).ifPresent(document -> {
            Text text = document.version().text();
            for (TextDocumentContentChangeEvent change : changes) {
                text = apply(text, change);
            }
            int number = version == null ? document.version().number() + 1 : version;
            workspace.edit(document, number, text);
        });
    }

    /** The text after one edit. */
    static Text apply(Text text, TextDocumentContentChangeEvent change) {
        if (change.getRange() == null) {
            return Text.of(change.getText());
        }
        Span span = Protocol.span(text, change.getRange());
        String content = text.content();
        return Text.of(content.substring(0, span.start()) + change.getText() + content.substring(span.end()));
    }
}
