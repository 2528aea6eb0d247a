package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.InlayHints;
import dev.mlrecipe.text.Text;
import java.util.List;
import org.eclipse.lsp4j.InlayHint;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** {@code textDocument/inlayHint}: what rules catch and reach, drawn into their lines. */
final class InlayHintRequest {
    private InlayHintRequest() {}

    static List<InlayHint> answer(Understanding document, Range range) {
        Text text = document.text();
        return InlayHints.of(document.snapshot(), Protocol.span(text, range)).stream()
                .map(hint -> {
                    InlayHint result =
                            new InlayHint(Protocol.position(text, hint.offset()), Either.forLeft(hint.label()));
                    result.setPaddingLeft(true);
                    result.setTooltip(hint.tooltip());
                    return result;
                })
                .toList();
    }
}
