package dev.mlrecipe.coreml.neural;

/**
 * One field of a serialized message, as positions in its file.
 *
 * @param number field number
 * @param wire wire type: {@link #VARINT}, {@link #FIXED64}, {@link #BYTES} or {@link #FIXED32}
 * @param start first byte of the tag
 * @param content first byte of the value, behind the length if it has one
 * @param end first byte behind the value
 */
record WireField(int number, int wire, long start, long content, long end) {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    /** Bytes of the value. */
    long size() {
        return end - content;
    }
}
