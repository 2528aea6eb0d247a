package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.Definition;
import dev.mlrecipe.report.ReportHtml;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.LocationLink;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** {@code textDocument/definition}: from an alias to its anchor, from a layer to its row in the report. */
final class DefinitionRequest {
    private DefinitionRequest() {}

    static Either<List<? extends Location>, List<? extends LocationLink>> answer(
            Understanding document, String uri, Position position) {
        Text text = document.text();
        int offset = Protocol.offset(text, position);
        Optional<Location> target = Definition.at(document.snapshot(), offset)
                .flatMap(definition -> switch (definition.target()) {
                    case Definition.Target.InRecipe here ->
                        Optional.of(new Location(uri, Protocol.range(text, here.span())));
                    case Definition.Target.InReport row -> document.around()
                            .reporting()
                            .write(document, document.snapshot().at(offset).part().variant())
                            .map(page -> new Location(DocumentUri.of(page), row(page, row.weight())));
                });
        return Either.forLeft(target.stream().toList());
    }

    /** Where a weight's row begins in the page; the page's beginning if it cannot be read again. */
    private static Range row(Path page, int weight) {
        try {
            String anchor = "id=\"" + ReportHtml.anchor(weight) + "\"";
            Text text = Text.of(Files.readString(page));
            return Protocol.range(text, Span.at(Math.max(0, text.content().indexOf(anchor))));
        } catch (IOException gone) {
            return new Range(new Position(0, 0), new Position(0, 0));
        }
    }
}
