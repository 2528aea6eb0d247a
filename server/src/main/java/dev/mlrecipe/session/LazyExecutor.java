package dev.mlrecipe.session;

import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Executors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The executor of this installation, looked for when it is first asked for. Safe for concurrent use. */
public final class LazyExecutor {
    private final Optional<Path> plugins;
    private boolean looked;
    private Optional<Executor> found = Optional.empty();
    private IOException problem;

    /** @param plugins the user's folder of plugins, where it may lie */
    LazyExecutor(Optional<Path> plugins) {
        this.plugins = plugins;
    }

    /**
     * The executor; empty if there is none.
     *
     * @throws IOException if there is one that does not work; the message names its jar
     */
    synchronized Optional<Executor> get() throws IOException {
        if (!looked) {
            looked = true;
            try {
                found = Executors.find(plugins);
            } catch (IOException broken) {
                problem = broken;
            }
        }
        if (problem != null) {
            throw new IOException(problem.getMessage(), problem);
        }
        return found;
    }
}
