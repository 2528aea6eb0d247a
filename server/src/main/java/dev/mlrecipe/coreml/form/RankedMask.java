package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;

/**
 * A bit mask over the elements of which only those at set bits are stored, one after the other: finds where in the
 * stored ones a position lies. Reading onwards counts along; a jump counts from the last known checkpoint.
 */
final class RankedMask {
    private static final int SPACING_BYTES = 8192;
    private static final int SPACING = SPACING_BYTES * 8;

    private final Tensor mask;
    private final TensorReader reader;
    private final long stored;
    private final byte[] packed = new byte[SPACING_BYTES];
    /** Set bits before every multiple of the spacing, known up to {@link #known}. */
    private final long[] checkpoints;

    private int known;
    private long next;
    private long rank;

    /** @param stored how many elements are stored: the number of set bits if all is well */
    RankedMask(Tensor mask, long stored) {
        this.mask = mask;
        this.reader = new TensorReader(mask);
        this.stored = stored;
        this.checkpoints = new long[Math.toIntExact(mask.elements() / SPACING + 1)];
    }

    /**
     * Reads the mask of {@code count} elements, 0 or 1 each, to the start of {@code present}.
     *
     * @return number of set bits before {@code from}: the position of the first stored element at or behind it
     * @throws IOException if there are more or fewer set bits than stored elements
     */
    long read(long from, byte[] present, int count) throws IOException {
        if (from != next) {
            rank = rank(from);
        }
        long before = rank;
        reader.readCodes(from, present, 0, count);
        rank += set(present, count);
        next = from + count;
        if (rank > stored || (next == mask.elements() && rank < stored)) {
            throw new IOException("a mask has " + (rank > stored ? "more" : "fewer") + " set bits than the " + stored
                    + " values that belong to it");
        }
        return before;
    }

    /** Number of ones among the first {@code count} entries. */
    static int set(byte[] present, int count) {
        int set = 0;
        for (int i = 0; i < count; i++) {
            set += present[i];
        }
        return set;
    }

    private long rank(long position) throws IOException {
        int checkpoint = (int) (position / SPACING);
        while (known < checkpoint) {
            checkpoints[known + 1] = checkpoints[known] + count(known, SPACING);
            known++;
        }
        return checkpoints[checkpoint] + count(checkpoint, (int) (position % SPACING));
    }

    /** Set bits among the first {@code bits} ones behind a checkpoint. */
    private long count(int checkpoint, int bits) throws IOException {
        int whole = bits / 8;
        int rest = bits % 8;
        mask.bytes().read((long) checkpoint * SPACING_BYTES, packed, 0, rest == 0 ? whole : whole + 1);
        long set = rest == 0 ? 0 : Integer.bitCount(packed[whole] & (1 << rest) - 1);
        for (int i = 0; i < whole; i++) {
            set += Integer.bitCount(packed[i] & 0xff);
        }
        return set;
    }
}
