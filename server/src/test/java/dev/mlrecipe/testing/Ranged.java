package dev.mlrecipe.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Predicted milliseconds in a text: it says that they are predicted, and none stands there without its range. */
public final class Ranged {
    private static final Pattern MILLISECONDS = Pattern.compile("[0-9.]+ ms");
    private static final Pattern AFTER = Pattern.compile("(?: \\([0-9.]+ to [0-9.]+(?: ms)?\\)|, [0-9.]+ to [0-9.]+| → ).*");

    private Ranged() {}

    /** Fails for a text without any, too. */
    public static void assertRanged(String text) {
        Matcher found = MILLISECONDS.matcher(text);
        assertTrue(found.find(), "no milliseconds: " + text);
        do {
            String before = text.substring(0, found.start());
            String after = text.substring(found.end());
            assertTrue(
                    before.endsWith(" to ") || AFTER.matcher(after.lines().findFirst().orElse("")).matches(),
                    found.group() + " without a range: " + text);
        } while (found.find());
        assertTrue(text.toLowerCase(Locale.ROOT).contains("predicted"), text);
    }
}
