package dev.mlrecipe.coreml.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Objects;

/**
 * Reads elements of one tensor by position, in chunks through a fixed buffer. Positions and counts are in elements of
 * the row-major order; any position works, also inside a byte. Not thread safe: one reader per thread.
 *
 * <p>All methods throw {@link IndexOutOfBoundsException} if the range lies outside the tensor and {@link IOException}
 * if the bytes cannot be read.
 */
public final class TensorReader {
    private static final int CHUNK_BYTES = 1 << 15;

    private final Tensor tensor;
    private final DataType type;
    private final byte[] raw = new byte[CHUNK_BYTES + BitPacking.SLACK];
    private final ByteBuffer view = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    private final BitPacking packing;
    private final byte[] codes;
    private final short[] halves;
    private final byte[] partial = new byte[BitPacking.GROUP];

    public TensorReader(Tensor tensor) {
        this.tensor = tensor;
        this.type = tensor.type();
        this.packing = type.bits() < 8 ? new BitPacking(type) : null;
        this.codes = isCode(type) ? new byte[CHUNK_BYTES] : null;
        this.halves = type == DataType.FLOAT16 ? new short[CHUNK_BYTES / Short.BYTES] : null;
    }

    public Tensor tensor() {
        return tensor;
    }

    /**
     * Reads elements of any type as floats: float16 and narrower types exactly, wider ones rounded to the nearest
     * float; booleans as 0 and 1.
     */
    public void readFloats(long from, float[] target, int offset, int count) throws IOException {
        checkRange(from, target.length, offset, count);
        int chunk = codes != null ? codes.length : CHUNK_BYTES * 8 / type.bits();
        for (int done = 0; done < count; ) {
            int n = Math.min(chunk, count - done);
            readFloatChunk(from + done, target, offset + done, n);
            done += n;
        }
    }

    /**
     * Reads elements of an integer type of at most eight bits, one per byte: the value itself, in two's complement
     * for signed types (so a uint8 of 255 is the byte -1). Booleans are the stored bytes.
     *
     * @throws IllegalStateException if the tensor has another type
     */
    public void readCodes(long from, byte[] target, int offset, int count) throws IOException {
        if (codes == null) {
            throw new IllegalStateException(type.word() + " elements are not codes of at most eight bits");
        }
        checkRange(from, target.length, offset, count);
        if (packing == null) {
            tensor.bytes().read(from, target, offset, count);
        } else {
            readPacked(from, target, offset, count);
        }
    }

    /**
     * Reads the bit patterns of float16 elements.
     *
     * @throws IllegalStateException if the tensor has another type
     */
    public void readHalves(long from, short[] target, int offset, int count) throws IOException {
        if (halves == null) {
            throw new IllegalStateException("float16 expected, found " + type.word());
        }
        checkRange(from, target.length, offset, count);
        for (int done = 0; done < count; ) {
            int n = Math.min(halves.length, count - done);
            shorts(from + done, n).get(target, offset + done, n);
            done += n;
        }
    }

    private static boolean isCode(DataType type) {
        return type.bits() <= 8 && !type.isFloat();
    }

    private void checkRange(long from, int length, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, length);
        Objects.checkFromIndexSize(from, count, tensor.elements());
    }

    /** Loads {@code n} elements of at least eight bits to the start of the buffer. */
    private void load(long from, int n) throws IOException {
        int size = type.bits() / 8;
        tensor.bytes().read(from * size, raw, 0, n * size);
    }

    private ShortBuffer shorts(long from, int n) throws IOException {
        load(from, n);
        return view.asShortBuffer();
    }

    private void readPacked(long from, byte[] target, int offset, int count) throws IOException {
        int width = type.bits();
        int chunkGroups = CHUNK_BYTES / width;
        int done = 0;
        while (done < count) {
            long firstGroup = (from + done) / BitPacking.GROUP;
            int skip = (int) ((from + done) % BitPacking.GROUP);
            int n = (int) Math.min(count - done, (long) chunkGroups * BitPacking.GROUP - skip);
            long start = firstGroup * width;
            long end = Math.min(tensor.size(), start + (long) chunkGroups * width);
            int needed = (int) Math.min(end - start, ((long) skip + n + 7) / 8 * width);
            tensor.bytes().read(start, raw, 0, needed);
            unpack(skip, target, offset + done, n);
            done += n;
        }
    }

    /** Unpacks {@code n} codes that begin {@code skip} codes behind the start of the buffer. */
    private void unpack(int skip, byte[] target, int offset, int n) {
        int width = type.bits();
        int position = 0;
        int done = 0;
        if (skip > 0) {
            packing.unpack(raw, 0, partial, 0, 1);
            done = Math.min(n, BitPacking.GROUP - skip);
            System.arraycopy(partial, skip, target, offset, done);
            position = width;
        }
        int groups = (n - done) / BitPacking.GROUP;
        packing.unpack(raw, position, target, offset + done, groups);
        done += groups * BitPacking.GROUP;
        position += groups * width;
        if (done < n) {
            packing.unpack(raw, position, partial, 0, 1);
            System.arraycopy(partial, 0, target, offset + done, n - done);
        }
    }

    private void readFloatChunk(long from, float[] target, int offset, int n) throws IOException {
        switch (type) {
            case FLOAT32 -> {
                load(from, n);
                view.asFloatBuffer().get(target, offset, n);
            }
            case FLOAT16 -> {
                shorts(from, n).get(halves, 0, n);
                for (int i = 0; i < n; i++) {
                    target[offset + i] = Float.float16ToFloat(halves[i]);
                }
            }
            case INT8, INT4 -> {
                readCodes(from, codes, 0, n);
                for (int i = 0; i < n; i++) {
                    target[offset + i] = codes[i];
                }
            }
            case BOOL, UINT8, UINT7, UINT6, UINT5, UINT4, UINT3, UINT2, UINT1 -> {
                readCodes(from, codes, 0, n);
                for (int i = 0; i < n; i++) {
                    target[offset + i] = codes[i] & 0xff;
                }
            }
            default -> {
                load(from, n);
                int size = type.bits() / 8;
                for (int i = 0; i < n; i++) {
                    target[offset + i] = valueAt(i * size);
                }
            }
        }
    }

    /** The value of the element at a byte position of the buffer, for types that weights seldom have. */
    private float valueAt(int position) {
        return switch (type) {
            case BFLOAT16 -> Float.intBitsToFloat(view.getShort(position) << 16);
            case FLOAT64 -> (float) view.getDouble(position);
            case FLOAT8E5M2 -> Float.float16ToFloat((short) (raw[position] << 8));
            case FLOAT8E4M3FN -> e4m3(raw[position]);
            case INT16 -> view.getShort(position);
            case UINT16 -> view.getShort(position) & 0xffff;
            case INT32 -> view.getInt(position);
            case UINT32 -> view.getInt(position) & 0xffffffffL;
            case INT64 -> view.getLong(position);
            case UINT64 -> unsigned(view.getLong(position));
            default -> throw new IllegalStateException("no values of type " + type.word());
        };
    }

    private static float unsigned(long bits) {
        if (bits >= 0) {
            return bits;
        }
        // Halved with the lost bit kept sticky, so that doubling gives the correctly rounded value.
        return 2f * (bits >>> 1 | bits & 1);
    }

    /** Four exponent bits with bias 7, three mantissa bits, no infinities; all ones is NaN. */
    private static float e4m3(byte bits) {
        int exponent = bits >> 3 & 0xf;
        int mantissa = bits & 7;
        float magnitude;
        if (exponent == 0xf && mantissa == 7) {
            magnitude = Float.NaN;
        } else if (exponent == 0) {
            magnitude = mantissa * 0x1p-9f;
        } else {
            magnitude = (8 + mantissa) * Math.scalb(1f, exponent - 10);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
