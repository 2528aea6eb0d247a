package dev.mlrecipe.coreml.graph.layer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a message by their numbers, as they are on the wire. Long ones are left out: those are weights, and
 * nothing here looks at weights.
 */
public final class Fields {
    static final Fields NONE = new Fields(Map.of());

    /** Bytes of a field that is read. */
    private static final int LONGEST = 1 << 12;

    /** {@code Long} for varints and 8-byte numbers, {@code Integer} for 4-byte ones, {@code byte[]} for the others. */
    private final Map<Integer, List<Object>> values;

    private Fields(Map<Integer, List<Object>> values) {
        this.values = values;
    }

    private static Fields read(CodedInputStream in) throws IOException {
        Map<Integer, List<Object>> values = new HashMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Object value = value(in, tag);
            if (value != null) {
                values.computeIfAbsent(WireFormat.getTagFieldNumber(tag), field -> new ArrayList<>()).add(value);
            }
        }
        return new Fields(values);
    }

    /** The fields of a message; none if it is damaged. */
    public static Fields of(byte[] message) {
        try {
            return read(CodedInputStream.newInstance(message));
        } catch (IOException e) {
            return NONE;
        }
    }

    private static Object value(CodedInputStream in, int tag) throws IOException {
        switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT:
                return in.readRawVarint64();
            case WireFormat.WIRETYPE_FIXED64:
                return in.readFixed64();
            case WireFormat.WIRETYPE_FIXED32:
                return in.readFixed32();
            case WireFormat.WIRETYPE_LENGTH_DELIMITED:
                int length = in.readRawVarint32();
                if (length >= 0 && length <= LONGEST) {
                    return in.readRawBytes(length);
                }
                in.skipRawBytes(length);
                return null;
            default:
                in.skipField(tag);
                return null;
        }
    }

    boolean has(int field) {
        return values.containsKey(field);
    }

    /** A number, 0 where it is not given. */
    long number(int field) {
        List<Long> numbers = numbers(field);
        return numbers.isEmpty() ? 0 : numbers.getLast();
    }

    boolean flag(int field) {
        return number(field) != 0;
    }

    /** Repeated whole numbers, packed or not. */
    List<Long> numbers(int field) {
        List<Long> numbers = new ArrayList<>();
        for (Object value : values.getOrDefault(field, List.of())) {
            if (value instanceof Long number) {
                numbers.add(number);
            } else if (value instanceof byte[] packed) {
                unpack(packed, numbers);
            }
        }
        return numbers;
    }

    private static void unpack(byte[] packed, List<Long> numbers) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(packed);
            while (!in.isAtEnd()) {
                numbers.add(in.readRawVarint64());
            }
        } catch (IOException e) {
            // No packed numbers: what was read so far is dropped, and the layer's sizes are unknown.
            numbers.clear();
        }
    }

    /** Repeated floats, packed or not. */
    List<Float> floats(int field) {
        List<Float> floats = new ArrayList<>();
        for (Object value : values.getOrDefault(field, List.of())) {
            if (value instanceof Integer bits) {
                floats.add(Float.intBitsToFloat(bits));
            } else if (value instanceof byte[] packed) {
                ByteBuffer buffer = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
                while (buffer.remaining() >= Float.BYTES) {
                    floats.add(buffer.getFloat());
                }
            }
        }
        return floats;
    }

    /** A message inside this one; an empty one where it is not given, damaged or long. */
    Fields message(int field) {
        List<Fields> messages = messages(field);
        return messages.isEmpty() ? NONE : messages.getLast();
    }

    List<Fields> messages(int field) {
        List<Fields> messages = new ArrayList<>();
        for (Object value : values.getOrDefault(field, List.of())) {
            if (value instanceof byte[] bytes) {
                messages.add(of(bytes));
            }
        }
        return messages;
    }
}
