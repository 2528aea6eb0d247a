package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.editor.RecipeStatus;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.RunResults;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A document that is open in the editor. Belongs to the state thread; only the understanding may be read elsewhere. */
final class OpenDocument {
    private final DocumentUri uri;
    private final DiagnosticLayers layers = new DiagnosticLayers();
    private Version version;
    private volatile Understanding understanding;
    private Set<Path> modelPaths = Set.of();
    private List<RecipePaths> paths = List.of();
    private Map<String, RunResults> results = Map.of();
    private Map<String, Measurements> running = Map.of();
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

    /** Where the models lie that the text named when it was last looked at. */
    Set<Path> modelPaths() {
        return modelPaths;
    }

    void setModelPaths(Set<Path> newest) {
        modelPaths = Set.copyOf(newest);
    }

    /** Where the files of its recipes are, as last looked at. */
    List<RecipePaths> paths() {
        return paths;
    }

    /** Returns whether they were elsewhere before. */
    boolean setPaths(List<RecipePaths> newest) {
        boolean moved = !newest.equals(paths);
        paths = newest;
        return moved;
    }

    /** What the last runs of its recipes gave, by name of the part. */
    Map<String, RunResults> results() {
        return results;
    }

    /** @param newest empty if a model is another now; then former results may be looked for again */
    void setResults(Map<String, RunResults> newest) {
        results = Map.copyOf(newest);
        recalled = !newest.isEmpty();
    }

    /** What a run gave beside what others did. */
    void addResults(Map<String, RunResults> newest) {
        Map<String, RunResults> all = new HashMap<>(results);
        all.putAll(newest);
        setResults(all);
    }

    /** Whether results of former runs were looked for. */
    boolean isRecalled() {
        return recalled;
    }

    void setRecalled() {
        recalled = true;
    }

    /** What a run that goes on has measured so far, by name of the part. */
    Map<String, Measurements> running() {
        return running;
    }

    void setRunning(Map<String, Measurements> soFar) {
        running = Map.copyOf(soFar);
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
}
