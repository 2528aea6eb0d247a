package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.ValueReader;
import java.io.IOException;

/** The expanded elements of a weight in row-major order, read by position. Used by one thread. */
@FunctionalInterface
public interface Values {

    /** Reads {@code count} elements that begin at {@code from}; all of them lie inside. */
    void read(long from, float[] target, int offset, int count) throws IOException;

    /** The values that a representation expands to. */
    static Values of(Representation form) throws IOException {
        ValueReader reader = Decoder.open(form);
        return (from, target, offset, count) -> {
            reader.position(from);
            reader.read(target, offset, count);
        };
    }
}
