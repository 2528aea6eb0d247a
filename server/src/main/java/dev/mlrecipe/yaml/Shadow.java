package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with its mistakes patched so that a parser gets through. It has the lines of the original, and knows for each
 * of its offsets where that is in the original; what a patch inserts lies at its insertion point.
 */
final class Shadow {
    /** A replacement of a part of a line. */
    record Patch(int start, int end, String replacement) {
        static Patch insert(int at, String inserted) {
            return new Patch(at, at, inserted);
        }

        /** Spaces where something was. */
        static Patch blank(int start, int end) {
            return new Patch(start, end, " ".repeat(end - start));
        }

        /** Single quotes around a part of a line. */
        static List<Patch> quote(String content, int start, int end) {
            List<Patch> patches = new ArrayList<>(List.of(insert(start, "'")));
            for (int at = start; at < end; at++) {
                if (content.charAt(at) == '\'') {
                    patches.add(insert(at, "'"));
                }
            }
            patches.add(insert(end, "'"));
            return patches;
        }
    }

    private final Text text;
    private final int[] origins;

    private Shadow(Text text, int[] origins) {
        this.text = text;
        this.origins = origins;
    }

    static Shadow of(Text text) {
        return new Shadow(text, null);
    }

    Text text() {
        return text;
    }

    /** @param patches in the order of the text, not overlapping, none over a line break */
    Shadow with(List<Patch> patches) {
        StringBuilder content = new StringBuilder();
        int grown = text.length() + patches.stream().mapToInt(p -> p.replacement().length()).sum();
        int[] moved = new int[grown + 1];
        int at = 0;
        for (Patch patch : patches) {
            at = copy(at, patch.start(), content, moved);
            for (int i = 0; i < patch.replacement().length(); i++) {
                moved[content.length() + i] = origin(Math.min(patch.end(), patch.start() + i));
            }
            content.append(patch.replacement());
            at = patch.end();
        }
        copy(at, text.length(), content, moved);
        moved[content.length()] = origin(text.length());
        return new Shadow(Text.of(content.toString()), moved);
    }

    private int copy(int from, int to, StringBuilder content, int[] moved) {
        for (int at = from; at < to; at++) {
            moved[content.length() + at - from] = origin(at);
        }
        content.append(text.content(), from, to);
        return to;
    }

    /** Where an offset is in the original. */
    int origin(int offset) {
        return origins == null ? offset : origins[offset];
    }

    Span origin(Span span) {
        int start = origin(span.start());
        return new Span(start, Math.max(start, origin(span.end())));
    }
}
