package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Expands representations to exactly the values that a device computes from them: every elementary operation of
 * {@code constexpr_*} is rounded to the type of the result (half to even).
 */
public final class Decoder {
    private static final int CHUNK = 1 << 14;

    private Decoder() {}

    /**
     * Opens a representation for reading from its first element.
     *
     * @throws IOException if it cannot be expanded with bounded memory
     */
    public static ValueReader open(Representation form) throws IOException {
        Source source = form.shape().elements() == 0 ? (from, target, offset, count) -> {} : Source.of(form);
        return new ValueReader(form, source);
    }

    /**
     * The dense tensor that a representation stands for. Dense forms are their own result; others are streamed
     * through {@code writer}, which is finished by this.
     *
     * @param writer of the form's type and shape: float16, float32 or an integer of at most eight bits
     * @param checkpoint called at least every 65,536 elements; may throw to stop
     */
    public static Tensor expand(Representation form, TensorWriter writer, Runnable checkpoint) throws IOException {
        if (form instanceof Dense dense) {
            return dense.values();
        }
        ValueReader reader = open(form);
        float[] values = new float[CHUNK];
        byte[] codes = new byte[form.type().isFloat() ? 0 : CHUNK];
        for (int n; (n = reader.read(values, 0, CHUNK)) > 0; ) {
            checkpoint.run();
            if (form.type().isFloat()) {
                writer.writeFloats(values, 0, n);
            } else {
                toCodes(values, codes, n);
                writer.writeCodes(codes, 0, n);
            }
        }
        return writer.finish();
    }

    /**
     * SHA-256, in hexadecimal, of the expanded values as little-endian elements of their type; elements of less than
     * eight bits count as one byte each.
     */
    public static String sha256(Representation form) throws IOException {
        MessageDigest digest = Sha256.create();
        if (form instanceof Dense dense && form.type().bits() >= 8) {
            digestBytes(dense.values().bytes(), digest);
        } else {
            digestValues(form, digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void digestBytes(Bytes bytes, MessageDigest digest) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (long at = 0; at < bytes.size(); at += CHUNK) {
            int n = (int) Math.min(CHUNK, bytes.size() - at);
            bytes.read(at, chunk, 0, n);
            digest.update(chunk, 0, n);
        }
    }

    private static void digestValues(Representation form, MessageDigest digest) throws IOException {
        DataType type = form.type();
        ValueReader reader = open(form);
        float[] values = new float[CHUNK];
        byte[] raw = new byte[CHUNK * Float.BYTES];
        ByteBuffer view = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        for (int n; (n = reader.read(values, 0, CHUNK)) > 0; ) {
            if (type == DataType.FLOAT32) {
                view.asFloatBuffer().put(values, 0, n);
                digest.update(raw, 0, n * Float.BYTES);
            } else if (type == DataType.FLOAT16) {
                for (int i = 0; i < n; i++) {
                    view.putShort(i * Short.BYTES, Float.floatToFloat16(values[i]));
                }
                digest.update(raw, 0, n * Short.BYTES);
            } else if (type.bits() <= 8 && !type.isFloat()) {
                toCodes(values, raw, n);
                digest.update(raw, 0, n);
            } else {
                throw new IOException("no compressed form has values of type " + type.word());
            }
        }
    }

    private static void toCodes(float[] values, byte[] codes, int n) {
        for (int i = 0; i < n; i++) {
            codes[i] = (byte) (int) values[i];
        }
    }
}
