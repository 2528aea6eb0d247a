package dev.mlrecipe.technique.kernel;

/**
 * Linear codes of some rows of a weight, column by column. Where every row has scales of its own, and the columns of one
 * scale follow each other, scales are chosen for what the columns are expected to be when their turn comes; otherwise
 * they are given.
 */
public final class CompensatedAffine implements CompensatedRun.Rounder {
    private final AffineRule rule;
    private final AffineCandidates candidates;
    private final BlockOfElement blocks;
    private final int[] order;
    private final float[] scales;
    private final int[] zeros;
    private final boolean adaptive;
    private final byte[][] codes;
    private final float[] rowScales;
    private final int[] rowZeros;
    private final float[] column;
    private final float[] results;
    private final int[] columnCodes;
    private int first;

    /**
     * @param order the columns in the order of rounding
     * @param scales by block; replaced where they are chosen
     * @param zeros by block
     * @param rows the most rows at a time
     */
    public CompensatedAffine(
            AffineRule rule, BlockOfElement blocks, int[] order, float[] scales, int[] zeros, int rows) {
        this.rule = rule;
        this.candidates = new AffineCandidates(rule);
        this.blocks = blocks;
        this.order = order;
        this.scales = scales;
        this.zeros = zeros;
        this.adaptive = ownRows(blocks.ofOutput()) && neighbours(blocks.ofFeature(), order);
        this.codes = new byte[order.length][rows];
        int longest = Math.max(rows, order.length);
        this.rowScales = new float[rows];
        this.rowZeros = new int[rows];
        this.column = new float[longest];
        this.results = new float[longest];
        this.columnCodes = new int[longest];
    }

    private static boolean ownRows(int[] ofOutput) {
        for (int i = 1; i < ofOutput.length; i++) {
            if (ofOutput[i] == ofOutput[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the columns of a block follow each other: blocks are numbered in the columns' own order. */
    private static boolean neighbours(int[] ofFeature, int[] order) {
        for (int step = 1; step < order.length; step++) {
            if (ofFeature[order[step]] < ofFeature[order[step - 1]]) {
                return false;
            }
        }
        return true;
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
    public int together(int step) {
        if (!adaptive) {
            return 0;
        }
        int block = blocks.ofFeature()[order[step]];
        int end = step;
        while (end < order.length && blocks.ofFeature()[order[end]] == block) {
            end++;
        }
        return end - step;
    }

    @Override
    public void expect(int step, double[][] expected, double[] weights, int columns, int rows) {
        for (int row = 0; row < rows; row++) {
            float low = 0;
            float high = 0;
            for (int i = 0; i < columns; i++) {
                float value = storable(expected[i][row]);
                column[i] = value;
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            candidates.compute(low, high);
            double best = Double.POSITIVE_INFINITY;
            int block = blocks.of(first + row, order[step]);
            for (int i = 0; i < candidates.count(); i++) {
                double error = error(weights, columns, candidates.scale(i), candidates.zero(i));
                if (error < best) {
                    best = error;
                    scales[block] = candidates.scale(i);
                    zeros[block] = candidates.zero(i);
                }
            }
        }
    }

    private float storable(double value) {
        return (float) Math.max(-rule.largest(), Math.min(rule.largest(), value));
    }

    private double error(double[] weights, int count, float scale, int zero) {
        if (rule.half()) {
            AffineLoops.halfCodes(column, 0, count, scale, zero, rule.min(), rule.max(), columnCodes, results);
        } else {
            AffineLoops.singleCodes(column, 0, count, scale, zero, rule.min(), rule.max(), columnCodes, results);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double distance = (double) column[i] - results[i];
            sum += weights[i] * distance * distance;
        }
        return sum;
    }

    @Override
    public void round(int step, double[] values, double[] wanted, int rows, double[] rounded) {
        int feature = order[step];
        for (int row = 0; row < rows; row++) {
            int block = blocks.of(first + row, feature);
            float scale = scales[block];
            int zero = zeros[block];
            rowScales[row] = scale;
            rowZeros[row] = zero;
            // Farther out there are no codes.
            double low = (rule.min() - zero - 1) * (double) scale;
            double high = (rule.max() - zero + 1) * (double) scale;
            column[row] = (float) Math.max(low, Math.min(high, wanted[row]));
        }
        if (rule.half()) {
            AffineLoops.halfCodes(
                    column, 0, rows, rowScales, rowZeros, rule.min(), rule.max(), columnCodes, results);
        } else {
            AffineLoops.singleCodes(
                    column, 0, rows, rowScales, rowZeros, rule.min(), rule.max(), columnCodes, results);
        }
        AffineLoops.narrow(columnCodes, codes[feature], 0, rows);
        for (int row = 0; row < rows; row++) {
            rounded[row] = results[row];
        }
    }
}
