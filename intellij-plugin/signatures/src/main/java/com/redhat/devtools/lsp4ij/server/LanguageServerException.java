package com.redhat.devtools.lsp4ij.server;

/** What goes wrong with a language server. */
public class LanguageServerException extends RuntimeException {
    public LanguageServerException(String message) {
        super(message);
    }
}
