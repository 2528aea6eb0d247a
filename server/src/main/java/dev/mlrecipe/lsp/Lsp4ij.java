package dev.mlrecipe.lsp;

import com.google.gson.JsonObject;
import java.time.Duration;
import org.eclipse.lsp4j.Diagnostic;

/**
 * What LSP4IJ, the client in JetBrains IDEs, needs otherwise. It drops diagnostics of another version than its own, and
 * up to 0.20.1 also those between whose arrival and whose drawing someone types; what is the same as before it does not
 * draw again; of two that come at once it may take the second first. So they come when nobody has typed for a moment,
 * with a pause between them, and differ for every version.
 */
final class Lsp4ij {
    /** Longer than between two letters of a word. */
    private static final Duration SETTLED = Duration.ofMillis(300);
    /** Longer than a message waits for a thread. */
    private static final Duration APART = Duration.ofMillis(150);

    private Lsp4ij() {}

    /**
     * How long to wait before diagnostics of a document are published; not positive if they may be now.
     *
     * @param former its last publication
     */
    static Duration settling(OpenDocument document, Publication former) {
        Duration edit = remaining(SETTLED, document.editedNanos(), document.isEdited());
        Duration pause = remaining(APART, former.nanos(), former.isMade());
        return edit.compareTo(pause) > 0 ? edit : pause;
    }

    private static Duration remaining(Duration whole, long sinceNanos, boolean begun) {
        return begun ? whole.minusNanos(System.nanoTime() - sinceNanos) : Duration.ZERO;
    }

    /** Makes a diagnostic such as LSP4IJ shows it right. */
    static void adapt(Diagnostic diagnostic, int version) {
        JsonObject data = diagnostic.getData() instanceof JsonObject known ? known : new JsonObject();
        data.addProperty("version", version);
        diagnostic.setData(data);
        if (diagnostic.getRelatedInformation() != null) {
            diagnostic.getRelatedInformation().forEach(related -> related.setMessage(html(related.getMessage())));
        }
    }

    /** Messages to the user are taken for Markdown, and names of files in them are anybody's. */
    static String markdown(String text) {
        return text.replaceAll("([\\\\`*_\\[\\]<>&#~|])", "\\\\$1");
    }

    /** Messages of related places become HTML as they are, and names in them come from models. */
    static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
