package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.CodeAction;
import dev.mlrecipe.editor.CodeActions;
import dev.mlrecipe.editor.FixAll;
import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** {@code textDocument/codeAction}: fixes of findings, other ways to compress, and {@code source.fixAll.mlrecipe}. */
final class CodeActionRequest {
    static final String FIX_ALL = CodeActionKind.SourceFixAll + ".mlrecipe";

    private CodeActionRequest() {}

    static List<Either<Command, org.eclipse.lsp4j.CodeAction>> answer(Understanding document, CodeActionParams params) {
        Snapshot snapshot = document.snapshot();
        List<String> only = params.getContext() == null ? null : params.getContext().getOnly();
        List<CodeAction> actions = new ArrayList<>();
        if (wanted(only, CodeActionKind.QuickFix)) {
            actions.addAll(CodeActions.at(snapshot, Protocol.span(document.text(), params.getRange())));
        }
        if (wanted(only, CodeActionKind.RefactorRewrite)) {
            actions.addAll(CodeActions.rewrites(snapshot, Protocol.span(document.text(), params.getRange())));
        }
        if (wanted(only, FIX_ALL)) {
            FixAll.of(snapshot).ifPresent(actions::add);
        }
        List<Diagnostic> shown = params.getContext() == null ? List.of() : params.getContext().getDiagnostics();
        String uri = params.getTextDocument().getUri();
        List<org.eclipse.lsp4j.CodeAction> results = new ArrayList<>();
        actions.forEach(action -> results.add(action(uri, document.text(), action, shown)));
        if (wanted(only, CodeActionKind.RefactorRewrite)) {
            results.addAll(SuggestCommand.actions(document, uri, params.getRange()));
        }
        if (snapshot.display().intellij() && wanted(only, CodeActionKind.Source)) {
            results.addAll(CommandActions.at(document, uri, params.getRange()));
        }
        return results.stream()
                .map(Either::<Command, org.eclipse.lsp4j.CodeAction>forRight)
                .toList();
    }

    /** A client that asks for a kind wants those below it too. */
    private static boolean wanted(List<String> only, String kind) {
        return only == null
                || only.isEmpty()
                || only.stream().anyMatch(asked -> kind.equals(asked) || kind.startsWith(asked + "."));
    }

    private static org.eclipse.lsp4j.CodeAction action(
            String uri, Text text, CodeAction action, List<Diagnostic> shown) {
        org.eclipse.lsp4j.CodeAction result = new org.eclipse.lsp4j.CodeAction(action.title());
        result.setKind(switch (action.kind()) {
            case FIX_ALL -> FIX_ALL;
            case REWRITE -> CodeActionKind.RefactorRewrite;
            case FIX, SUPPRESS -> CodeActionKind.QuickFix;
        });
        List<TextEdit> edits = Protocol.edits(text, action.edits());
        result.setEdit(new WorkspaceEdit(Map.of(uri, edits)));
        if (action.preferred()) {
            result.setIsPreferred(true);
        }
        action.finding().ifPresent(finding -> result.setDiagnostics(
                shown == null ? List.of() : shown.stream().filter(known -> same(text, finding, known)).toList()));
        return result;
    }

    private static boolean same(Text text, Finding finding, Diagnostic shown) {
        Range range = Protocol.range(text, finding.span());
        return range.equals(shown.getRange())
                && shown.getCode() != null
                && shown.getCode().isLeft()
                && finding.code().equals(shown.getCode().getLeft());
    }
}
