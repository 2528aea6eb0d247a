package dev.mlrecipe.lsp;

import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CodeLens;
import org.eclipse.lsp4j.CodeLensParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionList;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.DocumentHighlight;
import org.eclipse.lsp4j.DocumentHighlightParams;
import org.eclipse.lsp4j.DocumentLink;
import org.eclipse.lsp4j.DocumentLinkParams;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.FoldingRange;
import org.eclipse.lsp4j.FoldingRangeRequestParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InlayHint;
import org.eclipse.lsp4j.InlayHintParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.LocationLink;
import org.eclipse.lsp4j.PrepareRenameDefaultBehavior;
import org.eclipse.lsp4j.PrepareRenameParams;
import org.eclipse.lsp4j.PrepareRenameResult;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.ReferenceParams;
import org.eclipse.lsp4j.RenameParams;
import org.eclipse.lsp4j.SelectionRange;
import org.eclipse.lsp4j.SelectionRangeParams;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.WorkspaceEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.Either3;
import org.eclipse.lsp4j.services.TextDocumentService;

/** Messages about documents, each passed on to the class of its kind. */
final class DocumentMessages implements TextDocumentService {
    private final RecipeLanguageServer server;
    private final EditOrder order;

    DocumentMessages(RecipeLanguageServer server) {
        this.server = server;
        this.order = new EditOrder(server::after);
    }

    @Override
    public void didOpen(DidOpenTextDocumentParams params) {
        TextDocumentItem item = params.getTextDocument();
        DocumentUri uri = DocumentUri.of(item.getUri());
        if (!uri.isHistory()) {
            server.notified(workspace -> {
                workspace.open(uri, item.getVersion(), Text.of(item.getText()));
                order.opened(workspace, item.getUri());
            });
        }
    }

    @Override
    public void didChange(DidChangeTextDocumentParams params) {
        server.notified(workspace -> {
            if (workspace.options().intellij()) {
                order.changed(workspace, params);
            } else {
                DidChange.accept(
                        workspace,
                        params.getTextDocument().getUri(),
                        params.getTextDocument().getVersion(),
                        params.getContentChanges());
            }
        });
    }

    @Override
    public void didSave(DidSaveTextDocumentParams params) {
        server.notified(workspace ->
                workspace.document(params.getTextDocument().getUri()).ifPresent(workspace::saved));
    }

    @Override
    public void didClose(DidCloseTextDocumentParams params) {
        server.notified(workspace -> {
            order.closed(workspace, params.getTextDocument().getUri());
            workspace.document(params.getTextDocument().getUri()).ifPresent(workspace::close);
        });
    }

    @Override
    public CompletableFuture<Either<List<CompletionItem>, CompletionList>> completion(CompletionParams params) {
        String uri = uri(params.getTextDocument());
        return server.asked(
                uri, CompletionRequest.nothing(), doc -> CompletionRequest.answer(doc, uri, params.getPosition()));
    }

    @Override
    public CompletableFuture<CompletionItem> resolveCompletionItem(CompletionItem item) {
        return server.asked(CompletionRequest.uri(item).orElse(""), item, doc -> CompletionRequest.resolve(doc, item));
    }

    @Override
    public CompletableFuture<Hover> hover(HoverParams params) {
        return server.asked(
                uri(params.getTextDocument()), null, doc -> HoverRequest.answer(doc, params.getPosition()));
    }

    @Override
    public CompletableFuture<List<Either<Command, CodeAction>>> codeAction(CodeActionParams params) {
        return server.asked(uri(params.getTextDocument()), List.of(), doc -> CodeActionRequest.answer(doc, params));
    }

    @Override
    public CompletableFuture<List<? extends CodeLens>> codeLens(CodeLensParams params) {
        String uri = uri(params.getTextDocument());
        return server.asked(uri, List.of(), doc -> CodeLensRequest.answer(doc, uri));
    }

    @Override
    public CompletableFuture<List<InlayHint>> inlayHint(InlayHintParams params) {
        return server.asked(
                uri(params.getTextDocument()), List.of(), doc -> InlayHintRequest.answer(doc, params.getRange()));
    }

    @Override
    public CompletableFuture<List<Either<SymbolInformation, DocumentSymbol>>> documentSymbol(
            DocumentSymbolParams params) {
        return server.asked(uri(params.getTextDocument()), List.of(), DocumentSymbolRequest::answer);
    }

    @Override
    public CompletableFuture<List<FoldingRange>> foldingRange(FoldingRangeRequestParams params) {
        return server.asked(uri(params.getTextDocument()), List.of(), FoldingRangeRequest::answer);
    }

    @Override
    public CompletableFuture<List<SelectionRange>> selectionRange(SelectionRangeParams params) {
        return server.asked(
                uri(params.getTextDocument()),
                List.of(),
                doc -> SelectionRangeRequest.answer(doc, params.getPositions()));
    }

    @Override
    public CompletableFuture<List<DocumentLink>> documentLink(DocumentLinkParams params) {
        return server.asked(uri(params.getTextDocument()), List.of(), DocumentLinkRequest::answer);
    }

    @Override
    public CompletableFuture<Either<List<? extends Location>, List<? extends LocationLink>>> definition(
            DefinitionParams params) {
        String uri = uri(params.getTextDocument());
        return server.asked(
                uri, Either.forLeft(List.of()), doc -> DefinitionRequest.answer(doc, uri, params.getPosition()));
    }

    @Override
    public CompletableFuture<List<? extends Location>> references(ReferenceParams params) {
        String uri = uri(params.getTextDocument());
        return server.asked(uri, List.of(), doc -> ReferencesRequest.answer(doc, uri, params.getPosition()));
    }

    @Override
    public CompletableFuture<List<? extends DocumentHighlight>> documentHighlight(DocumentHighlightParams params) {
        return server.asked(
                uri(params.getTextDocument()),
                List.of(),
                doc -> ReferencesRequest.highlights(doc, params.getPosition()));
    }

    @Override
    public CompletableFuture<Either3<Range, PrepareRenameResult, PrepareRenameDefaultBehavior>> prepareRename(
            PrepareRenameParams params) {
        return server.asked(
                uri(params.getTextDocument()), null, doc -> RenameRequest.prepare(doc, params.getPosition()));
    }

    @Override
    public CompletableFuture<WorkspaceEdit> rename(RenameParams params) {
        return server.asked(uri(params.getTextDocument()), null, doc -> RenameRequest.answer(doc, params));
    }

    private static String uri(TextDocumentIdentifier document) {
        return document.getUri();
    }
}
