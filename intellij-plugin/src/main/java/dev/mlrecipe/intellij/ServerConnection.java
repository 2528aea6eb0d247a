package dev.mlrecipe.intellij;

import com.google.gson.JsonObject;
import com.intellij.openapi.vfs.VirtualFile;
import com.redhat.devtools.lsp4ij.server.CannotStartProcessException;
import com.redhat.devtools.lsp4ij.server.LanguageServerLogErrorHandler;
import com.redhat.devtools.lsp4ij.server.ProcessDataProvider;
import com.redhat.devtools.lsp4ij.server.StreamConnectionProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A server's process, and what the user is told if it does not start or ends by itself. Used for one start. */
final class ServerConnection implements StreamConnectionProvider, ProcessDataProvider {
    /** Long enough for a process that cannot run to end. */
    private static final long LOOK_MILLIS = 200;
    /** Longer than the server takes to cancel what runs and to remove what is temporary. */
    private static final long FAREWELL_SECONDS = 4;
    /** How a Java runtime ends that was told to end when memory is short. */
    private static final int OUT_OF_MEMORY = 3;

    private final ServerCommand command;
    private final Supplier<JsonObject> options;
    private final List<LanguageServerLogErrorHandler> logs = new CopyOnWriteArrayList<>();
    private final List<Runnable> stopHandlers = new CopyOnWriteArrayList<>();
    private volatile Process process;
    private volatile ErrorStream errors;
    private volatile boolean stopped;

    /** @param options what the server is told of the client */
    ServerConnection(ServerCommand command, Supplier<JsonObject> options) {
        this.command = command;
        this.options = options;
    }

    @Override
    public void start() throws CannotStartProcessException {
        try {
            Process started = new ProcessBuilder(command.words()).start();
            errors = new ErrorStream(started, this::log);
            process = started;
            started.onExit().thenAccept(this::ended);
        } catch (IOException refused) {
            throw new CannotStartProcessException("The language server cannot be started: " + refused.getMessage());
        }
    }

    private void log(String line) {
        logs.forEach(log -> log.logError(line));
    }

    private void ended(Process dead) {
        if (!stopped) {
            log(farewell(dead));
            stopHandlers.forEach(Runnable::run);
        }
    }

    private String farewell(Process dead) {
        int exit = dead.exitValue();
        String why = exit == OUT_OF_MEMORY ? ", out of memory" : "";
        return "The language server of mlrecipe has ended by itself (exit code " + exit + why + "). " + errors.tail();
    }

    @Override
    public void ensureIsAlive() throws CannotStartProcessException {
        try {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new CannotStartProcessException(farewell(process));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Returns at once. The server ends when its input does; if it does not, it is made to. */
    @Override
    public void stop() {
        stopped = true;
        Process ending = process;
        if (ending != null) {
            CompletableFuture.runAsync(() -> hangUp(ending));
            ending.onExit().orTimeout(FAREWELL_SECONDS, TimeUnit.SECONDS).exceptionally(e -> ending.destroyForcibly());
        }
    }

    private static void hangUp(Process ending) {
        try {
            ending.getOutputStream().close();
        } catch (IOException closed) {
            // So the server has ended.
        }
    }

    @Override
    public InputStream getInputStream() {
        return process == null ? null : process.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() {
        return process == null ? null : process.getOutputStream();
    }

    @Override
    public void addLogErrorHandler(LanguageServerLogErrorHandler handler) {
        logs.add(handler);
    }

    @Override
    public void addUnexpectedServerStopHandler(Runnable handler) {
        stopHandlers.add(handler);
    }

    @Override
    public JsonObject getInitializationOptions(VirtualFile root) {
        return options.get();
    }

    @Override
    public Long getPid() {
        return process == null ? null : process.pid();
    }

    @Override
    public List<String> getCommands() {
        return command.words();
    }
}
