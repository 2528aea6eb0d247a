package dev.mlrecipe.report;

/** Escaping for HTML and SVG, in text and in quoted attributes. */
final class Html {
    private Html() {}

    /** Text that a browser shows literally, whatever it holds. */
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    // Control characters, surrogate halves and overrides of the writing direction mean nothing here.
                    boolean strange = Character.isISOControl(c) && c != '\n' && c != '\t'
                            || Character.getType(c) == Character.FORMAT
                            || Character.getType(c) == Character.SURROGATE;
                    out.appendCodePoint(strange ? 0xfffd : c);
                }
            }
        });
        return out.toString();
    }
}
