package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.CodeLenses;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.lsp4j.CodeLens;
import org.eclipse.lsp4j.Command;

/** {@code textDocument/codeLens}: what a run would do, and a click that does it. */
final class CodeLensRequest {
    private CodeLensRequest() {}

    static List<CodeLens> answer(Understanding document, String uri) {
        Text text = document.text();
        return CodeLenses.of(document.snapshot()).stream()
                .map(lens -> {
                    String command =
                            switch (lens.command()) {
                                case NOTHING -> "";
                                case COMPRESS -> Commands.COMPRESS;
                                case OPEN_REPORT -> Commands.OPEN_REPORT;
                            };
                    List<Object> arguments =
                            Stream.<Object>concat(Stream.of(uri), lens.variant().stream()).toList();
                    return new CodeLens(
                            Protocol.range(text, lens.span()), new Command(lens.title(), command, arguments), null);
                })
                .toList();
    }
}
