package dev.mlrecipe.yaml;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Words as YAML. */
public final class YamlWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
    /** What YAML 1.1 or 1.2 reads as something else than a word. */
    private static final Set<String> MEANINGFUL =
            Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf");

    private YamlWords() {}

    /** The word as it reads, quoted where it must be. */
    public static String of(String word) {
        return isPlain(word) ? word : quoted(word, '"');
    }

    public static boolean isPlain(String word) {
        return PLAIN.matcher(word).matches() && !MEANINGFUL.contains(word.toLowerCase(Locale.ROOT));
    }

    /** In double or single quotes. */
    public static String quoted(String word, char quote) {
        if (quote == '\'' && word.chars().noneMatch(YamlWords::needsEscape)) {
            return "'" + word.replace("'", "''") + "'";
        }
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (needsEscape(c)) {
                text.append("\\u%04X".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    private static boolean needsEscape(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
    }
}
