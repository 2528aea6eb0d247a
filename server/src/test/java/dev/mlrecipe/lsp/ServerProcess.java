package dev.mlrecipe.lsp;

import dev.mlrecipe.cli.Main;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, as editors start it. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final StringBuffer seen = new StringBuffer();

    private ServerProcess(Process process) {
        this.process = process;
        Thread listener = new Thread(() -> listen(process.getInputStream()), "listener");
        listener.setDaemon(true);
        listener.start();
    }

    static ServerProcess start(Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath(), Main.class.getName(), "lsp", "--stdio");
        builder.environment().put("MLRECIPE_CACHE_DIR", folder.resolve(".cache").toString());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return new ServerProcess(builder.start());
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    private void listen(InputStream in) {
        byte[] chunk = new byte[8192];
        try {
            for (int count; (count = in.read(chunk)) >= 0; ) {
                seen.append(new String(chunk, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException ended) {
            // So has the process.
        }
    }

    void send(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        process.getOutputStream().write(("Content-Length: " + bytes.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().write(bytes);
        process.getOutputStream().flush();
    }

    /** Waits until the server has said something. */
    void read(String wanted) throws InterruptedException {
        long end = System.nanoTime() + Editor.PATIENCE.toNanos();
        while (!says(wanted)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + wanted + " in " + seen);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    boolean says(String wanted) {
        return seen.indexOf(wanted) >= 0;
    }

    /** Starts a conversation about a folder with one recipe. */
    void greet(Path folder) throws Exception {
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"rootUri\":\"" + DocumentUri.of(folder)
                + "\",\"capabilities\":{}}}");
        read("\"id\":1");
        send("{\"jsonrpc\":\"2.0\",\"method\":\"initialized\",\"params\":{}}");
    }

    void open(Path recipe, String text) throws IOException {
        send("{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\""
                + DocumentUri.of(recipe) + "\",\"languageId\":\"mlrecipe\",\"version\":1,\"text\":\""
                + text.replace("\n", "\\n") + "\"}}}");
    }

    void save(Path recipe) throws IOException {
        send("{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didSave\",\"params\":{\"textDocument\":{\"uri\":\""
                + DocumentUri.of(recipe) + "\"}}}");
    }

    Process process() {
        return process;
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
    }
}
