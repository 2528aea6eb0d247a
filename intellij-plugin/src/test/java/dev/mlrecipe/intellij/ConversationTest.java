package dev.mlrecipe.intellij;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.redhat.devtools.lsp4ij.server.ProcessDataProvider;
import com.redhat.devtools.lsp4ij.server.StreamConnectionProvider;
import com.redhat.devtools.lsp4ij.settings.GlobalLanguageServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CodeLens;
import org.eclipse.lsp4j.CodeLensParams;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.ConfigurationParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.RegistrationParams;
import org.eclipse.lsp4j.ShowDocumentParams;
import org.eclipse.lsp4j.ShowDocumentResult;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.WorkDoneProgressCreateParams;
import org.eclipse.lsp4j.WorkspaceFolder;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection of the installed zip starts the server of the zip, and the two say what LSP4IJ and it would say. */
@Tag("zip")
class ConversationTest {
    private static final Path ROOT = Path.of(System.getProperty("mlrecipe.root"));
    private static final long PATIENCE_SECONDS = 60;
    private static final String RECIPE = """
            model: Net.mlpackage
            output: out/Net.mlpackage
            target: iOS18
            config_type: OpPalettizerConfig
            global_config: {mode: kmeans, nbits: 4}
            """;

    @TempDir
    private Path folder;

    private Path project;
    private StreamConnectionProvider connection;
    private LanguageServer server;
    private final Screen screen = new Screen();

    /** What LSP4IJ would show. */
    private static final class Screen implements LanguageClient {
        private final BlockingQueue<PublishDiagnosticsParams> published = new LinkedBlockingQueue<>();
        private final BlockingQueue<ShowDocumentParams> shown = new LinkedBlockingQueue<>();

        @Override
        public void publishDiagnostics(PublishDiagnosticsParams params) {
            published.add(params);
        }

        @Override
        public CompletableFuture<ShowDocumentResult> showDocument(ShowDocumentParams params) {
            shown.add(params);
            return CompletableFuture.completedFuture(new ShowDocumentResult(true));
        }

        /** LSP4IJ has nothing scoped: it gives every folder the same. */
        @Override
        public CompletableFuture<List<Object>> configuration(ConfigurationParams params) {
            JsonElement settings = JsonParser.parseString("{\"compressOn\": \"save\"}");
            return CompletableFuture.completedFuture(
                    params.getItems().stream().<Object>map(item -> settings).toList());
        }

        @Override
        public CompletableFuture<Void> registerCapability(RegistrationParams params) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> createProgress(WorkDoneProgressCreateParams params) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void notifyProgress(org.eclipse.lsp4j.ProgressParams params) {}

        @Override
        public CompletableFuture<Void> refreshCodeLenses() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> refreshInlayHints() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void telemetryEvent(Object event) {}

        @Override
        public void showMessage(MessageParams params) {}

        @Override
        public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams params) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void logMessage(MessageParams params) {}

        /** Waits for diagnostics. */
        List<Diagnostic> see(Predicate<List<Diagnostic>> wanted) throws InterruptedException {
            PublishDiagnosticsParams last = null;
            while (true) {
                PublishDiagnosticsParams next = published.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("last seen: " + last);
                }
                last = next;
                if (wanted.test(next.getDiagnostics())) {
                    return next.getDiagnostics();
                }
            }
        }
    }

    @BeforeEach
    void open() throws Exception {
        project = Files.createDirectory(folder.resolve("project"));
        copy(ROOT.resolve("examples/models/DigitNet_iOS18.mlpackage"), project.resolve("Net.mlpackage"));
        JsonObject chosen = new JsonObject();
        chosen.addProperty("cacheFolder", folder.resolve("cache").toString());
        GlobalLanguageServerSettings.chosen = chosen;
        connection = PluginZip.built().install(folder).factory().createConnectionProvider(null);
        Object options = connection.getInitializationOptions(null);
        connection.start();
        connection.ensureIsAlive();
        ProcessDataProvider process = (ProcessDataProvider) connection;
        assertTrue(Path.of(process.getCommands().getFirst()).startsWith(System.getProperty("java.home")));
        assertNotEquals(ProcessHandle.current().pid(), process.getPid());
        // As LSP4IJ does: every message of both sides is handed to a pool of threads.
        Launcher<LanguageServer> launcher = new LSPLauncher.Builder<LanguageServer>()
                .setLocalService(screen)
                .setRemoteInterface(LanguageServer.class)
                .setInput(connection.getInputStream())
                .setOutput(connection.getOutputStream())
                .wrapMessages(consumer -> message -> CompletableFuture.runAsync(() -> consumer.consume(message)))
                .create();
        server = launcher.getRemoteProxy();
        launcher.startListening();
        greet(options);
    }

    private void greet(Object options) throws Exception {
        String capabilities = Files.readString(ROOT.resolve("server/src/test/resources/lsp4ij/capabilities.json"));
        InitializeParams params = new InitializeParams();
        params.setProcessId((int) ProcessHandle.current().pid());
        params.setInitializationOptions(options);
        Gson gson = new MessageJsonHandler(Map.of()).getGson();
        params.setCapabilities(gson.fromJson(capabilities, ClientCapabilities.class));
        params.setWorkspaceFolders(List.of(new WorkspaceFolder(project.toUri().toString(), "project")));
        assertEquals("mlrecipe", await(server.initialize(params)).getServerInfo().getName());
        server.initialized(new InitializedParams());
    }

    @AfterEach
    void close() throws Exception {
        GlobalLanguageServerSettings.chosen = null;
        await(server.shutdown());
        server.exit();
        ProcessHandle.of(((ProcessDataProvider) connection).getPid()).ifPresent(process -> process.onExit().join());
        connection.stop();
    }

    private static <T> T await(CompletableFuture<T> answer) throws Exception {
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static Predicate<Diagnostic> has(String code) {
        return diagnostic -> diagnostic.getCode().getLeft().equals(code);
    }

    /** Open, diagnostics, completion, code action, save, output, report. */
    @Test
    void aSession() throws Exception {
        TextDocumentService documents = server.getTextDocumentService();
        Path recipe = Files.writeString(project.resolve("net.mlrecipe.yaml"), RECIPE.replace("nbits", "nbit"));
        TextDocumentIdentifier id = new TextDocumentIdentifier(recipe.toUri().toString());
        documents.didOpen(new DidOpenTextDocumentParams(
                new TextDocumentItem(id.getUri(), "mlrecipe", 1, RECIPE.replace("nbits", "nbit"))));
        List<Diagnostic> shown = screen.see(found -> found.stream().anyMatch(has("unknown-key")));
        Diagnostic unknown = shown.stream().filter(has("unknown-key")).findFirst().orElseThrow();

        Position afterMode = new Position(4, "global_config: {mode: ".length());
        List<String> modes = await(documents.completion(new CompletionParams(id, afterMode)))
                .map(items -> items, list -> list.getItems()).stream().map(CompletionItem::getLabel).toList();
        assertTrue(modes.containsAll(List.of("kmeans", "uniform", "unique")), modes.toString());

        TextEdit fix = await(documents.codeAction(
                        new CodeActionParams(id, unknown.getRange(), new CodeActionContext(List.of(unknown)))))
                .stream()
                .map(action -> action.getRight())
                .filter(action -> action.getTitle().contains("nbits"))
                .findFirst()
                .orElseThrow()
                .getEdit().getChanges().get(id.getUri()).getFirst();
        assertEquals("nbits", fix.getNewText());
        documents.didChange(new DidChangeTextDocumentParams(
                new VersionedTextDocumentIdentifier(id.getUri(), 2),
                List.of(new TextDocumentContentChangeEvent(fix.getRange(), fix.getNewText()))));
        screen.see(found -> found.stream().noneMatch(has("unknown-key")));

        Files.writeString(recipe, RECIPE);
        assertFalse(Files.exists(project.resolve("out")));
        documents.didSave(new DidSaveTextDocumentParams(id));
        List<Diagnostic> results = screen.see(found -> found.stream().anyMatch(has("rule-result")));
        assertTrue(results.stream().filter(has("layer-result")).count() <= 3, results.toString());

        CodeLens report = await(documents.codeLens(new CodeLensParams(id))).stream()
                .filter(lens -> lens.getCommand().getTitle().equals("Open report"))
                .findFirst()
                .orElseThrow();
        await(server.getWorkspaceService().executeCommand(
                new ExecuteCommandParams(report.getCommand().getCommand(), report.getCommand().getArguments())));
        ShowDocumentParams page = screen.shown.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(page.getExternal() && Files.exists(Path.of(java.net.URI.create(page.getUri()))), page.toString());
        awaitFile(project.resolve("out/Net.mlpackage/Manifest.json"));
    }

    private static void awaitFile(Path file) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + file);
            }
            Thread.sleep(20);
        }
    }
}
