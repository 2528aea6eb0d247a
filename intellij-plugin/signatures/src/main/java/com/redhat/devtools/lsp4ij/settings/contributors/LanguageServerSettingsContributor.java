package com.redhat.devtools.lsp4ij.settings.contributors;

/** Tabs of a server's settings, each null if there is none. */
public interface LanguageServerSettingsContributor {
    ServerConfigurationContributor getServerConfigurationContributor();

    default ServerInitializationOptionsContributor getServerInitializationOptionsContributor() {
        return null;
    }
}
