package dev.mlrecipe.recipe;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as recipes write them. */
final class Numbers {
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(\\.[0-9]{1,40}|[0-9]{1,40}(\\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,3})?");
    private static final Pattern OTHER_BASE = Pattern.compile("0x[0-9a-fA-F]{1,15}|0o[0-7]{1,20}");
    private static final Pattern OCTAL = Pattern.compile("[-+]?0[0-7]{1,15}");
    private static final Pattern TRAILING = Pattern.compile("[a-zA-Z_ -]{1,12}([0-9]{1,5})|([0-9]{1,5})[ -]?[a-zA-Z]{1,8}");

    private Numbers() {}

    /**
     * A whole number without sign, leading zero and anything unusual; empty for all others. Decimal numbers take
     * milliseconds to get ready, which a recipe without unusual ones is spared.
     */
    static OptionalLong plain(String text) {
        if (text.isEmpty() || text.length() > 18 || text.charAt(0) == '0' && text.length() > 1) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            value = 10 * value + digit;
        }
        return OptionalLong.of(value);
    }

    /** The number; empty for words, infinities and what is not a number. */
    static Optional<BigDecimal> parse(String text) {
        String stripped = text.strip();
        if (DECIMAL.matcher(stripped).matches()) {
            return Optional.of(new BigDecimal(stripped));
        }
        if (OTHER_BASE.matcher(stripped).matches()) {
            int radix = stripped.charAt(1) == 'x' ? 16 : 8;
            return Optional.of(new BigDecimal(new BigInteger(stripped.substring(2), radix)));
        }
        return Optional.empty();
    }

    /** The number inside of words such as {@code int4}, {@code 4bit}, {@code 1_000} and {@code 50%}. */
    static Optional<String> meant(String text) {
        String stripped = text.strip();
        if (stripped.matches("[0-9]{1,3}([_,][0-9]{3}){1,4}")) {
            return Optional.of(stripped.replaceAll("[_,]", ""));
        }
        if (stripped.matches("[0-9]{1,3}(\\.[0-9]{1,6})?%")) {
            BigDecimal percent = new BigDecimal(stripped.substring(0, stripped.length() - 1));
            return Optional.of(percent.movePointLeft(2).stripTrailingZeros().toPlainString());
        }
        Matcher matcher = TRAILING.matcher(stripped);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }

    /** Whether YAML 1.1, which coremltools reads, takes the digits as octal. */
    static boolean isOctalInYaml11(String text) {
        return OCTAL.matcher(text).matches();
    }
}
