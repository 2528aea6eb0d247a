package dev.mlrecipe.coreml;

import java.io.IOException;
import java.nio.file.Path;

/** A model that cannot be read. The message names the file, the place, what was found and what was expected. */
public final class ModelException extends IOException {
    private static final long serialVersionUID = 1;

    public ModelException(Path file, String problem) {
        super(file + ": " + problem);
    }

    public ModelException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
