package dev.mlrecipe.lsp;

import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.CompletionItemCapabilities;
import org.eclipse.lsp4j.InsertTextMode;

/**
 * How a client inserts completions.
 *
 * @param snippets whether it understands placeholders
 * @param adjusts whether it indents inserted lines like the line of the cursor
 * @param vscode whether it has the commands of VS Code
 */
record CompletionStyle(boolean snippets, boolean adjusts, boolean vscode) {

    static CompletionStyle of(ClientCapabilities capabilities, UserOptions options) {
        boolean vscode = options.profile().equalsIgnoreCase("vscode");
        if (capabilities == null
                || capabilities.getTextDocument() == null
                || capabilities.getTextDocument().getCompletion() == null
                || capabilities.getTextDocument().getCompletion().getCompletionItem() == null) {
            return new CompletionStyle(false, false, vscode);
        }
        CompletionItemCapabilities item = capabilities.getTextDocument().getCompletion().getCompletionItem();
        boolean adjusts = item.getInsertTextModeSupport() != null
                && item.getInsertTextModeSupport().getValueSet() != null
                && item.getInsertTextModeSupport().getValueSet().contains(InsertTextMode.AdjustIndentation);
        return new CompletionStyle(Boolean.TRUE.equals(item.getSnippetSupport()), adjusts, vscode);
    }
}
