package com.redhat.devtools.lsp4ij.settings.contributors;

/** The tab "Initialization options". */
public interface ServerInitializationOptionsContributor {
    String getDefaultInitializationOptionsContent();
}
