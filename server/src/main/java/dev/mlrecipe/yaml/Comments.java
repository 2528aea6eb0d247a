package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.List;

/** Finds comments: {@code #} at the start of a line or after white space, outside of scalars. */
final class Comments {
    private Comments() {}

    /**
     * @param text the document
     * @param scalars spans of all scalars, in order, none overlapping
     */
    static List<YamlTree.Comment> find(Text text, List<Span> scalars) {
        List<YamlTree.Comment> found = new ArrayList<>();
        String content = text.content();
        int next = 0;
        int at = 0;
        while (at < content.length()) {
            if (next < scalars.size() && at >= scalars.get(next).start()) {
                at = Math.max(at, scalars.get(next).end());
                next++;
            } else if (content.charAt(at) == '#' && (at == 0 || isSpace(content.charAt(at - 1)))) {
                int end = text.lineSpan(text.line(at)).end();
                found.add(new YamlTree.Comment(
                        new Span(at, end), content.substring(at + 1, end).strip()));
                at = end;
            } else {
                at++;
            }
        }
        return found;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\uFEFF';
    }
}
