package dev.mlrecipe.lsp;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.lsp4j.jsonrpc.Launcher;

/** The server on two streams. */
public final class StdioServer {
    /** Speaks of broken streams, with stack traces. Held here, since a logger that nobody holds forgets its level. */
    private static final Logger LIBRARY = Logger.getLogger("org.eclipse.lsp4j");

    private StdioServer() {}

    /**
     * Serves one client until it says {@code exit}, its stream ends, or its process does.
     *
     * @param version version of the product
     * @return 0 if the client has asked for it to end before, otherwise 1, as the protocol wants
     */
    public static int serve(InputStream in, OutputStream out, String version) {
        LIBRARY.setLevel(Level.OFF);
        CountDownLatch ended = new CountDownLatch(1);
        RecipeLanguageServer server = new RecipeLanguageServer(version, pid -> watch(pid, ended), ended::countDown);
        ExecutorService reader = Executors.newCachedThreadPool(Threads.daemons("mlrecipe-reader"));
        Launcher<RecipeLanguageClient> launcher = new Launcher.Builder<RecipeLanguageClient>()
                .setLocalService(server)
                .setRemoteInterface(RecipeLanguageClient.class)
                .setInput(in)
                .setOutput(out)
                .setExecutorService(reader)
                .setExceptionHandler(RecipeLanguageServer::error)
                .create();
        server.connect(launcher.getRemoteProxy());
        Future<Void> listening = launcher.startListening();
        reader.execute(() -> {
            awaitEnd(listening);
            ended.countDown();
        });
        try {
            ended.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        boolean asked = server.isShutDown();
        server.close();
        reader.shutdownNow();
        return asked ? 0 : 1;
    }

    private static void awaitEnd(Future<Void> listening) {
        try {
            listening.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException broken) {
            // The stream cannot be read any more; that ends the server like its end does.
        }
    }

    /** A client in another container has an id that means nothing here; it cannot be watched. */
    private static void watch(long pid, CountDownLatch ended) {
        ProcessHandle.of(pid)
                .filter(process -> process.isAlive() && !process.equals(ProcessHandle.current()))
                .ifPresent(process -> process.onExit().thenRun(ended::countDown));
    }
}
