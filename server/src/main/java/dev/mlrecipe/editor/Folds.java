package dev.mlrecipe.editor;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlTree;
import java.util.ArrayList;
import java.util.List;

/** Entries and list items of several lines, and runs of comment lines. */
public final class Folds {
    private final Text text;
    private final List<Fold> folds = new ArrayList<>();

    private Folds(Text text) {
        this.text = text;
    }

    public static List<Fold> of(Snapshot snapshot) {
        Folds folds = new Folds(snapshot.text());
        folds.node(snapshot.parsed().tree().root());
        folds.comments(snapshot.parsed().tree());
        return folds.folds;
    }

    private void node(Node node) {
        if (node instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries()) {
                if (Places.ownsValue(mapping, entry) && !(entry.value() instanceof Node.Missing)) {
                    add(entry.span());
                    node(entry.value());
                }
            }
        } else if (node instanceof Node.Sequence list) {
            for (Node item : list.items()) {
                if (Places.holds(list, item)) {
                    add(item.span());
                    node(item);
                }
            }
        }
    }

    private void add(Span span) {
        int first = text.line(span.start());
        int last = text.line(span.end());
        boolean known = !folds.isEmpty() && folds.getLast().firstLine() == first;
        if (last > first && !known) {
            folds.add(new Fold(first, last, false));
        }
    }

    private void comments(YamlTree tree) {
        int first = -1;
        int last = -2;
        for (YamlTree.Comment comment : tree.comments()) {
            int line = text.line(comment.span().start());
            boolean alone = text.slice(new Span(text.lineSpan(line).start(), comment.span().start())).isBlank();
            if (!alone || line != last + 1) {
                close(first, last);
                first = line;
            }
            last = alone ? line : -2;
        }
        close(first, last);
    }

    private void close(int first, int last) {
        if (last > first && first >= 0) {
            folds.add(new Fold(first, last, true));
        }
    }
}
