package dev.mlrecipe.cli;

import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.session.ModelAhead;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What nearly every command needs whatever its arguments say, made ready on other threads while they are looked at. That
 * takes about as long, and a second processor has nothing else to do.
 */
final class HeadStart {
    private final FutureTask<Surroundings> surroundings = new FutureTask<>(Surroundings::load);
    private Optional<ModelAhead> model = Optional.empty();

    /**
     * Begins.
     *
     * @param recipe path of what may be a recipe, whose model will be wanted
     */
    void begin(Optional<String> recipe) {
        model = recipe.map(ModelAhead::begin);
        Thread.ofPlatform().daemon().name("mlrecipe-head-start").start(surroundings);
    }

    /** What runs share; makes it ready here and now if nothing has begun. */
    Toolbox toolbox(Techniques techniques) {
        surroundings.run();
        try {
            Toolbox toolbox = Toolbox.of(techniques.all(), surroundings.get(), Version.PRODUCT);
            return model.map(toolbox::with).orElse(toolbox);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
    }

    /** Gives back what nobody asked for. */
    void close() {
        model.ifPresent(ModelAhead::close);
    }
}
