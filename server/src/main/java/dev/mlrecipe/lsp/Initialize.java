package dev.mlrecipe.lsp;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.CodeActionOptions;
import org.eclipse.lsp4j.CodeLensOptions;
import org.eclipse.lsp4j.CompletionOptions;
import org.eclipse.lsp4j.DocumentLinkOptions;
import org.eclipse.lsp4j.ExecuteCommandOptions;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.MessageType;
import org.eclipse.lsp4j.RenameOptions;
import org.eclipse.lsp4j.SaveOptions;
import org.eclipse.lsp4j.ServerCapabilities;
import org.eclipse.lsp4j.ServerInfo;
import org.eclipse.lsp4j.TextDocumentSyncKind;
import org.eclipse.lsp4j.TextDocumentSyncOptions;
import org.eclipse.lsp4j.WorkspaceFoldersOptions;
import org.eclipse.lsp4j.WorkspaceServerCapabilities;

/** {@code initialize} and {@code initialized}: who the client is, what the server can. */
final class Initialize {
    private static final List<String> WATCHED =
            List.of(
                    "**/*.mlpackage", "**/*.mlpackage/**", "**/*.mlmodel", "**/*.json", "**/*.mlrecipe.yaml",
                    "**/*.mlrecipe.yml");

    private Initialize() {}

    static Workspace workspace(
            InitializeParams params, RecipeLanguageClient remote, StateThread state, Workers workers, String version) {
        UserOptions options = UserOptions.of(params.getInitializationOptions());
        Client client = new Client(remote, params.getCapabilities(), options, state);
        Tools tools = Tools.of(options, version, client::log);
        Workspace workspace = new Workspace(state, workers, client, tools, options);
        workspace.changeFolders(folders(params), List.of());
        return workspace;
    }

    @SuppressWarnings("deprecation") // rootUri is all that older clients send
    private static List<DocumentUri> folders(InitializeParams params) {
        Stream<String> uris = params.getWorkspaceFolders() != null && !params.getWorkspaceFolders().isEmpty()
                ? params.getWorkspaceFolders().stream().map(folder -> folder.getUri())
                : Stream.ofNullable(params.getRootUri());
        return uris.map(DocumentUri::of).toList();
    }

    static InitializeResult result(String version) {
        ServerCapabilities capabilities = new ServerCapabilities();
        TextDocumentSyncOptions sync = new TextDocumentSyncOptions();
        sync.setOpenClose(true);
        sync.setChange(TextDocumentSyncKind.Incremental);
        sync.setSave(new SaveOptions(false));
        capabilities.setTextDocumentSync(sync);
        capabilities.setCompletionProvider(new CompletionOptions(true, List.of()));
        capabilities.setHoverProvider(true);
        CodeActionOptions actions =
                new CodeActionOptions(
                        List.of(CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, CodeActionRequest.FIX_ALL));
        capabilities.setCodeActionProvider(actions);
        capabilities.setCodeLensProvider(new CodeLensOptions(false));
        capabilities.setInlayHintProvider(true);
        capabilities.setDocumentSymbolProvider(true);
        capabilities.setFoldingRangeProvider(true);
        capabilities.setSelectionRangeProvider(true);
        capabilities.setDocumentLinkProvider(new DocumentLinkOptions(false));
        capabilities.setDefinitionProvider(true);
        capabilities.setReferencesProvider(true);
        capabilities.setDocumentHighlightProvider(true);
        capabilities.setRenameProvider(new RenameOptions(true));
        capabilities.setExecuteCommandProvider(new ExecuteCommandOptions(Commands.ALL));
        WorkspaceFoldersOptions folders = new WorkspaceFoldersOptions();
        folders.setSupported(true);
        folders.setChangeNotifications(true);
        capabilities.setWorkspace(new WorkspaceServerCapabilities(folders));
        return new InitializeResult(capabilities, new ServerInfo("mlrecipe", version));
    }

    /** The client is ready to be asked. */
    static void completed(Workspace workspace) {
        workspace.client().watch(WATCHED);
        workspace.client().watchConfiguration();
        workspace.pullSettings();
        workspace.worker(() -> {
            try {
                workspace.tools().writePages();
                return () -> {};
            } catch (IOException refused) {
                return () -> workspace.log(refused);
            }
        });
    }

    static MessageParams warning(String message) {
        return new MessageParams(MessageType.Warning, "mlrecipe: " + message);
    }
}
