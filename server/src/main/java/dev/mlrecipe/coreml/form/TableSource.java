package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;

/**
 * Looks indices up in the table of their group. An index with table entries of V elements expands along the vector
 * axis: the indices of one slab ({@code inner} of them, all axes behind the vector axis) give V rows of
 * {@code inner} elements, row v holding component v.
 */
final class TableSource implements MaskedSource {
    /** Slabs of at most this many elements are expanded whole, larger ones row by row. */
    private static final int TILE = 1 << 16;

    private final Indices indices;
    private final Blocks blocks;
    private final Window tables;
    private final int length;
    private final long inner;
    private final long slabs;
    private final byte[] codes;
    private final byte[] mask;

    private final int slabsPerTile;
    private final float[] tile;
    private final byte[] tileMask;
    private long tileStart;
    private long tileEnd;

    TableSource(Indices indices, Shape shape, Representation table, int vectorAxis) throws IOException {
        this.indices = indices;
        this.blocks = new Blocks(shape, table.shape());
        long entries = table.shape().dim(shape.rank());
        this.length = Forms.vectorLength(table);
        this.tables = new Window(
                Source.of(table), table.shape().elements() / (entries * length), Math.multiplyExact(entries, length));
        // A scalar table is a single slab whose one row is everything.
        this.inner = length == 1 ? shape.elements() : shape.stride(vectorAxis);
        this.slabs = shape.elements() / Math.max(1, inner);
        boolean tiled = length > 1 && inner * length <= TILE;
        this.slabsPerTile = tiled ? (int) Math.min(slabs, TILE / (inner * length)) : 0;
        int tileElements = (int) (slabsPerTile * inner * length);
        this.tile = new float[tileElements];
        this.tileMask = new byte[indices.masked() ? tileElements : 0];
        this.codes = new byte[tiled ? tileElements / length : CHUNK];
        this.mask = new byte[indices.masked() ? codes.length : 0];
    }

    @Override
    public void read(long from, float[] target, int offset, int count) throws IOException {
        read(from, target, offset, null, count);
    }

    @Override
    public void read(long from, float[] target, int offset, byte[] present, int count) throws IOException {
        for (int done = 0; done < count; ) {
            done += slabsPerTile > 0
                    ? copyFromTile(from + done, target, offset + done, present, done, count - done)
                    : readRow(from + done, target, offset + done, present, done, count - done);
        }
    }

    /** Expands a part of one row; returns how many elements. */
    private int readRow(long from, float[] target, int offset, byte[] present, int presentOffset, int count)
            throws IOException {
        long slab = from / (inner * length);
        long inSlab = from % (inner * length);
        int component = (int) (inSlab / inner);
        long column = inSlab % inner;
        int n = (int) Math.min(Math.min(count, CHUNK), inner - column);
        long index = slab * inner + column;
        indices.read(index, codes, mask, n);
        blocks.seek(index);
        for (int done = 0; done < n; ) {
            int run = blocks.eachItsOwn() ? 1 : (int) Math.min(n - done, blocks.run());
            int table = tables.locate(blocks.entry());
            look(table + component, done, run, target, offset + done);
            blocks.skip(run);
            done += run;
        }
        if (indices.masked()) {
            for (int i = 0; i < n; i++) {
                target[offset + i] = Float.intBitsToFloat(Float.floatToRawIntBits(target[offset + i]) & -mask[i]);
            }
            if (present != null) {
                System.arraycopy(mask, 0, present, presentOffset, n);
            }
        }
        return n;
    }

    /** Looks up one component of {@code count} indices, which begin at {@code from} in the code buffer. */
    private void look(int table, int from, int count, float[] target, int offset) {
        float[] values = tables.values();
        if (length == 1) {
            for (int i = 0; i < count; i++) {
                target[offset + i] = values[table + (codes[from + i] & 0xff)];
            }
        } else {
            for (int i = 0; i < count; i++) {
                target[offset + i] = values[table + (codes[from + i] & 0xff) * length];
            }
        }
    }

    private int copyFromTile(long from, float[] target, int offset, byte[] present, int presentOffset, int count)
            throws IOException {
        if (from < tileStart || from >= tileEnd) {
            loadTile(from / (inner * length) / slabsPerTile * slabsPerTile);
        }
        int at = (int) (from - tileStart);
        int n = (int) Math.min(count, tileEnd - from);
        System.arraycopy(tile, at, target, offset, n);
        if (present != null) {
            System.arraycopy(tileMask, at, present, presentOffset, n);
        }
        return n;
    }

    private void loadTile(long firstSlab) throws IOException {
        int rows = (int) inner;
        int slabCount = (int) Math.min(slabsPerTile, slabs - firstSlab);
        int n = slabCount * rows;
        // Until all is there, the tile holds nothing: reading may fail.
        tileEnd = tileStart;
        indices.read(firstSlab * inner, codes, mask, n);
        blocks.seek(firstSlab * inner);
        int slab = 0;
        int column = 0;
        for (int done = 0; done < n; ) {
            int run = blocks.eachItsOwn() ? 1 : (int) Math.min(Math.min(n - done, blocks.run()), rows - column);
            int table = tables.locate(blocks.entry());
            for (int v = 0; v < length; v++) {
                look(table + v, done, run, tile, (slab * length + v) * rows + column);
            }
            column += run;
            if (column == rows) {
                column = 0;
                slab++;
            }
            blocks.skip(run);
            done += run;
        }
        if (indices.masked()) {
            maskTile(slabCount);
        }
        tileStart = firstSlab * inner * length;
        tileEnd = tileStart + (long) n * length;
    }

    private void maskTile(int slabCount) {
        int rows = (int) inner;
        for (int row = 0; row < slabCount * length; row++) {
            System.arraycopy(mask, row / length * rows, tileMask, row * rows, rows);
        }
        for (int i = 0; i < slabCount * rows * length; i++) {
            if (tileMask[i] == 0) {
                tile[i] = 0;
            }
        }
    }
}
