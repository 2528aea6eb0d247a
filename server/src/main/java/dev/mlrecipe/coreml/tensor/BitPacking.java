package dev.mlrecipe.coreml.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Packing of codes of 1 to 7 bits, least significant bit first and continuous: code k occupies bits
 * {@code k*width .. k*width+width-1} of the little-endian bit stream. Eight codes always take {@code width} whole
 * bytes; such a group is moved as one {@code long} in which lanes are spread or gathered in three halving steps.
 */
final class BitPacking {
    /** Codes of a group. */
    static final int GROUP = 8;

    /** Bytes that must be readable or writable behind packed data, because groups move as whole longs. */
    static final int SLACK = Long.BYTES;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;

    private final int width;
    private final int shift;
    private final long low32;
    private final long high32;
    private final long low16;
    private final long high16;
    private final long low8;
    private final long high8;
    private final long signBits;

    /** Packing for an element type of less than eight bits. */
    BitPacking(DataType type) {
        width = type.bits();
        if (width >= 8) {
            throw new IllegalArgumentException(type.word() + " is not packed");
        }
        shift = 8 - width;
        low32 = (1L << (4 * width)) - 1;
        high32 = low32 << 4 * width;
        low16 = ((1L << (2 * width)) - 1) * 0x0000000100000001L;
        high16 = low16 << 2 * width;
        low8 = ((1L << width) - 1) * 0x0001000100010001L;
        high8 = low8 << width;
        signBits = type.isSigned() ? ONES << (width - 1) : 0;
    }

    /** Expands {@code groups} groups that begin at {@code position} to one byte per code, sign extended. */
    void unpack(byte[] packed, int position, byte[] codes, int offset, int groups) {
        for (int i = 0; i < groups; i++) {
            LONG.set(codes, offset + i * GROUP, spread((long) LONG.get(packed, position + i * width)));
        }
    }

    /** Packs {@code groups} groups of codes; the {@link #SLACK} bytes behind them are overwritten. */
    void pack(byte[] codes, int offset, byte[] packed, int position, int groups) {
        for (int i = 0; i < groups; i++) {
            LONG.set(packed, position + i * width, gather((long) LONG.get(codes, offset + i * GROUP)));
        }
    }

    private long spread(long group) {
        long x = group & low32 | (group & high32) << 4 * shift;
        x = x & low16 | (x & high16) << 2 * shift;
        x = x & low8 | (x & high8) << shift;
        // Per byte (x ^ sign) - sign; the set high bit keeps a borrow inside its byte.
        return signBits == 0 ? x : ((x ^ signBits | HIGH_BITS) - signBits) ^ HIGH_BITS;
    }

    private long gather(long lanes) {
        long x = lanes & low8 | lanes >>> shift & high8;
        x = x & low16 | x >>> 2 * shift & high16;
        return x & low32 | x >>> 4 * shift & high32;
    }
}
