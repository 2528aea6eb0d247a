package dev.mlrecipe.engine.cache;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a user's cache is. */
public final class CacheFolder {
    private CacheFolder() {}

    /** The folder on this machine for this user; empty if the user has no home. */
    public static Optional<Path> standard() {
        return of(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", ""));
    }

    /**
     * {@code MLRECIPE_CACHE_DIR} if it is set; else where the operating system wants caches.
     *
     * @param environment environment variables
     * @param system name of the operating system, as Java calls it
     * @param home the user's home folder
     */
    static Optional<Path> of(Map<String, String> environment, String system, String home) {
        String given = environment.getOrDefault("MLRECIPE_CACHE_DIR", "");
        if (!given.isBlank()) {
            return path(given).map(Path::toAbsolutePath);
        }
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return absolute(environment.get("LOCALAPPDATA"))
                    .or(() -> absolute(home).map(folder -> folder.resolve("AppData").resolve("Local")))
                    .map(folder -> folder.resolve("mlrecipe").resolve("cache"));
        }
        if (name.startsWith("mac")) {
            return absolute(home).map(folder -> folder.resolve("Library").resolve("Caches").resolve("mlrecipe"));
        }
        // The XDG specification ignores paths that are not absolute.
        return absolute(environment.get("XDG_CACHE_HOME"))
                .or(() -> absolute(home).map(folder -> folder.resolve(".cache")))
                .map(folder -> folder.resolve("mlrecipe"));
    }

    private static Optional<Path> absolute(String text) {
        return text == null ? Optional.empty() : path(text).filter(Path::isAbsolute);
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException odd) {
            return Optional.empty();
        }
    }
}
