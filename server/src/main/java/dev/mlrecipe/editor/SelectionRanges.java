package dev.mlrecipe.editor;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.List;

/** What to select around a place, step by step. */
public final class SelectionRanges {
    private SelectionRanges() {}

    /** Innermost first, each inside of the next; the last is the whole text. */
    public static List<Span> at(Snapshot snapshot, int offset) {
        List<Span> outermostFirst = new ArrayList<>();
        outermostFirst.add(new Span(0, snapshot.text().length()));
        collect(snapshot.parsed().tree().root(), Math.clamp(offset, 0, snapshot.text().length()), outermostFirst);
        return outermostFirst.reversed();
    }

    private static void collect(Node node, int offset, List<Span> spans) {
        if (!add(node.span(), offset, spans)) {
            return;
        }
        if (node instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries()) {
                if (!entry.merged() && entry.span().touches(offset)) {
                    add(entry.span(), offset, spans);
                    add(entry.key().span(), offset, spans);
                    if (Places.ownsValue(mapping, entry)) {
                        collect(entry.value(), offset, spans);
                    }
                    return;
                }
            }
        } else if (node instanceof Node.Sequence list) {
            list.items().stream()
                    .filter(item -> Places.holds(list, item) && item.span().touches(offset))
                    .findFirst()
                    .ifPresent(item -> collect(item, offset, spans));
        }
    }

    /** Adds a span that lies inside of the last one and is smaller; false if it does not touch the place. */
    private static boolean add(Span span, int offset, List<Span> spans) {
        boolean touches = span.touches(offset);
        if (touches && Places.holds(spans.getLast(), span) && !spans.getLast().equals(span)) {
            spans.add(span);
        }
        return touches;
    }
}
