package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.DocumentLinks;
import dev.mlrecipe.text.Text;
import java.util.List;
import org.eclipse.lsp4j.DocumentLink;

/** {@code textDocument/documentLink}: the model and the output. */
final class DocumentLinkRequest {
    private DocumentLinkRequest() {}

    static List<DocumentLink> answer(Understanding document) {
        Text text = document.text();
        return DocumentLinks.of(document.snapshot()).stream()
                .map(link -> {
                    DocumentLink result =
                            new DocumentLink(Protocol.range(text, link.span()), DocumentUri.of(link.target()));
                    result.setTooltip(link.tooltip());
                    return result;
                })
                .toList();
    }
}
