package dev.mlrecipe.predict;

import dev.mlrecipe.data.DataFile;

/**
 * A word from somewhere: a chip, a version.
 *
 * @param is the word
 * @param confidence how far it can be trusted
 * @param source who says so: a key of the file's {@code sources}
 */
public record Fact(String is, Confidence confidence, String source) {
    static Fact of(DataFile.Row row, String key) {
        DataFile.Row fact = row.row(key, "is", "confidence", "source");
        return new Fact(fact.word("is"), Confidence.ofLetter(fact.word("confidence")), fact.word("source"));
    }
}
