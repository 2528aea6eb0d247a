package com.redhat.devtools.lsp4ij.settings;

import com.google.gson.JsonElement;
import com.intellij.openapi.project.Project;

/** In place of the signature: what the user has set is what a test says. */
public class GlobalLanguageServerSettings extends LanguageServerSettings {
    /** Null if the server has no settings. */
    public static JsonElement chosen;

    public static GlobalLanguageServerSettings getInstance() {
        return new GlobalLanguageServerSettings();
    }

    @Override
    public LanguageServerDefinitionSettings getLanguageServerSettings(String languageServerId) {
        return chosen == null ? null : new Chosen();
    }

    private static final class Chosen extends LanguageServerDefinitionSettings {
        @Override
        public Object getLanguageServerInitializationOptions(Project project) {
            return chosen;
        }
    }
}
