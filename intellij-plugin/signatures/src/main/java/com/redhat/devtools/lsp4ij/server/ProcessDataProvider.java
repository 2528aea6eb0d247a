package com.redhat.devtools.lsp4ij.server;

import java.util.List;

/** What the explorer of language servers shows of a process. */
public interface ProcessDataProvider {
    Long getPid();

    List<String> getCommands();
}
