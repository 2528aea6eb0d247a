package dev.mlrecipe.python;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.List;

/**
 * A Python script as a tree.
 *
 * @param text its text
 * @param statements what could be read
 * @param unread lines that could not, in order; statements that touch one of them are left out
 */
public record Script(Text text, List<Statement> statements, List<Integer> unread) {
    /** More characters than any script has that a person wrote. */
    public static final int MOST_CHARACTERS = 2_000_000;

    public Script {
        statements = List.copyOf(statements);
        unread = List.copyOf(unread);
    }

    /** Reads any text; what is not Python is among the unread lines. */
    public static Script read(Text text) {
        return new ScriptReader(text).script();
    }

    /** The 1-based line where something begins. */
    public int line(Span span) {
        return text.line(Math.min(span.start(), text.length())) + 1;
    }
}
