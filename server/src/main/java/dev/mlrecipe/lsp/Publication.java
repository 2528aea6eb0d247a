package dev.mlrecipe.lsp;

import java.util.List;
import org.eclipse.lsp4j.Diagnostic;

/** What the client was last told to show for a document, and when. Belongs to the state thread. */
final class Publication {
    private List<Diagnostic> shown;
    private int shownFor;
    private long nanos;
    private StateThread.Timer next = () -> {};

    /**
     * Whether the client shows something else than this, or for something else; from now on it will be shown.
     *
     * @param number what it is for
     */
    boolean becomes(List<Diagnostic> diagnostics, int number) {
        boolean news = !diagnostics.equals(shown) || number != shownFor;
        shown = diagnostics;
        shownFor = number;
        if (news) {
            nanos = System.nanoTime();
        }
        return news;
    }

    /** Whether there was one. */
    boolean isMade() {
        return shown != null;
    }

    /** When something was last shown, as {@link System#nanoTime()} counts. */
    long nanos() {
        return nanos;
    }

    /** The diagnostics will be published then; that is the only time. */
    void later(StateThread.Timer timer) {
        next.cancel();
        next = timer;
    }
}
