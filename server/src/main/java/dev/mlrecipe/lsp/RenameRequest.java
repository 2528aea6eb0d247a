package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.Anchors;
import dev.mlrecipe.text.Text;
import java.util.Map;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PrepareRenameDefaultBehavior;
import org.eclipse.lsp4j.PrepareRenameResult;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.RenameParams;
import org.eclipse.lsp4j.WorkspaceEdit;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.Either3;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;

/** {@code textDocument/prepareRename} and {@code textDocument/rename}: anchors. */
final class RenameRequest {
    private RenameRequest() {}

    /** Null where nothing can be renamed. */
    static Either3<Range, PrepareRenameResult, PrepareRenameDefaultBehavior> prepare(
            Understanding document, Position position) {
        Text text = document.text();
        return Anchors.renameable(document.quick(), Protocol.offset(text, position))
                .map(span -> Either3.<Range, PrepareRenameResult, PrepareRenameDefaultBehavior>forFirst(
                        Protocol.range(text, span)))
                .orElse(null);
    }

    /** @throws ResponseErrorException with the reason if it is not possible */
    static WorkspaceEdit answer(Understanding document, RenameParams params) {
        Text text = document.text();
        int offset = Protocol.offset(text, params.getPosition());
        return switch (Anchors.rename(document.quick(), offset, params.getNewName())) {
            case Anchors.Renaming.Edits edits -> new WorkspaceEdit(
                    Map.of(params.getTextDocument().getUri(), Protocol.edits(text, edits.edits())));
            case Anchors.Renaming.Refused refused -> throw new ResponseErrorException(
                    new ResponseError(ResponseErrorCode.RequestFailed, refused.reason(), null));
        };
    }
}
