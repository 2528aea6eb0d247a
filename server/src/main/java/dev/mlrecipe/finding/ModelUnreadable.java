package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** The model cannot be read, or is of a kind that cannot be compressed. */
public final class ModelUnreadable {
    private ModelUnreadable() {}

    /** @param problem what was found, what was expected, and what would work */
    public static Finding of(Span model, String problem) {
        return Code.MODEL_UNREADABLE.at(model, problem);
    }

    /** A compiled model lies at the path. */
    public static Finding compiled(Span model, String path) {
        return of(model, Words.quote(path) + " is a compiled model, which cannot be changed; give the .mlpackage or .mlmodel that it"
                + " was compiled from");
    }

    /** The text is no path on this system. */
    public static Finding noPath(Span model, String path) {
        return of(model, Words.quote(path) + " is no path");
    }

    /** @param kind what the file holds, for example {@code a pipeline without weights of neural networks} */
    public static Finding kind(Span model, String path, String kind) {
        return of(model, Words.quote(path) + " holds " + kind + "; only the weights of ML programs and neural networks"
                + " can be compressed");
    }
}
