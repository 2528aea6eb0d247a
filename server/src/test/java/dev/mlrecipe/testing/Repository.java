package dev.mlrecipe.testing;

import java.nio.file.Path;

/** The checked-out repository. */
public final class Repository {
    private Repository() {}

    /** A path below the repository's root. */
    public static Path path(String relative) {
        String root = System.getProperty("mlrecipe.root", "..");
        return Path.of(root).resolve(relative);
    }
}
