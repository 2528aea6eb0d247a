package dev.mlrecipe.executor;

import com.google.gson.JsonObject;
import dev.mlrecipe.lsp.StdioServer;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.ProgressParams;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.WindowClientCapabilities;
import org.eclipse.lsp4j.WorkDoneProgressCreateParams;
import org.eclipse.lsp4j.WorkDoneProgressEnd;
import org.eclipse.lsp4j.WorkspaceFolder;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;

/** An editor in this process with one recipe open, joined to a language server by pipes. */
final class EditorSession implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Path recipe;
    private final String text;
    private final Screen screen = new Screen();
    private final ExecutorService threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    private final CompletableFuture<Integer> exit;
    private final LanguageServer server;

    /** Opens a recipe in a session whose workspace and cache are the recipe's folder. */
    EditorSession(Path recipe) throws Exception {
        this.recipe = recipe;
        text = Files.readString(recipe);
        PipedInputStream serverIn = new PipedInputStream(1 << 16);
        PipedInputStream clientIn = new PipedInputStream(1 << 16);
        PipedOutputStream toServer = new PipedOutputStream(serverIn);
        PipedOutputStream fromServer = new PipedOutputStream(clientIn);
        exit = CompletableFuture.supplyAsync(() -> StdioServer.serve(serverIn, fromServer, "test"), threads);
        Launcher<LanguageServer> launcher =
                LSPLauncher.createClientLauncher(screen, clientIn, toServer, threads, consumer -> consumer);
        server = launcher.getRemoteProxy();
        launcher.startListening();
        await(server.initialize(parameters(recipe.getParent())));
        server.initialized(new InitializedParams());
        server.getTextDocumentService()
                .didOpen(new DidOpenTextDocumentParams(new TextDocumentItem(uri(), "mlrecipe", 1, text)));
    }

    private static InitializeParams parameters(Path folder) {
        WindowClientCapabilities window = new WindowClientCapabilities();
        window.setWorkDoneProgress(true);
        ClientCapabilities capabilities = new ClientCapabilities();
        capabilities.setWindow(window);
        JsonObject options = new JsonObject();
        options.addProperty("cacheFolder", folder.resolve(".cache").toString());
        InitializeParams parameters = new InitializeParams();
        parameters.setCapabilities(capabilities);
        parameters.setInitializationOptions(options);
        parameters.setWorkspaceFolders(List.of(new WorkspaceFolder(folder.toUri().toString(), "test")));
        return parameters;
    }

    private String uri() {
        return recipe.toUri().toString();
    }

    /** Says that the recipe was saved. */
    void save() {
        server.getTextDocumentService().didSave(new DidSaveTextDocumentParams(new TextDocumentIdentifier(uri())));
    }

    /** Runs that have begun. */
    int begun() {
        return screen.begun();
    }

    /** Waits until so many runs have ended. */
    void ended(int runs) {
        see("the end of run " + runs, screen::ended, count -> count >= runs);
    }

    /** Waits until there is a diagnostic with a code. */
    void sees(String code) {
        see(code, () -> screen.diagnostics(uri()), all -> all.stream()
                .anyMatch(diagnostic -> diagnostic.getCode().getLeft().equals(code)));
    }

    /** What hovering over the first occurrence of a word shows, once it shows something wanted. */
    String hover(String word, String wanted) {
        int at = text.indexOf(word);
        int line = (int) text.substring(0, at).lines().count() - (text.charAt(at - 1) == '\n' ? 0 : 1);
        Position position = new Position(line, at - text.lastIndexOf('\n', at) - 1);
        return see(
                wanted + " at " + word,
                () -> {
                    Hover hover = await(server.getTextDocumentService()
                            .hover(new HoverParams(new TextDocumentIdentifier(uri()), position)));
                    return hover == null ? "" : hover.getContents().getRight().getValue();
                },
                shown -> shown.contains(wanted));
    }

    private <T> T see(String what, Supplier<T> look, Predicate<T> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            T seen = look.get();
            if (wanted.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " expected, found " + seen);
            }
            screen.pause();
        }
    }

    private static <T> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        await(server.shutdown());
        server.exit();
        await(exit);
        threads.shutdownNow();
    }

    /** What the server has sent. */
    private static final class Screen implements LanguageClient {
        private final Map<String, List<Diagnostic>> diagnostics = new HashMap<>();
        private final List<String> tokens = new ArrayList<>();
        private int ended;

        synchronized List<Diagnostic> diagnostics(String uri) {
            return diagnostics.getOrDefault(uri, List.of());
        }

        synchronized int begun() {
            return tokens.size();
        }

        synchronized int ended() {
            return ended;
        }

        synchronized void pause() {
            try {
                wait(20);
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }

        @Override
        public synchronized void publishDiagnostics(PublishDiagnosticsParams sent) {
            diagnostics.put(sent.getUri(), sent.getDiagnostics());
            notifyAll();
        }

        @Override
        public synchronized CompletableFuture<Void> createProgress(WorkDoneProgressCreateParams sent) {
            tokens.add(sent.getToken().getLeft());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public synchronized void notifyProgress(ProgressParams sent) {
            if (sent.getValue().getLeft() instanceof WorkDoneProgressEnd) {
                ended++;
                notifyAll();
            }
        }

        @Override
        public void telemetryEvent(Object event) {
            throw new AssertionError("nobody is to be told anything");
        }

        @Override
        public void showMessage(MessageParams message) {
            // Diagnostics say it as well.
        }

        @Override
        public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams request) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void logMessage(MessageParams message) {
            // For people who look for mistakes.
        }
    }
}
