package dev.mlrecipe.editor;

import java.util.List;

/**
 * Pieces of Markdown. Names come from models and recipes: as code they can hold no link, image, HTML or table cell of
 * their own.
 */
final class Markdown {
    private Markdown() {}

    /** The text as inline code on one line, whatever it holds. */
    static String code(String text) {
        String line = Names.line(text);
        if (line.isBlank()) {
            return "(no name)";
        }
        int longest = 0;
        int run = 0;
        for (int i = 0; i < line.length(); i++) {
            run = line.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(longest + 1);
        String pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
        return fence + pad + line + pad + fence;
    }

    /** Plain text, with every character that means something escaped. */
    static String plain(String text) {
        return Names.line(text).replaceAll("([\\\\`*_{}\\[\\]()#+!|<>&~-])", "\\\\$1");
    }

    /** A row of a table; cells are Markdown. */
    static String row(List<String> cells) {
        return "| " + String.join(" | ", cells.stream().map(Markdown::cell).toList()) + " |\n";
    }

    /** The head of a table: columns of numbers, marked by a trailing {@code :}, are set to the right. */
    static String head(String... columns) {
        StringBuilder rule = new StringBuilder("|");
        StringBuilder names = new StringBuilder("|");
        for (String column : columns) {
            boolean right = column.endsWith(":");
            names.append(' ').append(right ? column.substring(0, column.length() - 1) : column).append(" |");
            rule.append(right ? "---:|" : "---|");
        }
        return names + "\n" + rule + "\n";
    }

    /** A bar splits cells even within code. */
    private static String cell(String text) {
        return text.replaceAll("(?<!\\\\)\\|", "\\\\|").replace('\n', ' ');
    }
}
