package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlTree.Problem;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.reader.StreamReader;

/** Characters that YAML forbids, and those that only YAML 1.1, of which the library is, takes for line breaks. */
final class Printable {
    private Printable() {}

    /** The text with forbidden characters replaced one to one, the first of them reported. */
    static Text of(Text text, List<Problem> problems) {
        String content = text.content();
        if (content.codePoints().allMatch(Printable::isAllowed)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(content.length());
        for (int at = 0; at < content.length(); ) {
            int point = content.codePointAt(at);
            int end = at + Character.charCount(point);
            if (isAllowed(point)) {
                clean.appendCodePoint(point);
            } else {
                if (problems.isEmpty()) {
                    String message = "YAML does not allow the character U+%04X".formatted(point);
                    problems.add(new Problem(Problem.Kind.SYNTAX, new Span(at, end), message, Optional.empty()));
                }
                clean.append("\uFFFD".repeat(end - at));
            }
            at = end;
        }
        return Text.of(clean.toString());
    }

    private static boolean isAllowed(int point) {
        return StreamReader.isPrintable(point) && point != 0x85 && point != 0x2028 && point != 0x2029;
    }
}
