package dev.mlrecipe.samples;

import java.io.IOException;

/** Samples that cannot be used; the message names the file and the place, what was found and what was expected. */
public final class SamplesException extends IOException {
    private static final long serialVersionUID = 1;

    public SamplesException(String message) {
        super(message);
    }

    SamplesException(String message, Throwable cause) {
        super(message, cause);
    }
}
