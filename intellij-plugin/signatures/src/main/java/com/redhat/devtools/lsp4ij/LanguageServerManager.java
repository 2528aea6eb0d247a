package com.redhat.devtools.lsp4ij;

import com.intellij.openapi.project.Project;

/** Starts and stops language servers of a project. */
public class LanguageServerManager {
    LanguageServerManager() {}

    public static LanguageServerManager getInstance(Project project) {
        throw new UnsupportedOperationException();
    }

    /** Restarts a server that runs; starts one that has open files. */
    public void start(String languageServerId, StartOptions options) {
        throw new UnsupportedOperationException();
    }

    /** How to start. */
    public static class StartOptions {
        /** @param willEnable false: a server that the user has disabled makes {@code start} throw */
        public StartOptions setWillEnable(boolean willEnable) {
            throw new UnsupportedOperationException();
        }
    }
}
