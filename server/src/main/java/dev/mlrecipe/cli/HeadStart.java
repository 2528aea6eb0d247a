package dev.mlrecipe.cli;

import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What nearly every command needs whatever its arguments say, made ready on another thread while they are looked at.
 * That takes about as long, and a second processor has nothing else to do.
 */
final class HeadStart {
    private final FutureTask<Surroundings> surroundings = new FutureTask<>(() -> {
        Surroundings loaded = Surroundings.load();
        CoreMlModels.prepare();
        return loaded;
    });

    /** Begins, if this process has not begun yet. */
    void begin() {
        Thread.ofPlatform().daemon().name("mlrecipe-head-start").start(surroundings);
    }

    /** What runs share; makes it ready here and now if nothing has begun. */
    Toolbox toolbox(Techniques techniques) {
        surroundings.run();
        try {
            return Toolbox.of(techniques.all(), surroundings.get(), Version.PRODUCT);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
    }
}
