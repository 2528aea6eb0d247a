package dev.mlrecipe.intellij;

import com.intellij.openapi.project.Project;
import com.redhat.devtools.lsp4ij.LanguageServerFactory;
import com.redhat.devtools.lsp4ij.server.StreamConnectionProvider;
import com.redhat.devtools.lsp4ij.settings.contributors.LanguageServerSettingsContributor;

/** What {@code plugin.xml} names: how the server of recipes is reached, and what of it can be set. */
public final class RecipeServerFactory implements LanguageServerFactory {
    /** The server's id in {@code plugin.xml}. */
    static final String ID = "mlrecipe";

    @Override
    public StreamConnectionProvider createConnectionProvider(Project project) {
        return new ServerConnection(ServerCommand.installed(), () -> ClientOptions.of(project));
    }

    @Override
    public LanguageServerSettingsContributor createLanguageServerSettingsContributor() {
        return new ServerSettings();
    }
}
