package dev.mlrecipe.text;

/**
 * A half-open range of a document, in UTF-16 code units from its start.
 *
 * @param start first code unit of the range
 * @param end first code unit after the range; equal to {@code start} for an insertion point
 */
public record Span(int start, int end) {

    /** @throws IllegalArgumentException if {@code start < 0} or {@code end < start} */
    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("span " + start + ".." + end);
        }
    }

    /** The insertion point at {@code offset}. */
    public static Span at(int offset) {
        return new Span(offset, offset);
    }

    /** Whether {@code offset} lies inside, the end included (a cursor behind a word still touches it). */
    public boolean touches(int offset) {
        return start <= offset && offset <= end;
    }
}
