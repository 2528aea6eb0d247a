package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.CodeLensWorkspaceCapabilities;
import org.eclipse.lsp4j.ConfigurationParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeWatchedFilesCapabilities;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.ProgressParams;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.RegistrationParams;
import org.eclipse.lsp4j.ShowDocumentCapabilities;
import org.eclipse.lsp4j.ShowDocumentParams;
import org.eclipse.lsp4j.ShowDocumentResult;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.WindowClientCapabilities;
import org.eclipse.lsp4j.WorkDoneProgressCreateParams;
import org.eclipse.lsp4j.WorkspaceClientCapabilities;
import org.eclipse.lsp4j.WorkspaceFolder;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.MessageConsumer;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.services.LanguageServer;

/**
 * An editor in this process, joined to a server by pipes: everything goes through the protocol as it does between
 * processes.
 */
final class Editor implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PIPE = 1 << 16;
    private static final int BETWEEN_LOOKS_MILLIS = 20;

    private final Path folder;
    private final Server server;
    private final RemoteEndpoint endpoint;
    private final CompletableFuture<Integer> exit;
    private final Screen screen = new Screen();
    private final InitializeResult greeting;
    private final PipedOutputStream toServer;
    private final AtomicInteger versions = new AtomicInteger();

    /** A server, with what the protocol does not know. */
    interface Server extends LanguageServer {
        @JsonRequest("mlrecipe/layers")
        CompletableFuture<LayersRequest.Answer> layers(LayersRequest.Params params);
    }

    /** How an editor differs from the usual one. */
    static final class Setup {
        private String options = "{}";
        private String settings = "{}";
        private List<Path> folders = List.of();
        private boolean progress = true;
        private boolean showDocument = true;
        private boolean configuration = true;
        private ClientCapabilities capabilities;
        private UnaryOperator<MessageConsumer> messages = consumer -> consumer;

        /** {@code initializationOptions}, as JSON. */
        Setup options(String json) {
            options = json;
            return this;
        }

        /** The section {@code mlrecipe} of the settings, as JSON. */
        Setup settings(String json) {
            settings = json;
            return this;
        }

        Setup folders(Path... roots) {
            folders = List.of(roots);
            return this;
        }

        /** Another client's capabilities, as JSON. */
        Setup capabilities(String json) {
            capabilities = new MessageJsonHandler(Map.of()).getGson().fromJson(json, ClientCapabilities.class);
            return this;
        }

        /** What becomes of messages on their way, in both directions. */
        Setup messages(UnaryOperator<MessageConsumer> change) {
            messages = change;
            return this;
        }

        Setup withoutShowDocument() {
            showDocument = false;
            return this;
        }

        Setup withoutConfiguration() {
            configuration = false;
            return this;
        }

        Setup withoutProgress() {
            progress = false;
            return this;
        }
    }

    /** An editor with a folder as its workspace, and a cache of its own there. */
    static Editor in(Path folder) throws Exception {
        return in(folder, new Setup());
    }

    static Editor in(Path folder, Setup setup) throws Exception {
        return new Editor(folder, setup);
    }

    private Editor(Path folder, Setup setup) throws Exception {
        this.folder = folder;
        screen.settings = JsonParser.parseString(setup.settings);
        PipedInputStream serverIn = new PipedInputStream(PIPE);
        PipedInputStream clientIn = new PipedInputStream(PIPE);
        toServer = new PipedOutputStream(serverIn);
        PipedOutputStream fromServer = new PipedOutputStream(clientIn);
        exit = CompletableFuture.supplyAsync(
                () -> StdioServer.serve(serverIn, fromServer, "test"), task -> new Thread(task, "server").start());
        Launcher<Server> launcher = new Launcher.Builder<Server>()
                .setLocalService(screen)
                .setRemoteInterface(Server.class)
                .setInput(clientIn)
                .setOutput(toServer)
                .wrapMessages(setup.messages)
                .setExecutorService(java.util.concurrent.Executors.newCachedThreadPool(Threads.daemons("editor")))
                .create();
        server = launcher.getRemoteProxy();
        endpoint = launcher.getRemoteEndpoint();
        launcher.startListening();
        greeting = await(server.initialize(initialize(setup)));
        server.initialized(new InitializedParams());
    }

    private InitializeParams initialize(Setup setup) {
        ClientCapabilities capabilities = new ClientCapabilities();
        WorkspaceClientCapabilities workspace = new WorkspaceClientCapabilities();
        workspace.setConfiguration(setup.configuration);
        workspace.setDidChangeWatchedFiles(new DidChangeWatchedFilesCapabilities(true));
        CodeLensWorkspaceCapabilities lenses = new CodeLensWorkspaceCapabilities(true);
        workspace.setCodeLens(lenses);
        capabilities.setWorkspace(workspace);
        WindowClientCapabilities window = new WindowClientCapabilities();
        window.setWorkDoneProgress(setup.progress);
        window.setShowDocument(new ShowDocumentCapabilities(setup.showDocument));
        capabilities.setWindow(window);
        InitializeParams params = new InitializeParams();
        params.setCapabilities(setup.capabilities == null ? capabilities : setup.capabilities);
        JsonObject options = JsonParser.parseString(setup.options).getAsJsonObject();
        if (!options.has("cacheFolder")) {
            options.addProperty("cacheFolder", folder.resolve(".cache").toString());
        }
        params.setInitializationOptions(options);
        List<Path> roots = setup.folders.isEmpty() ? List.of(folder) : setup.folders;
        params.setWorkspaceFolders(roots.stream()
                .map(root -> new WorkspaceFolder(DocumentUri.of(root), root.getFileName().toString()))
                .toList());
        params.setProcessId((int) ProcessHandle.current().pid());
        return params;
    }

    Server server() {
        return server;
    }

    /** Tells what the protocol does not know. */
    void tell(String method, Object params) {
        endpoint.notify(method, params);
    }

    InitializeResult greeting() {
        return greeting;
    }

    Screen screen() {
        return screen;
    }

    Path folder() {
        return folder;
    }

    /** Writes a recipe to disk and opens it. */
    Document open(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return new Document(this, DocumentUri.of(file), file, text).open();
    }

    /** Opens a document under any address. */
    Document openAt(String uri, String text) {
        return new Document(this, uri, null, text).open();
    }

    int nextVersion() {
        return versions.incrementAndGet();
    }

    /** Waits until something shows. */
    <T> T see(String what, Supplier<T> look, Predicate<T> wanted) {
        return screen.see(what, look, wanted);
    }

    static <T> T await(CompletableFuture<T> answer) throws Exception {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            return fail("no answer within " + PATIENCE);
        }
    }

    /** Ends the server as editors do; the result is its exit code. */
    int quit() throws Exception {
        await(server.shutdown());
        server.exit();
        return await(exit);
    }

    /** Ends the stream without a word; the result is the server's exit code. */
    int hangUp() throws Exception {
        toServer.close();
        return await(exit);
    }

    /** Completed with the exit code once the server has ended. */
    CompletableFuture<Integer> exit() {
        return exit;
    }

    @Override
    public void close() throws Exception {
        if (!exit.isDone()) {
            quit();
        }
    }

    /** What the server has sent. */
    static final class Screen implements RecipeLanguageClient {
        private final Map<String, PublishDiagnosticsParams> published = new HashMap<>();
        private final List<PublishDiagnosticsParams> publications = new ArrayList<>();
        private final List<String> messages = new ArrayList<>();
        private final List<String> log = new ArrayList<>();
        private final List<ProgressParams> progress = new ArrayList<>();
        private final List<String> tokens = new ArrayList<>();
        private final List<RegistrationParams> registrations = new ArrayList<>();
        private final List<String> shown = new ArrayList<>();
        private final List<StatusNotification> statuses = new ArrayList<>();
        private JsonElement settings = JsonNull.INSTANCE;
        private int refreshes;

        /** Looks again and again, without keeping the server from speaking. */
        <T> T see(String what, Supplier<T> look, Predicate<T> wanted) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                T seen = look.get();
                if (wanted.test(seen)) {
                    return seen;
                }
                assertTrue(
                        System.nanoTime() < end,
                        () -> what + " expected within " + PATIENCE + ", found " + seen + "; log " + log());
                pause();
            }
        }

        private synchronized void pause() {
            try {
                wait(BETWEEN_LOOKS_MILLIS);
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }

        synchronized void set(String json) {
            settings = JsonParser.parseString(json);
        }

        synchronized List<Diagnostic> diagnostics(String uri) {
            PublishDiagnosticsParams last = published.get(uri);
            return last == null ? null : last.getDiagnostics();
        }

        synchronized int publications() {
            return publications.size();
        }

        synchronized List<PublishDiagnosticsParams> allPublications() {
            return List.copyOf(publications);
        }

        synchronized List<String> messages() {
            return List.copyOf(messages);
        }

        synchronized List<String> log() {
            return List.copyOf(log);
        }

        synchronized List<ProgressParams> progress() {
            return List.copyOf(progress);
        }

        synchronized List<String> tokens() {
            return List.copyOf(tokens);
        }

        synchronized List<RegistrationParams> registrations() {
            return List.copyOf(registrations);
        }

        synchronized List<String> shown() {
            return List.copyOf(shown);
        }

        synchronized int refreshes() {
            return refreshes;
        }

        private synchronized void add(Runnable change) {
            change.run();
            notifyAll();
        }

        @Override
        public void publishDiagnostics(PublishDiagnosticsParams params) {
            add(() -> {
                published.put(params.getUri(), params);
                publications.add(params);
            });
        }

        synchronized List<StatusNotification> statuses() {
            return List.copyOf(statuses);
        }

        @Override
        public void status(StatusNotification status) {
            add(() -> statuses.add(status));
        }

        @Override
        public void showMessage(MessageParams params) {
            add(() -> messages.add(params.getMessage()));
        }

        @Override
        public void logMessage(MessageParams params) {
            add(() -> log.add(params.getMessage()));
        }

        @Override
        public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams params) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void telemetryEvent(Object event) {
            throw new AssertionError("nobody is to be told anything");
        }

        @Override
        public CompletableFuture<Void> registerCapability(RegistrationParams params) {
            add(() -> registrations.add(params));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public synchronized CompletableFuture<List<Object>> configuration(ConfigurationParams params) {
            List<Object> answers = new ArrayList<>();
            params.getItems().forEach(item -> answers.add(settings));
            return CompletableFuture.completedFuture(answers);
        }

        @Override
        public CompletableFuture<Void> createProgress(WorkDoneProgressCreateParams params) {
            add(() -> tokens.add(params.getToken().getLeft()));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void notifyProgress(ProgressParams params) {
            add(() -> progress.add(params));
        }

        @Override
        public CompletableFuture<Void> refreshCodeLenses() {
            add(() -> refreshes++);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> refreshInlayHints() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<ShowDocumentResult> showDocument(ShowDocumentParams params) {
            add(() -> shown.add(params.getUri()));
            return CompletableFuture.completedFuture(new ShowDocumentResult(true));
        }
    }
}
