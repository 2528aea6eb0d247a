package dev.mlrecipe.lsp;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.SetTraceParams;
import org.eclipse.lsp4j.WorkDoneProgressCancelParams;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.eclipse.lsp4j.services.WorkspaceService;

/**
 * The server as the client sees it. What comes in on the reader's thread only becomes a task of the state thread; the
 * class of the message does the rest.
 */
final class RecipeLanguageServer implements LanguageServer {
    private static final int SECONDS_TO_CANCEL = 2;

    private final StateThread state;
    private final Workers workers;
    private final String version;
    private final Consumer<Long> parentProcess;
    private final Runnable exit;
    private final DocumentMessages documents = new DocumentMessages(this);
    private final WorkspaceMessages workspaces = new WorkspaceMessages(this);
    private RecipeLanguageClient remote;
    private Workspace workspace;
    private volatile boolean shutDown;

    /**
     * @param version version of the product
     * @param parentProcess hears the id of the process that the server shall not outlive
     * @param exit ends the server
     */
    RecipeLanguageServer(String version, Consumer<Long> parentProcess, Runnable exit) {
        this.version = version;
        this.parentProcess = parentProcess;
        this.exit = exit;
        this.state = new StateThread(this::unexpected);
        this.workers = new Workers(this::unexpected);
    }

    /** Must be called before the first message. */
    void connect(RecipeLanguageClient client) {
        remote = client;
    }

    private void unexpected(Throwable failure) {
        remote.logMessage(Initialize.warning(Client.shortly(failure)));
    }

    @Override
    public CompletableFuture<InitializeResult> initialize(InitializeParams params) {
        CompletableFuture<InitializeResult> answer = new CompletableFuture<>();
        state.run(() -> attempt(answer, () -> {
            if (workspace != null) {
                throw refusal(ResponseErrorCode.InvalidRequest, "the server is initialized already");
            }
            if (params.getProcessId() != null) {
                parentProcess.accept(params.getProcessId().longValue());
            }
            workspace = Initialize.workspace(params, remote, state, workers, version);
            answer.complete(Initialize.result(version));
        }));
        return answer;
    }

    @Override
    public void initialized(InitializedParams params) {
        notified(Initialize::completed);
    }

    @JsonNotification("mlrecipe/trustChanged")
    public void trustChanged(TrustChange change) {
        notified(known -> known.trust(change.trusted));
    }

    @JsonNotification("mlrecipe/autoSaveChanged")
    public void autoSaveChanged(AutoSaveChange change) {
        notified(known -> known.runs().autoSave(change.autoSave));
    }

    /** Parameters of {@code mlrecipe/autoSaveChanged}. */
    static final class AutoSaveChange {
        private boolean autoSave;
    }

    @JsonRequest("mlrecipe/layers")
    public CompletableFuture<LayersRequest.Answer> layers(LayersRequest.Params params) {
        return asked(params.textDocument.getUri(), null, LayersRequest::answer);
    }

    /** Parameters of {@code mlrecipe/trustChanged}. */
    static final class TrustChange {
        private boolean trusted;
    }

    @Override
    public void cancelProgress(WorkDoneProgressCancelParams params) {
        String token = params.getToken().isLeft() ? params.getToken().getLeft() : "";
        notified(known -> {
            known.runs().cancelRun(token);
            known.suggestions().cancel(token);
        });
    }

    @Override
    public void setTrace(SetTraceParams params) {
        // There is nothing to trace.
    }

    @Override
    public CompletableFuture<Object> shutdown() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        state.run(() -> {
            shutDown = true;
            if (workspace != null) {
                workspace.shutDown();
            }
            answer.complete(null);
        });
        return answer;
    }

    @Override
    public void exit() {
        state.run(exit);
    }

    /** Whether the client has said that it will end. */
    boolean isShutDown() {
        return shutDown;
    }

    /** Cancels what runs and waits until nothing temporary is left. */
    void close() {
        CompletableFuture<Object> cancelled = shutdown();
        cancelled.completeOnTimeout(null, SECONDS_TO_CANCEL, TimeUnit.SECONDS).join();
        workers.close();
        state.close();
    }

    @Override
    public TextDocumentService getTextDocumentService() {
        return documents;
    }

    @Override
    public WorkspaceService getWorkspaceService() {
        return workspaces;
    }

    /** Something the client tells. Before it has introduced itself nothing it tells counts. */
    void notified(Consumer<Workspace> task) {
        state.run(() -> {
            if (workspace != null && !shutDown) {
                task.accept(workspace);
            }
        });
    }

    /** Something to do on the state thread after a while. */
    void after(Duration delay, Runnable task) {
        state.after(delay, task);
    }

    /** Something the client asks, answered on the state thread. */
    <T> CompletableFuture<T> asked(Function<Workspace, T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        state.run(() -> attempt(answer, () -> answer.complete(task.apply(ready()))));
        return answer;
    }

    /**
     * Something the client asks that takes a while.
     *
     * @param task on the state thread; what it returns is done on a worker
     */
    <T> CompletableFuture<T> askedForWork(Function<Workspace, Supplier<T>> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        state.run(() -> attempt(answer, () -> {
            Supplier<T> work = task.apply(ready());
            workers.answer(() -> attempt(answer, () -> answer.complete(work.get())));
        }));
        return answer;
    }

    /**
     * Something the client asks about a document, answered on a worker from the document as it is when the question
     * comes.
     *
     * @param nothing the answer for a document that is not open
     */
    <T> CompletableFuture<T> asked(String uri, T nothing, Function<Understanding, T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        state.run(() -> attempt(answer, () -> {
            Optional<Understanding> document = ready().document(uri).map(OpenDocument::understanding);
            if (document.isEmpty()) {
                answer.complete(nothing);
            } else {
                workers.answer(() -> attempt(answer, () -> answer.complete(task.apply(document.get()))));
            }
        }));
        return answer;
    }

    private Workspace ready() {
        if (shutDown) {
            throw refusal(ResponseErrorCode.InvalidRequest, "the server is shut down");
        }
        if (workspace == null) {
            throw refusal(ResponseErrorCode.ServerNotInitialized, "the server is not initialized");
        }
        return workspace;
    }

    private static ResponseErrorException refusal(ResponseErrorCode code, String message) {
        return new ResponseErrorException(new ResponseError(code, message, null));
    }

    /** A question that the client has taken back is not worked on; one that fails is answered with an error. */
    private static void attempt(CompletableFuture<?> answer, Runnable task) {
        if (answer.isDone()) {
            return;
        }
        try {
            task.run();
        } catch (Throwable failure) {
            answer.completeExceptionally(failure);
        }
    }

    /** What a failed answer says: a line, and never how the server is built. */
    static ResponseError error(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ResponseErrorException known
                ? known.getResponseError()
                : new ResponseError(ResponseErrorCode.InternalError, Client.shortly(cause), null);
    }
}
