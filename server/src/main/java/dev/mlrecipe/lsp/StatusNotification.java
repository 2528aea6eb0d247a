package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.RecipeStatus;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import java.util.Optional;

/**
 * {@code mlrecipe/status}: how a recipe stands, told whenever something about it is new.
 *
 * @param uri address of the recipe
 * @param state {@code planned}, {@code measured}, {@code blocked}, {@code noModel}; {@code running}, {@code failed} and
 *     {@code cancelled} about a run
 * @param ratio such as {@code 3.98x}; empty where nothing is known
 * @param target first target of the recipe; empty if it names none
 * @param message the same in a sentence
 */
record StatusNotification(String uri, String state, String ratio, String target, String message) {

    /** Empty for a document that nobody has looked at yet. */
    static Optional<StatusNotification> of(OpenDocument document, boolean running) {
        return document.status().map(status -> {
            String uri = document.uri().text();
            Optional<Finding> ending = document.layers().ending().stream().findFirst();
            if (running) {
                return of(uri, status, "running", "compressing; " + status.message());
            }
            if (ending.isPresent() && status.state() != RecipeStatus.State.BLOCKED) {
                boolean failed = ending.get().code().equals(Code.RUN_FAILED.word());
                return of(uri, status, failed ? "failed" : "cancelled", ending.get().message());
            }
            return of(uri, status, status.state().word(), status.message());
        });
    }

    private static StatusNotification of(String uri, RecipeStatus status, String state, String message) {
        return new StatusNotification(uri, state, status.ratio(), status.target(), message);
    }
}
