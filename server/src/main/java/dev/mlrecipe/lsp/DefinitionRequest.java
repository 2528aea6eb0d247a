package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.Definition;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.LocationLink;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** {@code textDocument/definition}: from an alias to its anchor, from a layer to the report. */
final class DefinitionRequest {
    private DefinitionRequest() {}

    static Either<List<? extends Location>, List<? extends LocationLink>> answer(
            Understanding document, String uri, Position position) {
        Text text = document.text();
        Optional<Location> target = Definition.at(document.snapshot(), Protocol.offset(text, position))
                .flatMap(definition -> switch (definition.target()) {
                    case Definition.Target.InRecipe here ->
                        Optional.of(new Location(uri, Protocol.range(text, here.span())));
                    case Definition.Target.InReport row -> document.around()
                            .reporting()
                            .write(document)
                            .map(file -> new Location(
                                    DocumentUri.of(file), new Range(new Position(0, 0), new Position(0, 0))));
                });
        return Either.forLeft(target.stream().toList());
    }
}
