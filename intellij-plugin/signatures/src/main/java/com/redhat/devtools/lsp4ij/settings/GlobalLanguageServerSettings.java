package com.redhat.devtools.lsp4ij.settings;

/** Settings of the user, for all projects. */
public class GlobalLanguageServerSettings extends LanguageServerSettings {
    GlobalLanguageServerSettings() {}

    public static GlobalLanguageServerSettings getInstance() {
        throw new UnsupportedOperationException();
    }
}
