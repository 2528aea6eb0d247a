package dev.mlrecipe.session;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlParser;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The model that a recipe names, opened on another thread before anyone asks for it: that takes about as long as getting
 * everything else ready. What stands against it is for whoever asks to find out. Safe for concurrent use.
 */
public final class ModelAhead implements Closeable {
    private record Opened(Path path, CoreMlModel model) {}

    private final CompletableFuture<Optional<Opened>> opened;
    private boolean taken;

    private ModelAhead(CompletableFuture<Optional<Opened>> opened) {
        this.opened = opened;
    }

    /**
     * Begins to open.
     *
     * @param recipe path of a file that may be a recipe
     */
    public static ModelAhead begin(String recipe) {
        return new ModelAhead(CompletableFuture.supplyAsync(() -> open(Path.of(recipe)), ModelAhead::start)
                .exceptionally(broken -> Optional.empty()));
    }

    private static void start(Runnable task) {
        Thread.ofPlatform().daemon().name("mlrecipe-model").start(task);
    }

    private static Optional<Opened> open(Path recipe) {
        try {
            Optional<Path> path = model(recipe).map(RealPaths::real);
            return path.isPresent()
                    ? Optional.of(new Opened(path.get(), CoreMlModels.open(path.get())))
                    : Optional.empty();
        } catch (IOException told) {
            // Whoever needs the model meets the same problem, and knows whom to tell.
            return Optional.empty();
        }
    }

    private static Optional<Path> model(Path recipe) throws IOException {
        RecipePaths paths = new RecipePaths(recipe.toAbsolutePath().normalize(), Optional.empty(), Optional.empty());
        return YamlParser.parse(RecipeFile.read(recipe)).root() instanceof Node.Mapping mapping
                        && mapping.get("model").orElse(null) instanceof Node.Scalar name
                ? paths.beside(name.text())
                : Optional.empty();
    }

    /**
     * The model at a path, which then belongs to the caller; empty if it is another one, is taken or could not be opened.
     *
     * @param path without symbolic links
     */
    synchronized Optional<CoreMlModel> take(Path path) {
        Optional<CoreMlModel> model = taken
                ? Optional.empty()
                : opened.join().filter(found -> found.path.equals(path)).map(Opened::model);
        taken |= model.isPresent();
        return model;
    }

    /** Closes the model if nobody took it, as soon as it is open. */
    @Override
    public synchronized void close() {
        if (!taken) {
            taken = true;
            opened.thenAccept(unwanted -> unwanted.ifPresent(ModelAhead::close));
        }
    }

    private static void close(Opened unwanted) {
        try {
            unwanted.model.close();
        } catch (IOException unread) {
            throw new UncheckedIOException(unread);
        }
    }
}
