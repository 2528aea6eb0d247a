package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.FoldingRangeRequestParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.ServerCapabilities;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentSyncKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a server begins and ends. */
class LifecycleTest {
    @TempDir
    private Path folder;

    @Test
    void saysWhatItCan() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            ServerCapabilities can = editor.greeting().getCapabilities();
            assertEquals("mlrecipe", editor.greeting().getServerInfo().getName());
            assertEquals(
                    TextDocumentSyncKind.Incremental,
                    can.getTextDocumentSync().getRight().getChange());
            assertEquals(Commands.ALL, can.getExecuteCommandProvider().getCommands());
            assertTrue(can.getCodeActionProvider().getRight().getCodeActionKinds().contains("source.fixAll.mlrecipe"));
        }
    }

    @Test
    void watchesModelsAndRecipes() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            String watched = editor.see(
                    "a registration", () -> editor.screen().registrations().toString(), all -> all.contains("watchers"));
            assertTrue(watched.contains("**/*.mlpackage/**") && watched.contains("**/*.mlmodel"), watched);
        }
    }

    @Test
    void endsAfterShutdownAndExit() throws Exception {
        assertEquals(0, Editor.in(folder).quit());
    }

    @Test
    void endsWithItsStream() throws Exception {
        assertEquals(1, Editor.in(folder).hangUp());
    }

    @Test
    void answersNothingAfterShutdown() throws Exception {
        Editor editor = Editor.in(folder);
        Editor.await(editor.server().shutdown());
        assertThrows(
                ExecutionException.class,
                () -> Editor.await(editor.server()
                        .getTextDocumentService()
                        .foldingRange(new FoldingRangeRequestParams(new TextDocumentIdentifier("file:///a")))));
        editor.server().exit();
        assertEquals(0, Editor.await(editor.exit()));
    }

    @Test
    void isInitializedOnce() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            ExecutionException refusal = assertThrows(
                    ExecutionException.class, () -> Editor.await(editor.server().initialize(new InitializeParams())));
            assertTrue(refusal.getMessage().contains("initialized already"), refusal.getMessage());
        }
    }

    @Test
    void refusesUnknownRequestsAndGoesOn() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            ExecutionException refusal = assertThrows(
                    ExecutionException.class,
                    () -> Editor.await(editor.server()
                            .getWorkspaceService()
                            .executeCommand(new ExecuteCommandParams("mlrecipe.fly", List.of()))));
            assertTrue(refusal.getMessage().contains("there is no command mlrecipe.fly"), refusal.getMessage());
            Document recipe = editor.open("Net.mlrecipe.yaml", "target: iOS99\n");
            recipe.sees("invalid-value");
        }
    }

    @Test
    void survivesMessagesThatAreNone() throws Exception {
        String talk = message("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"capabilities\":{}}}")
                + message("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"no/such\",\"params\":{}}")
                + message("{\"jsonrpc\":\"2.0\",\"method\":\"$/no/such\",\"params\":[1]}")
                + message("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"textDocument/foldingRange\",\"params\":{\"wrong\":1}}")
                + message("this is no JSON")
                + message("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"shutdown\"}")
                + message("{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = StdioServer.serve(held(talk), out, "test");
        String answers = out.toString(StandardCharsets.UTF_8);
        assertEquals(0, code, answers);
        assertTrue(answers.contains("\"id\":1,\"result\""), answers);
        assertTrue(answers.contains("\"id\":2,\"error\":{\"code\":-32601"), answers);
        assertTrue(answers.contains("\"id\":3,\"error\""), answers);
        assertTrue(answers.contains("\"id\":4,\"result\":null"), answers);
        assertFalse(answers.contains("\\tat "), answers);
    }

    @Test
    void refusesRequestsBeforeInitialize() {
        String talk = message("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"textDocument/codeLens\","
                + "\"params\":{\"textDocument\":{\"uri\":\"file:///a\"}}}")
                + message("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"shutdown\"}")
                + message("{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StdioServer.serve(held(talk), out, "test");
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("-32002"), out.toString(StandardCharsets.UTF_8));
    }

    private static String message(String body) {
        return "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** A stream that does not end before the server does. */
    private static InputStream held(String talk) {
        return new ByteArrayInputStream(talk.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read() {
                return hold(super.read());
            }

            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return hold(super.read(target, offset, length));
            }

            private int hold(int read) {
                if (read < 0) {
                    try {
                        TimeUnit.SECONDS.sleep(20);
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                }
                return read;
            }
        };
    }

    /** The process that {@code initialize} names must not be outlived. */
    @Test
    void endsWithItsParent() throws Exception {
        Process parent = new ProcessBuilder(ServerProcess.java(), "-cp", ServerProcess.classPath(), Sleeper.class.getName())
                .start();
        try (ServerProcess server = ServerProcess.start(folder)) {
            server.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"processId\":" + parent.pid()
                    + ",\"capabilities\":{}}}");
            server.read("\"id\":1");
            parent.destroyForcibly().waitFor();
            assertTrue(server.process().waitFor(Editor.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } finally {
            parent.destroyForcibly();
        }
    }

    /** Waits to be killed. */
    static final class Sleeper {
        private Sleeper() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            TimeUnit.MINUTES.sleep(2);
        }
    }
}
