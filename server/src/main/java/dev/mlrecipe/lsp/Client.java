package dev.mlrecipe.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.ConfigurationItem;
import org.eclipse.lsp4j.ConfigurationParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeWatchedFilesRegistrationOptions;
import org.eclipse.lsp4j.FileSystemWatcher;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.MessageType;
import org.eclipse.lsp4j.ProgressParams;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Registration;
import org.eclipse.lsp4j.RegistrationParams;
import org.eclipse.lsp4j.ShowDocumentParams;
import org.eclipse.lsp4j.WorkDoneProgressCreateParams;
import org.eclipse.lsp4j.WorkDoneProgressNotification;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/**
 * The client, as far as it can what it is asked. No method waits for an answer: what follows from one is done on the
 * state thread when it comes.
 */
final class Client {
    private final RecipeLanguageClient remote;
    private final ClientCapabilities capabilities;
    private final CompletionStyle style;
    private final StateThread state;
    private final boolean intellij;

    Client(RecipeLanguageClient remote, ClientCapabilities capabilities, UserOptions options, StateThread state) {
        this.remote = remote;
        this.capabilities = capabilities == null ? new ClientCapabilities() : capabilities;
        this.style = CompletionStyle.of(capabilities, options);
        this.state = state;
        this.intellij = options.intellij();
    }

    CompletionStyle style() {
        return style;
    }

    void publish(String uri, int version, List<Diagnostic> diagnostics) {
        PublishDiagnosticsParams params = new PublishDiagnosticsParams(uri, diagnostics);
        params.setVersion(version);
        remote.publishDiagnostics(params);
    }

    /** Takes everything back that was published of a document. */
    void withdraw(String uri) {
        remote.publishDiagnostics(new PublishDiagnosticsParams(uri, List.of()));
    }

    /** How a recipe stands. */
    void status(StatusNotification status) {
        remote.status(status);
    }

    void log(String message) {
        remote.logMessage(new MessageParams(MessageType.Warning, message));
    }

    void info(String message) {
        show(MessageType.Info, message);
    }

    void error(String message) {
        show(MessageType.Error, message);
    }

    private void show(MessageType type, String message) {
        remote.showMessage(new MessageParams(type, intellij ? Lsp4ij.markdown(message) : message));
    }

    /** Lenses and hints are not what they were; the client may ask again. */
    void refreshNumbers() {
        var workspace = capabilities.getWorkspace();
        if (workspace == null) {
            return;
        }
        if (workspace.getCodeLens() != null && Boolean.TRUE.equals(workspace.getCodeLens().getRefreshSupport())) {
            quietly(remote.refreshCodeLenses());
        }
        if (workspace.getInlayHint() != null && Boolean.TRUE.equals(workspace.getInlayHint().getRefreshSupport())) {
            quietly(remote.refreshInlayHints());
        }
    }

    /** Whether settings can be asked for. */
    boolean answersConfiguration() {
        return capabilities.getWorkspace() != null
                && Boolean.TRUE.equals(capabilities.getWorkspace().getConfiguration());
    }

    /**
     * Asks for the section {@code mlrecipe} of every scope.
     *
     * @param then hears the answers in this order, none if there are none
     */
    void configuration(List<Optional<String>> scopes, Consumer<List<JsonElement>> then) {
        List<ConfigurationItem> items = scopes.stream()
                .map(scope -> {
                    ConfigurationItem item = new ConfigurationItem();
                    item.setSection(Protocol.SOURCE);
                    scope.ifPresent(item::setScopeUri);
                    return item;
                })
                .toList();
        then(remote.configuration(new ConfigurationParams(items)), (answer, failure) -> {
            List<?> values = failure == null && answer != null ? answer : List.of();
            List<JsonElement> sections = new ArrayList<>();
            values.forEach(value -> sections.add(value instanceof JsonElement json ? json : JsonNull.INSTANCE));
            then.accept(sections);
        });
    }

    /** Asks to be told of changes of files. */
    void watch(List<String> globs) {
        var workspace = capabilities.getWorkspace();
        if (workspace == null
                || workspace.getDidChangeWatchedFiles() == null
                || !Boolean.TRUE.equals(workspace.getDidChangeWatchedFiles().getDynamicRegistration())) {
            return;
        }
        List<FileSystemWatcher> watchers =
                globs.stream().map(glob -> new FileSystemWatcher(Either.forLeft(glob))).toList();
        register("workspace/didChangeWatchedFiles", new DidChangeWatchedFilesRegistrationOptions(watchers));
    }

    /** Asks to be told of changed settings where that must be asked for. */
    void watchConfiguration() {
        var workspace = capabilities.getWorkspace();
        if (workspace != null
                && workspace.getDidChangeConfiguration() != null
                && Boolean.TRUE.equals(workspace.getDidChangeConfiguration().getDynamicRegistration())) {
            register("workspace/didChangeConfiguration", null);
        }
    }

    private void register(String method, Object options) {
        Registration registration = new Registration("mlrecipe:" + method, method, options);
        quietly(remote.registerCapability(new RegistrationParams(List.of(registration))));
    }

    boolean showsProgress() {
        return capabilities.getWindow() != null
                && Boolean.TRUE.equals(capabilities.getWindow().getWorkDoneProgress());
    }

    /** Asks for a progress bar; {@code then} runs once there is one. */
    void createProgress(String token, Runnable then) {
        then(remote.createProgress(new WorkDoneProgressCreateParams(Either.forLeft(token))), (answer, failure) -> {
            if (failure == null) {
                then.run();
            }
        });
    }

    void progress(String token, WorkDoneProgressNotification value) {
        remote.notifyProgress(new ProgressParams(Either.forLeft(token), Either.forLeft(value)));
    }

    /** Shows a page, in a browser if it can; otherwise says where it is. */
    void show(String uri, String fallback) {
        show(uri, fallback, true);
    }

    /** Opens a text in the editor if it can; otherwise says where it is. */
    void open(String uri, String fallback) {
        show(uri, fallback, false);
    }

    private void show(String uri, String fallback, boolean external) {
        if (capabilities.getWindow() == null
                || capabilities.getWindow().getShowDocument() == null
                || !capabilities.getWindow().getShowDocument().isSupport()) {
            info(fallback);
            return;
        }
        ShowDocumentParams params = new ShowDocumentParams(uri);
        params.setExternal(external);
        params.setTakeFocus(!external);
        then(remote.showDocument(params), (answer, failure) -> {
            if (failure != null || answer == null || !answer.isSuccess()) {
                info(fallback);
            }
        });
    }

    private <T> void then(CompletableFuture<T> answer, BiConsumer<T, Throwable> consumer) {
        answer.whenComplete((value, failure) -> state.run(() -> consumer.accept(value, failure)));
    }

    /** The client may say that it does not know the request; that changes nothing. */
    private static void quietly(CompletableFuture<?> answer) {
        answer.exceptionally(failure -> null);
    }

    /** The message of what went wrong, without how. */
    static String shortly(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = cause.getMessage() == null ? "" : ": " + cause.getMessage().lines().findFirst().orElse("");
        return cause.getClass().getSimpleName() + message;
    }
}
