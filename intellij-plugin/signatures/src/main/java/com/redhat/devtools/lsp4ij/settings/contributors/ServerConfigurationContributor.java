package com.redhat.devtools.lsp4ij.settings.contributors;

/** The tab "Configuration". */
public interface ServerConfigurationContributor {
    String getDefaultConfigurationContent();

    String getDefaultConfigurationSchemaContent();
}
