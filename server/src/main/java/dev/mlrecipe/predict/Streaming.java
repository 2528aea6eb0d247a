package dev.mlrecipe.predict;

import dev.mlrecipe.data.DataFile;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compressed weights that a unit reads as they are stored.
 *
 * @param unit the unit
 * @param kinds what it can read
 * @param generation first Neural Engine that can; 0 elsewhere
 * @param since first Core ML specification with which it does
 * @param gain what it brings
 */
record Streaming(Unit unit, Set<Kind> kinds, int generation, int since, Gain gain, Confidence confidence, String source) {
    static final String[] KEYS = {"unit", "kinds", "generation", "since", "gain", "confidence", "source"};

    Streaming {
        kinds = Set.copyOf(kinds);
    }

    /** What a unit gains from weights that it need not expand at load. */
    enum Gain {
        TIME,
        MEMORY
    }

    static Streaming of(DataFile.Row row) {
        return new Streaming(
                Unit.ofWord(row.word("unit")),
                row.words("kinds").stream().map(Kind::ofWord).collect(Collectors.toSet()),
                row.number("generation"),
                row.number("since"),
                Gain.valueOf(row.word("gain").toUpperCase(Locale.ROOT)),
                Confidence.ofLetter(row.word("confidence")),
                row.word("source"));
    }
}
