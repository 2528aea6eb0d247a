package dev.mlrecipe.coreml.neural;

import java.io.ByteArrayOutputStream;

/** Writes the small parts of messages. */
final class WireWriter {
    private WireWriter() {}

    /** A number of one to ten bytes. */
    static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    static void tag(ByteArrayOutputStream out, int number, int wire) {
        varint(out, (long) number << 3 | wire);
    }

    /** A field with a number. */
    static byte[] number(int number, long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tag(out, number, WireField.VARINT);
        varint(out, value);
        return out.toByteArray();
    }

    /** A field with bytes or a message. */
    static void message(ByteArrayOutputStream out, int number, byte[] content) {
        out.writeBytes(head(number, content.length));
        out.writeBytes(content);
    }

    /** What stands before {@code size} bytes of a field. */
    static byte[] head(int number, long size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tag(out, number, WireField.BYTES);
        varint(out, size);
        return out.toByteArray();
    }
}
