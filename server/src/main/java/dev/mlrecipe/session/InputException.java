package dev.mlrecipe.session;

import java.io.IOException;

/** Something the user gave cannot be used. The message names it and says what was found and what was expected. */
public final class InputException extends IOException {
    private static final long serialVersionUID = 1;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
