package dev.mlrecipe.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files that are too large for the repository, such as models: they lie in the folder {@code shared} beside it, or
 * where the environment variable {@code MLRECIPE_SHARED} says. Tests that need them are skipped loudly where they are
 * absent, and fail in CI.
 */
public final class Shared {
    private Shared() {}

    /** A file or folder below the shared folder; ends the test if it is absent. */
    public static Path folder(String name) {
        Optional<Path> found = candidates().map(base -> base.resolve(name)).filter(Files::exists).findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        String message = "MISSING TEST DATA: " + name + " in none of " + candidates().toList()
                + "; set MLRECIPE_SHARED to the folder that holds it";
        if ("true".equals(System.getenv("CI"))) {
            return fail(message);
        }
        System.err.println(message);
        return abort(message);
    }

    private static Stream<Path> candidates() {
        return Stream.concat(
                Optional.ofNullable(System.getProperty("mlrecipe.root"))
                        .map(root -> Path.of(root).resolveSibling("shared"))
                        .stream(),
                Optional.ofNullable(System.getenv("MLRECIPE_SHARED")).map(Path::of).stream());
    }
}
