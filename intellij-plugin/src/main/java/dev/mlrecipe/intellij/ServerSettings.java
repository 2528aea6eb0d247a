package dev.mlrecipe.intellij;

import com.redhat.devtools.lsp4ij.settings.contributors.LanguageServerSettingsContributor;
import com.redhat.devtools.lsp4ij.settings.contributors.ServerConfigurationContributor;
import com.redhat.devtools.lsp4ij.settings.contributors.ServerInitializationOptionsContributor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What LSP4IJ shows under Settings | Languages and Frameworks | Language Servers | mlrecipe at first. */
final class ServerSettings
        implements LanguageServerSettingsContributor,
                ServerConfigurationContributor,
                ServerInitializationOptionsContributor {

    @Override
    public ServerConfigurationContributor getServerConfigurationContributor() {
        return this;
    }

    @Override
    public ServerInitializationOptionsContributor getServerInitializationOptionsContributor() {
        return this;
    }

    @Override
    public String getDefaultConfigurationContent() {
        return resource("settings.json");
    }

    @Override
    public String getDefaultConfigurationSchemaContent() {
        return resource("settings.schema.json");
    }

    @Override
    public String getDefaultInitializationOptionsContent() {
        return "{}";
    }

    private static String resource(String name) {
        try (InputStream in = ServerSettings.class.getResourceAsStream("/settings/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
