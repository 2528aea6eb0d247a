package dev.mlrecipe.lsp;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.lsp4j.Diagnostic;

/**
 * Tells the client unasked what it shows of documents: diagnostics, how a recipe stands, that numbers are others now.
 * Belongs to the state thread.
 */
final class Publisher {
    private final StateThread state;
    private final Client client;
    private final DocPages pages;
    private final UserOptions options;
    private final Folders folders;
    private final Map<OpenDocument, Publication> publications = new HashMap<>();

    /**
     * @param pages what diagnostics point to
     * @param folders say how grave findings look to the user
     */
    Publisher(StateThread state, Client client, DocPages pages, UserOptions options, Folders folders) {
        this.state = state;
        this.client = client;
        this.pages = pages;
        this.options = options;
        this.folders = folders;
    }

    /** The client shows the newest findings of a document, if they are others than it shows already. */
    void findings(OpenDocument document) {
        if (document.isClosed()) {
            return;
        }
        Publication publication = publications.computeIfAbsent(document, fresh -> new Publication());
        Duration settling = options.intellij() ? Lsp4ij.settling(document, publication) : Duration.ZERO;
        if (settling.isPositive()) {
            publication.later(state.after(settling, () -> findings(document)));
            return;
        }
        int number = document.version().number();
        List<Diagnostic> diagnostics = diagnostics(document);
        if (options.intellij()) {
            diagnostics.forEach(diagnostic -> Lsp4ij.adapt(diagnostic, number));
        }
        if (publication.becomes(diagnostics, options.intellij() ? number : 0)) {
            client.publish(document.uri().text(), number, diagnostics);
        }
    }

    private List<Diagnostic> diagnostics(OpenDocument document) {
        String uri = document.uri().text();
        Text text = document.version().text();
        Settings chosen = folders.settings(document.uri());
        List<Diagnostic> diagnostics = new ArrayList<>();
        for (Finding finding : document.layers().union()) {
            chosen.severity(finding).ifPresent(severity ->
                    diagnostics.add(Protocol.diagnostic(uri, text, finding, severity, pages)));
        }
        return diagnostics;
    }

    /** Tells how a recipe stands, if the client wants to hear it. */
    void status(OpenDocument document, boolean running) {
        if (options.status() && !document.isClosed()) {
            StatusNotification.of(document, running).ifPresent(client::status);
        }
    }

    /** Lenses and hints are not what they were. */
    void numbers() {
        client.refreshNumbers();
    }

    /** A document was closed; the client shows nothing of it any more. */
    void withdraw(OpenDocument document) {
        publications.remove(document);
        client.withdraw(document.uri().text());
    }
}
