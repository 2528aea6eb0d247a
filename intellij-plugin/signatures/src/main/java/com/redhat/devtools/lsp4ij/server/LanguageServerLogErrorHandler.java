package com.redhat.devtools.lsp4ij.server;

/** The tab "Log" of a server's console. */
public interface LanguageServerLogErrorHandler {
    void logError(String error);
}
