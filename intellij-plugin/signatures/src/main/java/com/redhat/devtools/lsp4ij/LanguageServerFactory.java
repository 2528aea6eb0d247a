package com.redhat.devtools.lsp4ij;

import com.intellij.openapi.project.Project;
import com.redhat.devtools.lsp4ij.server.StreamConnectionProvider;
import com.redhat.devtools.lsp4ij.settings.contributors.LanguageServerSettingsContributor;

/** Says how a language server is reached, and what of it can be set. */
public interface LanguageServerFactory {
    StreamConnectionProvider createConnectionProvider(Project project);

    default LanguageServerSettingsContributor createLanguageServerSettingsContributor() {
        return null;
    }
}
