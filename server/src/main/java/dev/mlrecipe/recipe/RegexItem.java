package dev.mlrecipe.recipe;

import java.util.List;

/** A parsed regular expression. */
sealed interface RegexItem {

    /**
     * One character.
     *
     * @param ranges first and last characters, in pairs
     * @param negated whether the characters outside of the ranges are meant
     */
    record Chars(String ranges, boolean negated) implements RegexItem {
        static final Chars ANY = new Chars("", true);

        boolean has(char c) {
            for (int i = 0; i < ranges.length(); i += 2) {
                if (ranges.charAt(i) <= c && c <= ranges.charAt(i + 1)) {
                    return !negated;
                }
            }
            return negated;
        }
    }

    /** One after the other; nothing where there are none. */
    record Sequence(List<RegexItem> items) implements RegexItem {}

    /** One of some. */
    record Choice(List<RegexItem> items) implements RegexItem {}

    /**
     * The same several times.
     *
     * @param max greatest number, or {@link #UNLIMITED}
     */
    record Repeat(RegexItem item, int min, int max) implements RegexItem {
        static final int UNLIMITED = -1;
    }

    /** The start of the name. */
    record Start() implements RegexItem {}

    /** The end of the name. */
    record End() implements RegexItem {}
}
