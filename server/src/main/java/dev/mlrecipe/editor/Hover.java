package dev.mlrecipe.editor;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Cursor;
import java.util.Optional;

/**
 * What is known about a word.
 *
 * @param span the word
 * @param markdown what is known
 */
public record Hover(Span span, String markdown) {

    /** About the word at an offset; empty where there is nothing to say. */
    public static Optional<Hover> at(Snapshot snapshot, int offset) {
        Cursor cursor = Cursor.at(snapshot.text(), snapshot.parsed().tree(), offset);
        Span word = cursor.word();
        return word.start() == word.end()
                ? Optional.empty()
                : new WordDocs(snapshot.at(offset), cursor).text().map(text -> new Hover(word, text));
    }
}
