package com.redhat.devtools.lsp4ij.server;

import com.intellij.openapi.vfs.VirtualFile;
import java.io.InputStream;
import java.io.OutputStream;

/** A language server's streams, from start to stop. */
public interface StreamConnectionProvider {
    void start() throws CannotStartProcessException;

    InputStream getInputStream();

    OutputStream getOutputStream();

    default void addLogErrorHandler(LanguageServerLogErrorHandler handler) {}

    default void addUnexpectedServerStopHandler(Runnable handler) {}

    default Object getInitializationOptions(VirtualFile rootUri) {
        return null;
    }

    void stop();

    default boolean isAlive() {
        return true;
    }

    default void ensureIsAlive() throws CannotStartProcessException {}
}
