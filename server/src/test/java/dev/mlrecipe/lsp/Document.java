package dev.mlrecipe.lsp;

import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;

/** A document that is open in an {@link Editor}. */
final class Document {
    private final Editor editor;
    private final String uri;
    private final Path file;
    private String text;

    Document(Editor editor, String uri, Path file, String text) {
        this.editor = editor;
        this.uri = uri;
        this.file = file;
        this.text = text;
    }

    Document open() {
        TextDocumentItem item = new TextDocumentItem(uri, "mlrecipe", editor.nextVersion(), text);
        editor.server().getTextDocumentService().didOpen(new DidOpenTextDocumentParams(item));
        return this;
    }

    String uri() {
        return uri;
    }

    Path file() {
        return file;
    }

    String text() {
        return text;
    }

    TextDocumentIdentifier id() {
        return new TextDocumentIdentifier(uri);
    }

    /** Replaces the first occurrence of a text. */
    Document replace(String old, String fresh) {
        int start = text.indexOf(old);
        if (start < 0) {
            throw new AssertionError("no " + old + " in\n" + text);
        }
        return edit(start, start + old.length(), fresh);
    }

    /** Replaces what stands between two offsets. */
    Document edit(int start, int end, String fresh) {
        Text before = Text.of(text);
        Range range = new Range(position(before, start), position(before, end));
        text = text.substring(0, start) + fresh + text.substring(end);
        send(new TextDocumentContentChangeEvent(range, fresh));
        return this;
    }

    /** Replaces everything at once, as clients without ranges do. */
    Document rewrite(String fresh) {
        text = fresh;
        send(new TextDocumentContentChangeEvent(fresh));
        return this;
    }

    private void send(TextDocumentContentChangeEvent change) {
        editor.server()
                .getTextDocumentService()
                .didChange(new DidChangeTextDocumentParams(
                        new VersionedTextDocumentIdentifier(uri, editor.nextVersion()), List.of(change)));
    }

    static Position position(Text text, int offset) {
        Text.Position position = text.position(offset);
        return new Position(position.line(), position.column());
    }

    int offset(Position position) {
        return Text.of(text).offset(position.getLine(), position.getCharacter());
    }

    /** Where a text stands, {@code |} in it for the cursor; without one, its start. */
    Position at(String marked) {
        int cursor = Math.max(0, marked.indexOf('|'));
        int start = text.indexOf(marked.replace("|", ""));
        if (start < 0) {
            throw new AssertionError("no " + marked + " in\n" + text);
        }
        return position(Text.of(text), start + cursor);
    }

    /** Writes it to disk and says so. */
    Document save() throws IOException {
        Files.writeString(file, text);
        return announceSave();
    }

    Document announceSave() {
        editor.server().getTextDocumentService().didSave(new DidSaveTextDocumentParams(id()));
        return this;
    }

    Document close() {
        editor.server().getTextDocumentService().didClose(new DidCloseTextDocumentParams(id()));
        return this;
    }

    /** Waits until the diagnostics are as wanted. */
    List<Diagnostic> sees(String what, Predicate<List<Diagnostic>> wanted) {
        return editor.see(
                what, () -> editor.screen().diagnostics(uri), shown -> shown != null && wanted.test(shown));
    }

    /** Waits for a diagnostic with a code. */
    Diagnostic sees(String code) {
        return find(sees(code, shown -> shown.stream().anyMatch(has(code))), code);
    }

    /** Waits until there is no diagnostic with a code. */
    List<Diagnostic> seesNo(String code) {
        return sees("no " + code, shown -> shown.stream().noneMatch(has(code)));
    }

    static Diagnostic find(List<Diagnostic> shown, String code) {
        return shown.stream().filter(has(code)).findFirst().orElseThrow();
    }

    static Predicate<Diagnostic> has(String code) {
        return diagnostic -> diagnostic.getCode().getLeft().equals(code);
    }
}
