package dev.mlrecipe.predict;

import dev.mlrecipe.data.DataFile;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What handing values from one unit to another takes.
 *
 * @param between the two units
 * @param is milliseconds, beside moving the bytes
 */
record Transfer(Set<Unit> between, double is, Confidence confidence, String source) {
    static final String[] KEYS = {"between", "is", "confidence", "source"};

    Transfer {
        between = Set.copyOf(between);
    }

    static Transfer of(DataFile.Row row) {
        return new Transfer(
                row.words("between").stream().map(Unit::ofWord).collect(Collectors.toSet()),
                row.decimal("is"),
                Confidence.ofLetter(row.word("confidence")),
                row.word("source"));
    }
}
