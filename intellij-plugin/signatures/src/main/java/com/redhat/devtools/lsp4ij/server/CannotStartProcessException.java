package com.redhat.devtools.lsp4ij.server;

/** Its message is shown to the user. */
public class CannotStartProcessException extends LanguageServerException {
    public CannotStartProcessException(String message) {
        super(message);
    }
}
