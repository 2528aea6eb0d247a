package dev.mlrecipe.yaml;

/**
 * What a quick look at a piece of text finds: enough to tell where a word, a bracket or a quote of it ends, without a
 * parser that would stop at the mistake.
 *
 * @param closers the brackets that close what is open at the end, outermost first
 * @param quote where a quote opens that is not closed, or -1
 * @param colon the first colon outside of brackets and quotes that separates a key from its value, or -1
 * @param end behind the last character that is neither white space nor comment
 */
record Scan(String closers, int quote, int colon, int end) {

    /** Looks at the characters from {@code from}, where a node may start, to {@code to}. */
    static Scan of(String content, int from, int to) {
        StringBuilder closers = new StringBuilder();
        int quote = -1;
        int colon = -1;
        int end = from;
        boolean fresh = true;
        for (int at = from; at < to; at++) {
            char c = content.charAt(at);
            if (quote >= 0) {
                char mark = content.charAt(quote);
                end = at + 1;
                if (mark == '"' && c == '\\') {
                    at++;
                } else if (c == mark && mark == '\'' && at + 1 < to && content.charAt(at + 1) == '\'') {
                    at++;
                } else if (c == mark) {
                    quote = -1;
                }
                continue;
            }
            if (c == '\n' || c == '\r') {
                fresh = true;
                continue;
            }
            if (c == ' ' || c == '\t') {
                continue;
            }
            boolean spaced = at == from || Character.isWhitespace(content.charAt(at - 1));
            if (c == '#' && spaced) {
                at = lineEnd(content, at, to) - 1;
                continue;
            }
            end = at + 1;
            boolean ends = at + 1 >= to || Character.isWhitespace(content.charAt(at + 1));
            boolean flow = !closers.isEmpty();
            if ((c == '"' || c == '\'') && fresh) {
                quote = at;
                fresh = false;
            } else if ((c == '[' || c == '{') && (flow || fresh)) {
                closers.append(c == '[' ? ']' : '}');
                fresh = true;
            } else if (flow && c == closers.charAt(closers.length() - 1)) {
                closers.setLength(closers.length() - 1);
                fresh = false;
            } else if (c == ':' && (ends || (flow && ",[]{}".indexOf(content.charAt(at + 1)) >= 0))) {
                colon = colon < 0 && !flow ? at : colon;
                fresh = true;
            } else if ((c == '&' || c == '!') && fresh) {
                while (at + 1 < to && !Character.isWhitespace(content.charAt(at + 1))) {
                    at++;
                }
                end = at + 1;
            } else {
                fresh = (flow && c == ',') || (fresh && ends && (c == '-' || c == '?'));
            }
        }
        return new Scan(closers.toString(), quote, colon, end);
    }

    private static int lineEnd(String content, int from, int to) {
        int at = from;
        while (at < to && content.charAt(at) != '\n' && content.charAt(at) != '\r') {
            at++;
        }
        return at;
    }
}
