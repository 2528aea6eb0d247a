package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.Symbol;
import dev.mlrecipe.editor.Symbols;
import dev.mlrecipe.text.Text;
import java.util.List;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.SymbolKind;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** {@code textDocument/documentSymbol}: the outline. */
final class DocumentSymbolRequest {
    private DocumentSymbolRequest() {}

    static List<Either<SymbolInformation, DocumentSymbol>> answer(Understanding document) {
        Text text = document.text();
        return Symbols.of(document.snapshot()).stream()
                .map(symbol -> Either.<SymbolInformation, DocumentSymbol>forRight(symbol(text, symbol)))
                .toList();
    }

    private static DocumentSymbol symbol(Text text, Symbol symbol) {
        // Clients refuse an outline in which anything has no name.
        String name = symbol.name().isBlank() ? "\"\"" : symbol.name();
        DocumentSymbol result = new DocumentSymbol(
                name,
                kind(symbol.kind()),
                Protocol.range(text, symbol.span()),
                Protocol.range(text, symbol.selection()),
                symbol.detail());
        result.setChildren(
                symbol.children().stream().map(child -> symbol(text, child)).toList());
        return result;
    }

    private static SymbolKind kind(Symbol.Kind kind) {
        return switch (kind) {
            case MAPPING -> SymbolKind.Object;
            case LIST -> SymbolKind.Array;
            case WORD -> SymbolKind.String;
            case NUMBER -> SymbolKind.Number;
            case BOOLEAN -> SymbolKind.Boolean;
            case NULL -> SymbolKind.Null;
        };
    }
}
