package dev.mlrecipe.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the cache is on each operating system. */
class CacheFolderTest {
    @TempDir
    private Path home;

    @Test
    void followsTheHabitsOfTheOperatingSystem() {
        assertEquals(home.resolve(".cache/mlrecipe"), folder("Linux"));
        assertEquals(home.resolve("xdg/mlrecipe"), folder("Linux", "XDG_CACHE_HOME", home.resolve("xdg").toString()));
        assertEquals(home.resolve(".cache/mlrecipe"), folder("Linux", "XDG_CACHE_HOME", "not/absolute"));
        assertEquals(home.resolve("Library/Caches/mlrecipe"), folder("Mac OS X"));
        assertEquals(home.resolve("AppData/Local/mlrecipe/cache"), folder("Windows 11"));
        assertEquals(
                home.resolve("local/mlrecipe/cache"),
                folder("Windows 11", "LOCALAPPDATA", home.resolve("local").toString()));
    }

    @Test
    void environmentVariableWinsEverywhere() {
        for (String system : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
            Path given = home.resolve("given");
            assertEquals(given, folder(system, "MLRECIPE_CACHE_DIR", given.toString()));
        }
        assertEquals(home.resolve(".cache/mlrecipe"), folder("Linux", "MLRECIPE_CACHE_DIR", ""));
    }

    @Test
    void userWithoutAHomeHasNone() {
        assertEquals(Optional.empty(), CacheFolder.of(Map.of(), "Linux", "?"));
        assertEquals(Optional.empty(), CacheFolder.of(Map.of(), "Windows 11", ""));
    }

    private Path folder(String system) {
        return CacheFolder.of(Map.of(), system, home.toString()).orElseThrow();
    }

    private Path folder(String system, String variable, String value) {
        return CacheFolder.of(Map.of(variable, value), system, home.toString()).orElseThrow();
    }
}
