package dev.mlrecipe.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Arrays of NumPy as bytes, for tests. */
public final class Npy {
    private Npy() {}

    /** An array of float32. */
    public static byte[] floats(String shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return of("<f4", false, shape, bytes.array());
    }

    /** An array of int32. */
    public static byte[] integers(String shape, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putInt(value);
        }
        return of("<i4", false, shape, bytes.array());
    }

    /** An array of any type. */
    public static byte[] of(String type, boolean fortran, String shape, byte... content) {
        String header = "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': ("
                + shape + "), }";
        header += " ".repeat(64 - (header.length() + 11) % 64) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + content.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        bytes.putShort((short) header.length());
        bytes.put(header.getBytes(StandardCharsets.US_ASCII));
        return bytes.put(content).array();
    }

    /** An archive of arrays. */
    public static void archive(Path file, Map<String, byte[]> arrays) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> array : new TreeMap<>(arrays).entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                zip.write(array.getValue());
                zip.closeEntry();
            }
        }
    }

    /** The bytes of numbers, low byte first. */
    static byte[] bytes(int width, long... numbers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long number : numbers) {
            for (int i = 0; i < width; i++) {
                out.write((int) (number >> 8 * i));
            }
        }
        return out.toByteArray();
    }
}
