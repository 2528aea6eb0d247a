package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.tensor.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Finds the fields of serialized messages without reading their values: a model of two gigabytes costs a buffer. Used
 * by one thread.
 */
final class WireReader {
    private static final int BUFFER = 1 << 13;
    private static final int MAX_VARINT = 10;
    private static final int MAX_TEXT = 1 << 16;

    private final Path file;
    private final Bytes bytes;
    private final byte[] buffer = new byte[BUFFER];
    private long loadedFrom;
    private int loaded;
    private long position;
    private int number;

    /** @param file names the file in messages */
    WireReader(Path file, Bytes bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** Receives the fields of a message in their order. */
    @FunctionalInterface
    interface Visitor {
        void field(WireField field) throws IOException;
    }

    /**
     * Visits the fields between two positions.
     *
     * @throws ModelException if they are no message
     */
    void fields(long from, long to, Visitor visitor) throws IOException {
        for (long at = from; at < to; ) {
            WireField field = field(at, to);
            at = field.end();
            visitor.field(field);
        }
    }

    private WireField field(long start, long limit) throws IOException {
        position = start;
        long tag = varint(limit);
        int wire = (int) tag & 7;
        long number = tag >>> 3;
        if (number < 1 || number > 0x1fff_ffff) {
            throw damaged(start, "field number " + Long.toUnsignedString(number));
        }
        this.number = (int) number;
        long content = position;
        long size = switch (wire) {
            case WireField.VARINT -> {
                varint(limit);
                yield position - content;
            }
            case WireField.FIXED64 -> Long.BYTES;
            case WireField.FIXED32 -> Integer.BYTES;
            case WireField.BYTES -> {
                long length = varint(limit);
                content = position;
                yield length;
            }
            default -> throw damaged(start, "wire type " + wire);
        };
        if (size < 0 || size > limit - content) {
            throw damaged(start, Long.toUnsignedString(size) + " bytes where " + (limit - content) + " are left");
        }
        return new WireField((int) number, wire, start, content, content + size);
    }

    /** Number of the last field that was begun, whole or not. */
    int number() {
        return number;
    }

    /** The value of a number. */
    long value(WireField field) throws IOException {
        require(field, WireField.VARINT);
        position = field.content();
        return varint(field.end());
    }

    /** The value of a text. */
    String text(WireField field) throws IOException {
        require(field, WireField.BYTES);
        if (field.size() > MAX_TEXT) {
            throw damaged(field.start(), "a name of " + field.size() + " bytes, at most " + MAX_TEXT + " expected");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array(field))).toString();
        } catch (CharacterCodingException notText) {
            throw damaged(field.start(), "a name that is no UTF-8 text");
        }
    }

    /** The value of a field in one array; for small ones. */
    byte[] array(WireField field) throws IOException {
        byte[] value = new byte[(int) field.size()];
        bytes.read(field.content(), value, 0, value.length);
        return value;
    }

    /** @throws ModelException if the field is of another wire type */
    void require(WireField field, int wire) throws ModelException {
        if (field.wire() != wire) {
            throw damaged(
                    field.start(),
                    "wire type " + field.wire() + " of field " + field.number() + ", " + wire + " expected");
        }
    }

    ModelException damaged(long at, String found) {
        return new ModelException(
                file, "not a Core ML model, or damaged at byte " + at + " of " + bytes.size() + ": " + found);
    }

    private long varint(long limit) throws IOException {
        long start = position;
        long value = 0;
        for (int i = 0; i < MAX_VARINT; i++) {
            if (position >= limit) {
                throw damaged(start, "a number that does not end");
            }
            byte b = next();
            value |= (long) (b & 0x7f) << 7 * i;
            if (b >= 0) {
                return value;
            }
        }
        throw damaged(start, "a number of more than " + MAX_VARINT + " bytes");
    }

    private byte next() throws IOException {
        if (position < loadedFrom || position >= loadedFrom + loaded) {
            loaded = 0;
            int n = (int) Math.min(BUFFER, bytes.size() - position);
            bytes.read(position, buffer, 0, n);
            loadedFrom = position;
            loaded = n;
        }
        return buffer[(int) (position++ - loadedFrom)];
    }
}
