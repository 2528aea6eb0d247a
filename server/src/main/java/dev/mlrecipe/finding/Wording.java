package dev.mlrecipe.finding;

import java.util.List;

/** Phrases that several findings share. */
final class Wording {
    private static final int NAMES = 3;

    private Wording() {}

    /** The first three, and how many more: {@code a, b, c and 4 more}. */
    static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(NAMES, names.size())));
        return names.size() > NAMES ? shown + " and " + (names.size() - NAMES) + " more" : shown;
    }

    /** {@code 1 weight}, {@code 2 weights}. */
    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** What a run that did not end well left alone. */
    static String untouched(String output, boolean existed) {
        return existed ? "the former " + Words.quote(output) + " is as it was" : "nothing was written";
    }

    /** {@code ; the nearest: a, b}, or nothing. */
    static String nearest(List<String> names) {
        return names.isEmpty() ? "" : "; the nearest: " + some(names);
    }
}
