package dev.mlrecipe.cli;

import dev.mlrecipe.lsp.StdioServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** Plays a short session with the language server, for {@link Rehearsal}. */
final class LspRehearsal {
    private static final String REQUEST = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}";
    private static final String NOTIFICATION = "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s}";
    private static final int ROUNDS = 3;

    private LspRehearsal() {}

    /** Opens a recipe, changes it, asks everything that can be asked. The recipe's folder gets the cache. */
    static void play(Path recipe) throws IOException {
        StdioServer.serve(new Paced(session(recipe)), OutputStream.nullOutputStream(), Version.PRODUCT);
    }

    private static Queue<byte[]> session(Path recipe) throws IOException {
        String uri = recipe.toUri().toString();
        String cache = recipe.toAbsolutePath().resolveSibling("cache").toString().replace("\\", "/");
        String document = "{\"textDocument\":{\"uri\":\"" + uri + "\"}";
        String here = document + ",\"position\":{\"line\":1,\"character\":2}}";
        String all = "\"range\":{\"start\":{\"line\":0,\"character\":0},\"end\":{\"line\":99,\"character\":0}}";
        List<String> talk = new ArrayList<>();
        talk.add(REQUEST.formatted(0, "initialize", "{\"rootUri\":\"" + recipe.toAbsolutePath().getParent().toUri()
                + "\",\"initializationOptions\":{\"cacheFolder\":\"" + cache + "\"},\"capabilities\":{\"workspace\":"
                + "{\"configuration\":true},\"window\":{\"workDoneProgress\":true},\"textDocument\":{\"completion\":"
                + "{\"completionItem\":{\"snippetSupport\":true}}}}}"));
        talk.add(NOTIFICATION.formatted("initialized", "{}"));
        talk.add(NOTIFICATION.formatted("textDocument/didOpen", "{\"textDocument\":{\"uri\":\"" + uri
                + "\",\"languageId\":\"mlrecipe\",\"version\":1,\"text\":\"" + escaped(Files.readString(recipe)) + "\"}}"));
        int id = 0;
        for (int round = 0; round < ROUNDS; round++) {
            talk.add(NOTIFICATION.formatted("textDocument/didChange", "{\"textDocument\":{\"uri\":\"" + uri
                    + "\",\"version\":2},\"contentChanges\":[{\"text\":\"nbit: 4\\n\",\"range\":{\"start\":{\"line\":0,"
                    + "\"character\":0},\"end\":{\"line\":0,\"character\":0}}}]}"));
            for (String method : List.of("completion", "hover", "definition")) {
                talk.add(REQUEST.formatted(++id, "textDocument/" + method, here));
            }
            for (String method : List.of("codeLens", "documentSymbol", "foldingRange", "documentLink")) {
                talk.add(REQUEST.formatted(++id, "textDocument/" + method, document + "}"));
            }
            talk.add(REQUEST.formatted(++id, "textDocument/inlayHint", document + "," + all + "}"));
            talk.add(REQUEST.formatted(
                    ++id, "textDocument/codeAction", document + "," + all + ",\"context\":{\"diagnostics\":[]}}"));
            talk.add(NOTIFICATION.formatted("textDocument/didChange", "{\"textDocument\":{\"uri\":\"" + uri
                    + "\",\"version\":3},\"contentChanges\":[{\"text\":\"\",\"range\":{\"start\":{\"line\":0,"
                    + "\"character\":0},\"end\":{\"line\":1,\"character\":0}}}]}"));
            talk.add(NOTIFICATION.formatted("textDocument/didSave", document + "}"));
        }
        talk.add(REQUEST.formatted(++id, "shutdown", "null"));
        talk.add(NOTIFICATION.formatted("exit", "null"));
        Queue<byte[]> messages = new ArrayDeque<>();
        for (String body : talk) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            message.write(("Content-Length: " + bytes.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            message.write(bytes);
            messages.add(message.toByteArray());
        }
        return messages;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
    }

    /** Messages with pauses, in which the server does what the one before asks for. */
    private static final class Paced extends InputStream {
        private static final int PAUSE_MILLIS = 60;

        private final Queue<byte[]> messages;
        private byte[] message = {};
        private int at;

        Paced(Queue<byte[]> messages) {
            this.messages = messages;
        }

        @Override
        public int read() {
            return ready() ? message[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (!ready()) {
                return -1;
            }
            int count = Math.min(length, message.length - at);
            System.arraycopy(message, at, target, offset, count);
            at += count;
            return count;
        }

        private boolean ready() {
            if (at < message.length) {
                return true;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            byte[] next = messages.poll();
            message = next == null ? new byte[0] : next;
            at = 0;
            return next != null;
        }
    }
}
