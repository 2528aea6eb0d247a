package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.editor.RecipeStatus;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.RunResults;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.Diagnostic;

/** A document that is open in the editor. Belongs to the state thread; only the understanding may be read elsewhere. */
final class OpenDocument {
    private final DocumentUri uri;
    private final DiagnosticLayers layers = new DiagnosticLayers();
    private Version version;
    private volatile Understanding understanding;
    private List<Diagnostic> published;
    private int publishedFor;
    private long publishedNanos;
    private StateThread.Timer publication = () -> {};
    private Optional<Path> modelPath = Optional.empty();
    private Optional<RecipePaths> paths = Optional.empty();
    private Optional<RunResults> results = Optional.empty();
    private Optional<Measurements> running = Optional.empty();
    private Optional<RecipeStatus> status = Optional.empty();
    private boolean recalled;
    private boolean closed;
    private boolean edited;
    private long editedNanos = System.nanoTime();

    OpenDocument(DocumentUri uri) {
        this.uri = uri;
    }

    DocumentUri uri() {
        return uri;
    }

    DiagnosticLayers layers() {
        return layers;
    }

    Version version() {
        return version;
    }

    void setVersion(Version newest) {
        version = newest;
    }

    /** The newest version in its newest surroundings. */
    Understanding understanding() {
        return understanding;
    }

    void understand(Understanding newest) {
        understanding = newest;
    }

    /** Where the model lies that the text named when it was last looked at. */
    Optional<Path> modelPath() {
        return modelPath;
    }

    void setModelPath(Optional<Path> path) {
        modelPath = path;
    }

    /** Where the files of the recipe are, as last looked at. */
    Optional<RecipePaths> paths() {
        return paths;
    }

    /** Returns whether they were elsewhere before. */
    boolean setPaths(Optional<RecipePaths> newest) {
        boolean moved = !newest.equals(paths);
        paths = newest;
        return moved;
    }

    /** What the last run gave. */
    Optional<RunResults> results() {
        return results;
    }

    /** @param newest empty if the model is another now; then former results may be looked for again */
    void setResults(Optional<RunResults> newest) {
        results = newest;
        recalled = newest.isPresent();
    }

    /** Whether results of former runs were looked for. */
    boolean isRecalled() {
        return recalled;
    }

    void setRecalled() {
        recalled = true;
    }

    /** What a run that goes on has measured so far. */
    Optional<Measurements> running() {
        return running;
    }

    void setRunning(Optional<Measurements> soFar) {
        running = soFar;
    }

    /** How it stood when it was last looked at. */
    Optional<RecipeStatus> status() {
        return status;
    }

    void setStatus(RecipeStatus newest) {
        status = Optional.of(newest);
    }

    boolean isClosed() {
        return closed;
    }

    /** Nothing of it is published from now on. */
    void close() {
        closed = true;
        understanding = null;
    }

    void edited() {
        edited = true;
        editedNanos = System.nanoTime();
    }

    /** When the last edit was, as {@link System#nanoTime()} counts. */
    long editedNanos() {
        return editedNanos;
    }

    /** Whether there was an edit since the document was opened. */
    boolean isEdited() {
        return edited;
    }

    /**
     * Whether the client shows something else than this, or for something else; from now on it will be shown.
     *
     * @param number what it is for
     */
    boolean publishes(List<Diagnostic> diagnostics, int number) {
        boolean news = !diagnostics.equals(published) || number != publishedFor;
        published = diagnostics;
        publishedFor = number;
        if (news) {
            publishedNanos = System.nanoTime();
        }
        return news;
    }

    boolean isPublished() {
        return published != null;
    }

    /** When something was last published, as {@link System#nanoTime()} counts. */
    long publishedNanos() {
        return publishedNanos;
    }

    /** The diagnostics will be published then; that is the only time. */
    void publishLater(StateThread.Timer timer) {
        publication.cancel();
        publication = timer;
    }
}
