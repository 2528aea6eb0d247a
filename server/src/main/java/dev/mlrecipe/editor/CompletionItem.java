package dev.mlrecipe.editor;

import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.text.Span;

/**
 * Something that may be typed.
 *
 * @param label what the list shows
 * @param detail a few words beside it
 * @param kind what it is
 * @param span what it replaces: within one line, touching the cursor
 * @param text what stands there afterwards. Lines after the first are indented relative to the cursor's line
 * @param snippet whether {@code text} has placeholders in the snippet syntax of the protocol
 * @param sortText order of the list
 * @param filterText what is compared with the text from the start of {@code span} to the cursor
 * @param id of its documentation, see {@link Completion#document}; empty if there is none
 * @param indentation white space at the start of the cursor's line
 * @param more whether there is more to choose once it stands
 */
public record CompletionItem(
        String label,
        String detail,
        Kind kind,
        Span span,
        String text,
        boolean snippet,
        String sortText,
        String filterText,
        String id,
        String indentation,
        boolean more) {

    /** What an item is. */
    public enum Kind {
        KEY,
        VALUE,
        LAYER,
        OP_TYPE,
        PATTERN,
        CLASS,
        TARGET,
        FILE,
        ANCHOR,
        SNIPPET
    }

    /** The text for clients that insert it as it is, with the indentation of every line and without placeholders. */
    public Edit edit() {
        String plain = snippet ? Snippets.plain(text) : text;
        return new Edit(span, plain.replaceAll("(\r\n|\n|\r)", "$1" + indentation));
    }
}
