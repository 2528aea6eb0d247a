package dev.mlrecipe.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths without symbolic links, so that two names of one file are seen to be the same. */
public final class RealPaths {
    private RealPaths() {}

    /**
     * Refuses an output that would destroy the model it is made from.
     *
     * @throws InputException if one is the other or lies inside it
     */
    public static void requireApart(Path output, Path model) throws InputException {
        Path written = real(output);
        Path read = real(model);
        if (written.startsWith(read) || read.startsWith(written)) {
            throw new InputException(output + ": is the model " + model + ", lies inside it or holds it; give another"
                    + " output");
        }
    }

    /** The real path as far as the path exists; the rest as it is. */
    public static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path known = absolute; known != null; known = known.getParent()) {
            if (Files.exists(known)) {
                try {
                    return known.toRealPath().resolve(known.relativize(absolute)).normalize();
                } catch (IOException unreadable) {
                    return absolute;
                }
            }
        }
        return absolute;
    }
}
