package dev.mlrecipe.finding;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The legal word that somebody probably meant. */
public final class Nearest {
    /** Longer words are no typing mistakes of the short words of this language, and would cost time. */
    private static final int LONGEST = 200;

    private Nearest() {}

    /**
     * The candidate that {@code word} is a known wrong word for, or that is only a few typing mistakes away: one per
     * three letters, at least one; swapped neighbours count as one; case, {@code _} and {@code -} do not count. The
     * first of equally near ones.
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        String plain = plain(word);
        if (plain.isEmpty() || plain.length() > LONGEST) {
            return Optional.empty();
        }
        Optional<String> known = known(word, candidates);
        if (known.isPresent()) {
            return known;
        }
        String best = null;
        int least = Math.max(1, plain.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = distance(plain, plain(candidate), least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best != null ? Optional.of(best) : extension(plain, candidates);
    }

    /** The end of a sentence about a word that nobody knows: which may be meant; empty if none is near. */
    public static String question(String word, Collection<String> candidates) {
        return of(word, candidates).map(near -> "; did you mean \"" + near + "\"?").orElse("");
    }

    /** The same, but where none is near all of them, if there are any. */
    public static String instead(String word, Collection<String> candidates) {
        String question = question(word, candidates);
        String all = candidates.isEmpty() ? "" : "; it is one of " + String.join(", ", candidates);
        return question.isEmpty() ? all : question;
    }

    /** The candidate that {@code word} is a known wrong word for. */
    public static Optional<String> known(String word, Collection<String> candidates) {
        return KnownWords.rightFor(plain(word)).stream()
                .filter(candidates::contains)
                .findFirst();
    }

    /** The first candidate that begins with the word. */
    private static Optional<String> extension(String plain, Collection<String> candidates) {
        return plain.length() < 3
                ? Optional.empty()
                : candidates.stream().filter(c -> plain(c).startsWith(plain)).findFirst();
    }

    static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }

    /**
     * Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
     *
     * @return the distance, or {@code limit} if it is at least that
     */
    static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int cost = Math.min(last[j - 1] + change, Math.min(last[j], row[j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
                row[j] = swapped ? Math.min(cost, beforeLast[j - 2] + 1) : cost;
                least = Math.min(least, row[j]);
            }
            if (least >= limit) {
                return limit;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return Math.min(limit, last[b.length()]);
    }
}
