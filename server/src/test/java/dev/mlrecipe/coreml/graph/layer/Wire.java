package dev.mlrecipe.coreml.graph.layer;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Messages from text, by field numbers: {@code 1:16 20:[3 3] 50:{1:{}} 7:"name" 3:0.5}. Numbers are varints, those in
 * brackets packed, those with a point 4-byte floats.
 */
final class Wire {
    private final String text;
    private int at;

    private Wire(String text) {
        this.text = text;
    }

    static ByteString of(String text) {
        Wire wire = new Wire(text);
        ByteString message = wire.message('\0');
        if (wire.at < text.length()) {
            throw new IllegalArgumentException(text.substring(wire.at));
        }
        return message;
    }


    private interface Field {
        void write(CodedOutputStream out) throws IOException;
    }

    private static void write(ByteArrayOutputStream bytes, Field field) {
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            field.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteString message(char end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (skipBlanks(); at < text.length() && text.charAt(at) != end; skipBlanks()) {
            int field = Integer.parseInt(upTo(':'));
            at++;
            field(bytes, field);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private void field(ByteArrayOutputStream bytes, int field) {
        switch (text.charAt(at)) {
            case '{' -> {
                at++;
                ByteString inner = message('}');
                at++;
                write(bytes, out -> out.writeBytes(field, inner));
            }
            case '[' -> {
                at++;
                String[] numbers = upTo(']').strip().split(" +");
                at++;
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                for (String number : numbers) {
                    write(packed, out -> number(out, number));
                }
                write(bytes, out -> out.writeByteArray(field, packed.toByteArray()));
            }
            case '"' -> {
                at++;
                String word = upTo('"');
                at++;
                write(bytes, out -> out.writeString(field, word));
            }
            default -> {
                String number = upTo(' ', '}');
                boolean point = number.contains(".");
                write(bytes, out -> out.writeTag(field, point ? 5 : 0));
                write(bytes, out -> number(out, number));
            }
        }
    }

    private static void number(CodedOutputStream out, String number) throws IOException {
        if (number.contains(".")) {
            out.writeFloatNoTag(Float.parseFloat(number));
        } else {
            out.writeInt64NoTag(Long.parseLong(number));
        }
    }

    private String upTo(char... ends) {
        int start = at;
        while (at < text.length() && new String(ends).indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }
}
