package dev.mlrecipe.recipe;

import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for whole names: {@code *} and {@code ?}, or {@code re:} and a regular expression. A test takes time
 * proportional to pattern length times name length at most.
 */
public final class NamePattern implements Predicate<String> {
    /** Characters of a pattern. */
    static final int MAX_LENGTH = 1_000;

    /** How a key starts that is a regular expression. */
    static final String REGEX = "re:";

    private final Predicate<String> matcher;

    private NamePattern(Predicate<String> matcher) {
        this.matcher = matcher;
    }

    /** Whether a key of {@code op_name_configs} is a pattern and not simply a name. */
    public static boolean isPattern(String key) {
        return key.startsWith(REGEX) || key.indexOf('*') >= 0 || key.indexOf('?') >= 0;
    }

    /**
     * @throws PatternSyntaxException if the regular expression is not one; its index counts from the start of {@code key}
     * @throws IllegalArgumentException if the pattern is too large; the message says why
     */
    public static NamePattern of(String key) {
        if (key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the pattern has " + key.length() + " characters; at most " + MAX_LENGTH + " are allowed");
        }
        return new NamePattern(
                key.startsWith(REGEX)
                        ? RegexProgram.of(RegexParser.parse(key, REGEX.length()))::matches
                        : name -> globMatches(key, name));
    }

    @Override
    public boolean test(String name) {
        return matcher.test(name);
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
}
