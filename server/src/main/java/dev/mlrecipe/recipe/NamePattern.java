package dev.mlrecipe.recipe;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for whole names: {@code *} and {@code ?}, or {@code re:} and a Java regular expression. Every test ends:
 * one that needs too many steps gives {@link Match#TOO_LONG}.
 */
public final class NamePattern implements Predicate<String> {
    /** Characters that a regular expression may look at for one name. */
    static final int MAX_STEPS = 200_000;
    /** Characters of a pattern; the compiler of regular expressions is recursive. */
    static final int MAX_LENGTH = 1_000;

    private static final String REGEX = "re:";

    /** Result of one test. */
    public enum Match {
        YES,
        NO,
        /** The step limit was reached; counts as no match. */
        TOO_LONG
    }

    private final String glob;
    private final Pattern regex;

    private NamePattern(String glob, Pattern regex) {
        this.glob = glob;
        this.regex = regex;
    }

    /** Whether a key of {@code op_name_configs} is a pattern and not simply a name. */
    public static boolean isPattern(String key) {
        return key.startsWith(REGEX) || key.indexOf('*') >= 0 || key.indexOf('?') >= 0;
    }

    /**
     * @throws PatternSyntaxException if the regular expression is not one; its index counts from the start of {@code key}
     * @throws IllegalArgumentException if the pattern is longer than a thousand characters
     */
    public static NamePattern of(String key) {
        if (key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the pattern has " + key.length() + " characters; at most " + MAX_LENGTH + " are allowed");
        }
        if (!key.startsWith(REGEX)) {
            return new NamePattern(key, null);
        }
        String expression = key.substring(REGEX.length());
        try {
            return new NamePattern(null, Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            int index = Math.clamp(e.getIndex(), 0, expression.length());
            throw new PatternSyntaxException(e.getDescription(), key, REGEX.length() + index);
        }
    }

    /** Whether the whole name matches; false where the step limit is reached. */
    @Override
    public boolean test(String name) {
        return match(name) == Match.YES;
    }

    public Match match(String name) {
        if (regex == null) {
            return globMatches(glob, name) ? Match.YES : Match.NO;
        }
        try {
            return regex.matcher(new CountedSteps(name, new int[1])).matches() ? Match.YES : Match.NO;
        } catch (StepsExceeded | StackOverflowError e) {
            // java.util.regex recurses once per character for some groups; a long name is then too long as well.
            return Match.TOO_LONG;
        }
    }

    /** Remembers the last star only: at most pattern times name steps. */
    private static boolean globMatches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int starName = 0;
        while (n < name.length()) {
            char c = p < pattern.length() ? pattern.charAt(p) : 0;
            if (c == '*') {
                star = p++;
                starName = n;
            } else if (p < pattern.length() && (c == '?' || c == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++starName;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static final class StepsExceeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        StepsExceeded() {
            super(null, null, false, false);
        }
    }

    /** A name that counts how often it is looked at: the one hook that java.util.regex offers to stop it. */
    private record CountedSteps(String name, int[] steps) implements CharSequence {
        @Override
        public int length() {
            return name.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps[0] > MAX_STEPS) {
                throw new StepsExceeded();
            }
            return name.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new CountedSteps(name.substring(start, end), steps);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
