package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** A file of {@code measured} that cannot be read, or that is no measured file. */
public final class MeasuredInvalid {
    private MeasuredInvalid() {}

    /** @param problem file, place in it, what was found, what was expected */
    public static Finding of(Span file, String problem) {
        return Code.MEASURED_INVALID.at(file, problem + "; predictions stand instead");
    }
}
