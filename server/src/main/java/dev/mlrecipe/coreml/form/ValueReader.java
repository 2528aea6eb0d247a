package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;
import java.util.Objects;

/**
 * Expanded values of a representation in row-major order, without the expanded weight in memory. Used by one thread.
 */
public final class ValueReader {
    private final Representation form;
    private final Source source;
    private final long elements;
    private long position;

    ValueReader(Representation form, Source source) {
        this.form = form;
        this.source = source;
        this.elements = form.shape().elements();
    }

    /** Shape of the expanded weight. */
    public Shape shape() {
        return form.shape();
    }

    /** Type that the values are exact in. */
    public DataType type() {
        return form.type();
    }

    /** The next element. */
    public long position() {
        return position;
    }

    /**
     * Goes on at another element. Cheap for all forms except that a sparse one may have to count its mask up to there
     * once.
     *
     * @throws IndexOutOfBoundsException if {@code element} is negative or greater than the number of elements
     */
    public void position(long element) {
        if (element < 0 || element > elements) {
            throw new IndexOutOfBoundsException("element " + element + " of " + form.shape());
        }
        position = element;
    }

    /**
     * Expands the next elements.
     *
     * @return how many: {@code count}, or fewer at the end of the weight; 0 behind it
     * @throws IOException if stored bytes cannot be read or contradict each other
     */
    public int read(float[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        int n = (int) Math.min(count, elements - position);
        if (n > 0) {
            source.read(position, target, offset, n);
            position += n;
        }
        return n;
    }
}
