package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.Range;

/**
 * Commands as code actions, for a client that has no menu of them: what is often wanted everywhere, the rest at the
 * first key of the recipe, where the lenses are.
 */
final class CommandActions {
    private CommandActions() {}

    static List<CodeAction> at(Understanding document, String uri, Range range) {
        Snapshot snapshot = document.snapshot();
        List<CodeAction> actions = new ArrayList<>();
        if (document.file().isPresent() && !snapshot.analysis().blocked()) {
            actions.add(action("Compress now", Commands.COMPRESS, uri));
        }
        if (document.around().compressing()) {
            actions.add(action("Cancel compression", Commands.CANCEL, uri));
        }
        if (document.file().isPresent() && snapshot.parts().stream().anyMatch(part -> part.planned().isPresent())) {
            actions.add(action("Open report", Commands.OPEN_REPORT, uri));
        }
        if (range.getStart().getLine() == firstLine(snapshot)) {
            if (document.file().isPresent() && !snapshot.analysis().blocked()) {
                actions.add(action("Export to coremltools", Commands.EXPORT, uri));
            }
            actions.add(action("Clear cache of mlrecipe", Commands.CLEAR_CACHE, uri));
            document.file().ifPresent(file -> actions.addAll(ImportBesideCommand.actions(file)));
        }
        return actions;
    }

    /** That of the first key; the first of all if there is none. */
    private static int firstLine(Snapshot snapshot) {
        return snapshot.parsed().tree().root() instanceof Node.Mapping root && !root.entries().isEmpty()
                ? snapshot.text().line(root.entries().getFirst().key().span().start())
                : 0;
    }

    private static CodeAction action(String title, String command, String uri) {
        CodeAction action = new CodeAction(title);
        action.setKind(CodeActionKind.Source);
        action.setCommand(new Command(title, command, List.of(uri)));
        return action;
    }
}
