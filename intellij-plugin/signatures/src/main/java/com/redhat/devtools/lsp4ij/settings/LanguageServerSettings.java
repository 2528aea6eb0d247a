package com.redhat.devtools.lsp4ij.settings;

import com.intellij.openapi.project.Project;

/** Settings of language servers. */
public abstract class LanguageServerSettings {
    LanguageServerSettings() {}

    /** Null for a server without settings. */
    public LanguageServerDefinitionSettings getLanguageServerSettings(String languageServerId) {
        throw new UnsupportedOperationException();
    }

    /** Settings of one server. */
    public static class LanguageServerDefinitionSettings {
        /** Null, or what the tab "Initialization options" says, as a JSON element. */
        public Object getLanguageServerInitializationOptions(Project project) {
            throw new UnsupportedOperationException();
        }
    }
}
