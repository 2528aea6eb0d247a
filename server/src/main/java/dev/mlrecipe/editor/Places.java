package dev.mlrecipe.editor;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;

/** Where nodes stand. What an alias stands for is a node that stands elsewhere. */
final class Places {
    private Places() {}

    static boolean holds(Span outer, Span inner) {
        return outer.start() <= inner.start() && inner.end() <= outer.end();
    }

    /** Whether a child's text lies in its parent's. */
    static boolean holds(Node parent, Node child) {
        return holds(parent.span(), child.span());
    }

    /** Whether an entry's value stands behind its key, and not at an anchor. */
    static boolean ownsValue(Node.Mapping mapping, Node.Entry entry) {
        return !entry.merged() && entry.place().equals(entry.value().span()) && holds(mapping, entry.value());
    }
}
