package dev.mlrecipe.predict;

import dev.mlrecipe.data.DataFile;

/**
 * A number from somewhere.
 *
 * @param is the number, in the unit that its place in the data says
 * @param confidence how far it can be trusted
 * @param source who says so: a key of the file's {@code sources}
 */
public record Figure(double is, Confidence confidence, String source) {
    private static final String[] KEYS = {"is", "confidence", "source"};

    static Figure of(DataFile.Row row, String key) {
        DataFile.Row figure = row.row(key, KEYS);
        return new Figure(
                figure.decimal("is"), Confidence.ofLetter(figure.word("confidence")), figure.word("source"));
    }
}
