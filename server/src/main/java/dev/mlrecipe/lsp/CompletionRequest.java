package dev.mlrecipe.lsp;

import com.google.gson.JsonObject;
import dev.mlrecipe.editor.Completion;
import dev.mlrecipe.editor.CompletionItem;
import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.CompletionItemKind;
import org.eclipse.lsp4j.CompletionList;
import org.eclipse.lsp4j.InsertTextFormat;
import org.eclipse.lsp4j.InsertTextMode;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** {@code textDocument/completion} and {@code completionItem/resolve}. */
final class CompletionRequest {
    private static final String URI = "uri";
    private static final String ID = "id";

    private CompletionRequest() {}

    /** Nothing may be typed. */
    static Either<List<org.eclipse.lsp4j.CompletionItem>, CompletionList> nothing() {
        return Either.forRight(new CompletionList(false, List.of()));
    }

    static Either<List<org.eclipse.lsp4j.CompletionItem>, CompletionList> answer(
            Understanding document, String uri, Position position) {
        Text text = document.text();
        CompletionStyle style = document.around().style();
        int offset = Protocol.offset(text, position);
        Snapshot snapshot = document.quick();
        // Looking for files takes time.
        List<String> files =
                Completion.namesAFile(snapshot, offset) ? document.around().files().get() : List.of();
        Completion completion = Completion.at(snapshot, offset, files, style.snippets());
        List<org.eclipse.lsp4j.CompletionItem> items = completion.items().stream()
                .map(item -> item(text, uri, item, style))
                .toList();
        return Either.forRight(new CompletionList(completion.incomplete(), items));
    }

    private static org.eclipse.lsp4j.CompletionItem item(
            Text text, String uri, CompletionItem item, CompletionStyle style) {
        org.eclipse.lsp4j.CompletionItem result = new org.eclipse.lsp4j.CompletionItem(item.label());
        result.setKind(kind(item.kind()));
        result.setDetail(item.detail().isEmpty() ? null : item.detail());
        result.setSortText(item.sortText());
        result.setFilterText(item.filterText());
        boolean lines = item.text().indexOf('\n') >= 0 || item.text().indexOf('\r') >= 0;
        if (style.adjusts() || !lines) {
            result.setTextEdit(edit(text, new Edit(item.span(), item.text())));
            result.setInsertTextFormat(item.snippet() ? InsertTextFormat.Snippet : null);
            result.setInsertTextMode(lines ? InsertTextMode.AdjustIndentation : null);
        } else {
            result.setTextEdit(edit(text, item.edit()));
        }
        if (!item.id().isEmpty()) {
            JsonObject data = new JsonObject();
            data.addProperty(URI, uri);
            data.addProperty(ID, item.id());
            result.setData(data);
        }
        if (item.more() && style.vscode()) {
            result.setCommand(new Command("Suggest", "editor.action.triggerSuggest"));
        }
        return result;
    }

    private static Either<TextEdit, org.eclipse.lsp4j.InsertReplaceEdit> edit(Text text, Edit edit) {
        return Either.forLeft(new TextEdit(Protocol.range(text, edit.span()), edit.text()));
    }

    private static CompletionItemKind kind(CompletionItem.Kind kind) {
        return switch (kind) {
            case KEY -> CompletionItemKind.Property;
            case VALUE -> CompletionItemKind.Value;
            case LAYER -> CompletionItemKind.Field;
            case OP_TYPE -> CompletionItemKind.Function;
            case PATTERN -> CompletionItemKind.Operator;
            case CLASS -> CompletionItemKind.Class;
            case TARGET -> CompletionItemKind.EnumMember;
            case FILE -> CompletionItemKind.File;
            case ANCHOR -> CompletionItemKind.Reference;
            case SNIPPET -> CompletionItemKind.Snippet;
        };
    }

    /** The document that an item was offered in; empty if the item is not ours. */
    static Optional<String> uri(org.eclipse.lsp4j.CompletionItem item) {
        return text(item, URI);
    }

    /** Adds the documentation to an item. */
    static org.eclipse.lsp4j.CompletionItem resolve(Understanding document, org.eclipse.lsp4j.CompletionItem item) {
        text(item, ID)
                .flatMap(id -> Completion.document(document.quick(), id))
                .ifPresent(markdown -> item.setDocumentation(Protocol.markdown(markdown)));
        return item;
    }

    private static Optional<String> text(org.eclipse.lsp4j.CompletionItem item, String key) {
        return item.getData() instanceof JsonObject data && data.has(key)
                ? Optional.of(data.get(key).getAsString())
                : Optional.empty();
    }
}
