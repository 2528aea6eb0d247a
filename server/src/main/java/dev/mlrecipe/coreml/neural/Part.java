package dev.mlrecipe.coreml.neural;

import java.util.Optional;

/**
 * A message inside the file, and the one that holds it: what has to be written anew if something in it changes its
 * size.
 *
 * @param parent the message around it; empty for the file
 * @param field where it is
 */
record Part(Optional<Part> parent, WireField field) {

    /** The whole file as a message. */
    static Part file(long size) {
        return new Part(Optional.empty(), new WireField(0, WireField.BYTES, 0, 0, size));
    }

    Part inner(WireField inner) {
        return new Part(Optional.of(this), inner);
    }

    /** Messages around it. */
    int depth() {
        int depth = 0;
        for (Optional<Part> around = parent; around.isPresent(); around = around.get().parent) {
            depth++;
        }
        return depth;
    }
}
