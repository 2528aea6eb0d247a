package dev.mlrecipe.editor;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The snippet syntax of the language server protocol, as far as it is used here. */
final class Snippets {
    private static final Pattern CHOICE = Pattern.compile("\\$\\{[0-9]+\\|([^,|]*)[^|]*\\|\\}");
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{[0-9]+:([^}]*)\\}");
    private static final Pattern STOP = Pattern.compile("(?<!\\\\)\\$[0-9]+");

    private Snippets() {}

    /** The text with every placeholder at its default. */
    static String plain(String snippet) {
        String text = CHOICE.matcher(snippet).replaceAll("$1");
        text = DEFAULT.matcher(text).replaceAll("$1");
        return STOP.matcher(text).replaceAll("").replaceAll("\\\\([$}\\\\])", "$1");
    }

    /** The text with every placeholder at its default, once for each value of its first choice. */
    static List<String> choices(String snippet) {
        Matcher choice = CHOICE.matcher(snippet);
        if (!choice.find()) {
            return List.of(plain(snippet));
        }
        String values = choice.group().substring(choice.group().indexOf('|') + 1, choice.group().lastIndexOf('|'));
        return Arrays.stream(values.split(","))
                .map(value -> plain(snippet.substring(0, choice.start()) + value + snippet.substring(choice.end())))
                .toList();
    }

    /** Plain text as part of a snippet. */
    static String escape(String text) {
        return text.replaceAll("([$}\\\\])", "\\\\$1");
    }
}
