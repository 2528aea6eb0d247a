package dev.mlrecipe.lsp;

import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.services.LanguageClient;

/** A client, with what the protocol does not know. */
interface RecipeLanguageClient extends LanguageClient {

    /** Sent only to clients that ask for it when they introduce themselves. */
    @JsonNotification("mlrecipe/status")
    void status(StatusNotification status);
}
