package dev.mlrecipe.editor;

import dev.mlrecipe.report.Sizes;
import dev.mlrecipe.technique.Proposal;

/** Ratios and sizes, with what is not certain about them. */
final class Amounts {
    private Amounts() {}

    /** {@code 3.99x (2.10 MB → 0.53 MB)}; at least so much where the size is an upper bound. */
    static String change(long from, long to, Proposal.Basis basis) {
        return basis == Proposal.Basis.UNKNOWN
                ? Sizes.bytes(from) + " → depends on the values"
                : ratio(from, to, basis) + " (" + Sizes.change(from, to) + ")";
    }

    /** {@code 3.99x}, {@code ≥ 3.99x}, or a word where nothing is known. */
    static String ratio(long from, long to, Proposal.Basis basis) {
        String ratio = Sizes.ratio(to == 0 ? 1 : (double) from / to);
        return switch (basis) {
            case EXACT -> ratio;
            case UPPER_BOUND -> "≥ " + ratio;
            case UNKNOWN -> "depends on the values";
        };
    }

    /** {@code 1 layer}, {@code 2 layers}. */
    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@code 92 %}. */
    static String percent(long part, long whole) {
        double percent = whole == 0 ? 0 : 100.0 * part / whole;
        return part > 0 && percent < 1 ? "< 1 %" : Math.round(percent) + " %";
    }
}
