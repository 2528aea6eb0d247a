package dev.mlrecipe.lsp;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.DidChangeWorkspaceFoldersParams;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.WorkspaceFolder;
import org.eclipse.lsp4j.services.WorkspaceService;

/** Messages about the workspace, each passed on to the class of its kind. */
final class WorkspaceMessages implements WorkspaceService {
    private final RecipeLanguageServer server;

    WorkspaceMessages(RecipeLanguageServer server) {
        this.server = server;
    }

    @Override
    public void didChangeConfiguration(DidChangeConfigurationParams params) {
        server.notified(workspace -> {
            if (workspace.client().answersConfiguration()) {
                workspace.pullSettings();
            } else if (params.getSettings() instanceof JsonObject all) {
                workspace.pushSettings(all.get(Protocol.SOURCE));
            }
        });
    }

    @Override
    public void didChangeWatchedFiles(DidChangeWatchedFilesParams params) {
        server.notified(workspace -> workspace.filesChanged(params.getChanges().stream()
                .map(event -> DocumentUri.of(event.getUri()).path())
                .flatMap(Optional::stream)
                .toList()));
    }

    @Override
    public void didChangeWorkspaceFolders(DidChangeWorkspaceFoldersParams params) {
        server.notified(workspace -> {
            workspace.changeFolders(
                    uris(params.getEvent().getAdded()), uris(params.getEvent().getRemoved()));
            workspace.pullSettings();
        });
    }

    @Override
    public CompletableFuture<Object> executeCommand(ExecuteCommandParams params) {
        return switch (params.getCommand()) {
            case RecipeChoicesCommand.NAME -> server.askedForWork(known -> RecipeChoicesCommand.work(known, params));
            case NewRecipeCommand.NAME -> server.askedForWork(known -> NewRecipeCommand.work(known, params));
            case ImportCommand.NAME -> server.askedForWork(known -> ImportCommand.work(known, params));
            default -> server.asked(known -> Commands.execute(known, params));
        };
    }

    private static List<DocumentUri> uris(List<WorkspaceFolder> folders) {
        return folders.stream().map(folder -> DocumentUri.of(folder.getUri())).toList();
    }
}
