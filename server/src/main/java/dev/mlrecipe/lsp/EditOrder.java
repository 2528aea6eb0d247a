package dev.mlrecipe.lsp;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;

/**
 * Puts edits back into the order in which they were made. LSP4IJ writes every message from a thread of a pool, so that
 * one may overtake another, but counts versions without a gap. Belongs to the state thread.
 */
final class EditOrder {
    /** So long an edit waits for one that was made before it. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** Edits that wait in one document; more than macros and multiple carets make while one message is on its way. */
    private static final int MOST = 1000;

    private final Map<String, TreeMap<Integer, List<TextDocumentContentChangeEvent>>> waiting = new HashMap<>();
    private final Map<String, Integer> closedAt = new HashMap<>();
    private final BiConsumer<Duration, Runnable> timer;

    /** @param timer runs something on the state thread after a while */
    EditOrder(BiConsumer<Duration, Runnable> timer) {
        this.timer = timer;
    }

    /** An edit has come; those are applied whose turn it is now. */
    void changed(Workspace workspace, DidChangeTextDocumentParams params) {
        String uri = params.getTextDocument().getUri();
        Integer version = params.getTextDocument().getVersion();
        if (version == null || isNext(workspace, uri, version)) {
            apply(workspace, uri, version, params.getContentChanges());
            drain(workspace, uri, false);
            return;
        }
        TreeMap<Integer, List<TextDocumentContentChangeEvent>> held =
                waiting.computeIfAbsent(uri, key -> new TreeMap<>());
        held.put(version, params.getContentChanges());
        if (held.size() > MOST) {
            drain(workspace, uri, true);
        } else {
            timer.accept(PATIENCE, () -> {
                if (held.containsKey(version)) {
                    drain(workspace, uri, true);
                }
            });
        }
    }

    private static boolean isNext(Workspace workspace, String uri, int version) {
        return workspace.document(uri)
                .map(document -> version <= document.version().number() + 1)
                .orElse(false);
    }

    /** One that came when nobody waited for it any more does not make the document older. */
    private static void apply(
            Workspace workspace, String uri, Integer version, List<TextDocumentContentChangeEvent> changes) {
        Integer newest = workspace.document(uri)
                .map(document -> version == null ? null : Math.max(version, document.version().number()))
                .orElse(version);
        DidChange.accept(workspace, uri, newest, changes);
    }

    /** @param whatever applies what waits although something before it is missing */
    private void drain(Workspace workspace, String uri, boolean whatever) {
        TreeMap<Integer, List<TextDocumentContentChangeEvent>> held = waiting.getOrDefault(uri, new TreeMap<>());
        while (!held.isEmpty() && (whatever || isNext(workspace, uri, held.firstKey()))) {
            var next = held.pollFirstEntry();
            apply(workspace, uri, next.getKey(), next.getValue());
        }
        if (held.isEmpty()) {
            waiting.remove(uri);
        }
    }

    /** A document was opened. Its first edits may have come before, and late ones of the time before it was closed. */
    void opened(Workspace workspace, String uri) {
        TreeMap<Integer, List<TextDocumentContentChangeEvent>> held = waiting.getOrDefault(uri, new TreeMap<>());
        Integer last = closedAt.remove(uri);
        if (last != null && !held.isEmpty() && !isNext(workspace, uri, held.firstKey())) {
            held.tailMap(last, false).clear();
        }
        drain(workspace, uri, false);
    }

    /** A document is about to be closed. */
    void closed(Workspace workspace, String uri) {
        Optional.ofNullable(waiting.remove(uri)).ifPresent(Map::clear);
        workspace.document(uri).ifPresent(document -> closedAt.put(uri, document.version().number()));
    }
}
