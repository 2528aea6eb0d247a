package com.redhat.devtools.lsp4ij;

import com.intellij.openapi.project.Project;
import com.redhat.devtools.lsp4ij.server.LanguageServerException;
import java.util.ArrayList;
import java.util.List;

/** In place of the signature: notes what is started. */
public class LanguageServerManager {
    public static final List<String> STARTED = new ArrayList<>();
    public static boolean disabled;

    public static LanguageServerManager getInstance(Project project) {
        return new LanguageServerManager();
    }

    public void start(String languageServerId, StartOptions options) {
        if (disabled && !options.willEnable) {
            throw new LanguageServerException("the user has disabled it");
        }
        STARTED.add(languageServerId);
    }

    /** As of LSP4IJ, which enables unless it is told not to. */
    public static class StartOptions {
        private boolean willEnable = true;

        public StartOptions setWillEnable(boolean willEnable) {
            this.willEnable = willEnable;
            return this;
        }
    }
}
