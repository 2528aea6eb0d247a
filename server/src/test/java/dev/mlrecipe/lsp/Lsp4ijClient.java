package dev.mlrecipe.lsp;

import dev.mlrecipe.testing.Repository;
import dev.mlrecipe.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.FileChangeType;
import org.eclipse.lsp4j.FileEvent;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.SelectionRange;
import org.eclipse.lsp4j.SelectionRangeParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client in JetBrains IDEs, with its capabilities and its order of messages: every message is written from a thread
 * of a pool, a save is any change of the file on disk, versions of a document start at 1 and have no gap.
 */
abstract class Lsp4ijClient {
    private static final int MOST_DELAY_MILLIS = 25;
    private static final String OPTIONS = "{\"trusted\": true, \"autoSave\": true, \"profile\": \"intellij\"}";

    @TempDir
    Path folder;

    @BeforeEach
    void putModel() throws Exception {
        Models.put(folder, "Net.mlpackage");
    }

    private static Editor.Setup setup() throws Exception {
        String capabilities = Files.readString(Repository.path("server/src/test/resources/lsp4ij/capabilities.json"));
        return new Editor.Setup().options(OPTIONS).capabilities(capabilities);
    }

    /** With messages in the order in which a test sends them. */
    Editor start() throws Exception {
        return Editor.in(folder, setup());
    }

    /** With messages of both sides handed to a pool of threads, each of which takes its time. */
    Editor startScattered(Random random, ScheduledExecutorService pool) throws Exception {
        return Editor.in(folder, setup().messages(consumer -> message -> {
            long delay = random.nextInt(MOST_DELAY_MILLIS);
            pool.schedule(() -> consumer.consume(message), delay, TimeUnit.MILLISECONDS);
        }));
    }

    /** A file as LSP4IJ synchronizes it. */
    final class Synchronizer {
        private final Editor editor;
        final Path file;
        final TextDocumentIdentifier id;
        final StringBuilder text;
        private int version = 1;

        Synchronizer(Editor editor, String name, String text) throws Exception {
            this.editor = editor;
            this.file = Files.writeString(folder.resolve(name), text);
            this.id = new TextDocumentIdentifier(DocumentUri.of(file));
            this.text = new StringBuilder(text);
        }

        TextDocumentService server() {
            return editor.server().getTextDocumentService();
        }

        DidOpenTextDocumentParams opening() {
            return new DidOpenTextDocumentParams(new TextDocumentItem(id.getUri(), "mlrecipe", 1, text.toString()));
        }

        Synchronizer open() {
            server().didOpen(opening());
            return this;
        }

        /** An edit that is not sent yet. */
        DidChangeTextDocumentParams edit(int start, int end, String fresh) {
            Text before = Text.of(text.toString());
            Range range = new Range(Document.position(before, start), Document.position(before, end));
            text.replace(start, end, fresh);
            return new DidChangeTextDocumentParams(
                    new VersionedTextDocumentIdentifier(id.getUri(), ++version),
                    List.of(new TextDocumentContentChangeEvent(range, fresh)));
        }

        DidChangeTextDocumentParams append(String more) {
            return edit(text.length(), text.length(), more);
        }

        void send(DidChangeTextDocumentParams edit) {
            server().didChange(edit);
        }

        /** The IDE saves, for whatever reason. */
        void save() throws Exception {
            Files.writeString(file, text);
            server().didSave(new DidSaveTextDocumentParams(id));
            changed(file, FileChangeType.Changed);
        }

        void changed(Path path, FileChangeType type) {
            editor.server().getWorkspaceService().didChangeWatchedFiles(
                    new DidChangeWatchedFilesParams(List.of(new FileEvent(DocumentUri.of(path), type))));
        }

        List<PublishDiagnosticsParams> published() {
            return editor.screen().allPublications().stream()
                    .filter(publication -> publication.getUri().equals(id.getUri()))
                    .toList();
        }

        /** What LSP4IJ shows: diagnostics of another version than its own are dropped. */
        List<Diagnostic> shown() {
            return published().stream()
                    .filter(publication -> publication.getVersion() == null || publication.getVersion() == version)
                    .reduce((first, second) -> second)
                    .map(PublishDiagnosticsParams::getDiagnostics)
                    .orElse(null);
        }

        void sees(String what, Predicate<List<Diagnostic>> wanted) {
            editor.see(what, this::shown, shown -> shown != null && wanted.test(shown));
        }

        void sees(String code) {
            sees(code, shown -> shown.stream().anyMatch(Document.has(code)));
        }

        /** Where the server believes the end to be. */
        Position end() throws Exception {
            SelectionRange range = Editor.await(server()
                            .selectionRange(new SelectionRangeParams(id, List.of(new Position(0, 0)))))
                    .getFirst();
            while (range.getParent() != null) {
                range = range.getParent();
            }
            return range.getRange().getEnd();
        }

        /** Behind Alt+Enter at a place. */
        List<Command> commands(Position at) {
            CodeActionContext intentions = new CodeActionContext(List.of());
            CodeActionParams params = new CodeActionParams(id, new Range(at, at), intentions);
            return server().codeAction(params).join().stream()
                    .map(action -> action.getRight())
                    .map(CodeAction::getCommand)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }
}
