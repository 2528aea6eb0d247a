package dev.mlrecipe.technique.kernel;

import java.util.Arrays;

/** Indices of some rows of a weight into tables that are given, column by column. */
public final class CompensatedTables implements CompensatedRun.Rounder {
    private final float[][] tables;
    private final Codebook[] books;
    private final BlockOfElement blocks;
    private final int[] order;
    private final boolean compensates;
    private final byte[][] codes;
    private final float[] column;
    private final byte[] found;
    private int first;

    /**
     * @param tables ascending entries, by block
     * @param order the columns in the order of rounding
     * @param compensates whether columns become what is wanted of them, or else what is nearest to their values
     * @param rows the most rows at a time
     */
    public CompensatedTables(float[][] tables, BlockOfElement blocks, int[] order, boolean compensates, int rows) {
        this.tables = tables;
        this.books = new Codebook[tables.length];
        Arrays.setAll(books, i -> new Codebook(tables[i], false));
        this.blocks = blocks;
        this.order = order;
        this.compensates = compensates;
        this.codes = new byte[order.length][rows];
        this.column = new float[rows];
        this.found = new byte[rows];
    }

    @Override
    public void begin(int output) {
        first = output;
    }

    @Override
    public byte[][] codes() {
        return codes;
    }

    @Override
    public void round(int step, double[] values, double[] wanted, int rows, double[] rounded) {
        int feature = order[step];
        double[] source = compensates ? wanted : values;
        for (int row = 0; row < rows; row++) {
            column[row] = (float) source[row];
        }
        byte[] target = codes[feature];
        for (int row = 0; row < rows; ) {
            int block = blocks.of(first + row, feature);
            int end = row + 1;
            while (end < rows && blocks.of(first + end, feature) == block) {
                end++;
            }
            books[block].assign(column, row, end - row, found);
            float[] table = tables[block];
            for (int i = row; i < end; i++) {
                target[i] = found[i - row];
                rounded[i] = table[found[i - row] & 0xff];
            }
            row = end;
        }
    }
}
