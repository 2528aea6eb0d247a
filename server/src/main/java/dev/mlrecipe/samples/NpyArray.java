package dev.mlrecipe.samples;

import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of NumPy, formats 1.0 to 3.0: numbers of 8 to 64 bits and booleans, in either byte order, row-major. Arrays of
 * objects, which are programs in disguise, are refused.
 */
final class NpyArray {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern STRUCTURED = Pattern.compile("'descr'\\s*:\\s*\\[");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");
    private static final Pattern TYPE = Pattern.compile("([<>|=])([fiub])([1248])");

    private final String name;
    private final Bytes bytes;
    private final long start;
    private final char kind;
    private final int width;
    private final ByteOrder order;
    private final long[] dims;

    private NpyArray(String name, Bytes bytes, long start, Matcher type, long[] dims) {
        this.name = name;
        this.bytes = bytes;
        this.start = start;
        this.kind = type.group(2).charAt(0);
        this.width = Integer.parseInt(type.group(3));
        this.order = type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        this.dims = dims;
    }

    /**
     * Reads the header.
     *
     * @param name what to call it in messages
     */
    static NpyArray read(String name, Bytes bytes) throws IOException {
        byte[] head = bytes(bytes, 0, (int) Math.min(12, bytes.size()));
        if (head.length < 12 || !Arrays.equals(MAGIC, Arrays.copyOf(head, MAGIC.length))) {
            throw new SamplesException(name + (bytes.size() == 0 ? ": an empty file" : ": it does not begin as an array")
                    + "; what numpy.save writes is expected");
        }
        ByteBuffer lengths = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int version = head[6];
        long length = version == 1 ? Short.toUnsignedLong(lengths.getShort(8)) : Integer.toUnsignedLong(lengths.getInt(8));
        int before = version == 1 ? 10 : 12;
        if (version < 1 || version > 3 || length > LONGEST_HEADER || before + length > bytes.size()) {
            throw new SamplesException(name + ": its header is damaged");
        }
        String header = new String(bytes(bytes, before, (int) length), StandardCharsets.UTF_8);
        long start = before + length;
        Matcher type = type(name, header);
        Matcher fortran = FORTRAN.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!fortran.find() || !shape.find()) {
            throw new SamplesException(name + ": its header is damaged");
        }
        long[] dims;
        long expected;
        try {
            dims = Arrays.stream(shape.group(1).split(","))
                    .map(String::strip)
                    .filter(dim -> !dim.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
            expected = Math.multiplyExact(Shape.of(dims).elements(), Long.parseLong(type.group(3)));
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new SamplesException(name + ": its shape (" + shape.group(1) + ") is impossible", e);
        }
        if (fortran.group(1).equals("True") && dims.length > 1) {
            throw new SamplesException(name + ": it is stored column by column; numpy.ascontiguousarray helps");
        }
        if (bytes.size() - start != expected) {
            throw new SamplesException(name + ": " + expected + " bytes of numbers expected, found " + (bytes.size() - start));
        }
        return new NpyArray(name, bytes, start, type, dims);
    }

    private static Matcher type(String name, String header) throws SamplesException {
        Matcher description = DESCRIPTION.matcher(header);
        String word = description.find() ? description.group(1) : "";
        Matcher type = TYPE.matcher(word);
        if (!type.matches() || type.group(2).equals("f") && type.group(3).equals("1")) {
            String found = STRUCTURED.matcher(header).find() ? "records" : words(word);
            throw new SamplesException(name + ": numbers or booleans expected, found " + found);
        }
        return type;
    }

    private static String words(String type) {
        String kind = type.length() > 1 ? type.substring(1, 2) : "";
        return switch (kind) {
            case "O" -> "Python objects, which are not read";
            case "U", "S" -> "text";
            case "c" -> "complex numbers";
            case "M", "m" -> "times";
            default -> "\"" + type + "\"";
        };
    }

    private static byte[] bytes(Bytes bytes, long position, int length) throws IOException {
        byte[] read = new byte[length];
        bytes.read(position, read, 0, length);
        return read;
    }

    long[] dims() {
        return dims.clone();
    }

    boolean isFloat() {
        return kind == 'f';
    }

    /** Its type as NumPy calls it. */
    String type() {
        return switch (kind) {
            case 'f' -> "float" + 8 * width;
            case 'i' -> "int" + 8 * width;
            case 'u' -> "uint" + 8 * width;
            default -> "bool";
        };
    }

    /**
     * Numbers of it in a shape.
     *
     * @param first position of the first one
     * @param integers whether integers are wanted
     */
    Tensor tensor(long first, Shape shape, boolean integers) throws IOException {
        int elements = Math.toIntExact(shape.elements());
        ByteBuffer numbers = ByteBuffer.wrap(bytes(bytes, start + first * width, Math.multiplyExact(elements, width)))
                .order(order);
        if (integers) {
            int[] values = new int[elements];
            for (int i = 0; i < elements; i++) {
                values[i] = integer(numbers);
            }
            return new Tensor.Ints(shape, values);
        }
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = kind == 'f' ? floating(numbers) : integer(numbers);
        }
        return new Tensor.Floats(shape, values);
    }

    private float floating(ByteBuffer numbers) {
        return switch (width) {
            case 2 -> Float.float16ToFloat(numbers.getShort());
            case 4 -> numbers.getFloat();
            default -> (float) numbers.getDouble();
        };
    }

    private int integer(ByteBuffer numbers) throws SamplesException {
        long number = switch (width) {
            case 1 -> kind == 'i' ? numbers.get() : Byte.toUnsignedLong(numbers.get());
            case 2 -> kind == 'i' ? numbers.getShort() : Short.toUnsignedLong(numbers.getShort());
            case 4 -> kind == 'i' ? numbers.getInt() : Integer.toUnsignedLong(numbers.getInt());
            default -> numbers.getLong();
        };
        if (number != (int) number) {
            throw new SamplesException(name + ": " + number + " is no 32-bit integer");
        }
        return (int) number;
    }
}
