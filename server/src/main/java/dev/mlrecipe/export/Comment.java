package dev.mlrecipe.export;

/** Text of users inside comments. */
final class Comment {
    private Comment() {}

    /** The text on one line: control characters and line breaks as {@code \}{@code uXXXX}. */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\ufeff') {
                safe.append(String.format("\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }
}
