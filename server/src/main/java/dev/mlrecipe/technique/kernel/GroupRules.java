package dev.mlrecipe.technique.kernel;

import java.io.IOException;
import java.util.Arrays;

/** How structured pruning treats a group of channels. */
public final class GroupRules {
    private static final int SCORE_BITS = 63;
    private static final long NOT_A_NUMBER = 0x7f800001L << 32;

    private GroupRules() {}

    /**
     * n:m sparsity: of each column of m elements the n smallest magnitudes go, among equal ones those with the lowest
     * channel. A shorter last group counts as filled up with zeros, which go first.
     */
    public static GroupKeeper.Rule smallest(ChannelGroups groups, int n) {
        long[] keys = new long[groups.size()];
        int width = Math.toIntExact(groups.width());
        return (group, pruned) -> groups.visit(group, (first, columns, channels, x, at) -> {
            int gone = Math.max(0, n - (groups.size() - channels));
            for (int column = 0; column < columns; column++) {
                for (int channel = 0; channel < channels; channel++) {
                    long magnitude = Float.floatToRawIntBits(x[at + channel * columns + column]) & 0x7fffffff;
                    keys[channel] = magnitude << 32 | channel;
                }
                long limit = nth(keys, channels, gone);
                for (int channel = 0; channel < channels; channel++) {
                    pruned[channel * width + (int) first + column] = below(keys[channel], limit);
                }
            }
        });
    }

    /** 1 if {@code key} is less than {@code limit} and no NaN. */
    private static byte below(long key, long limit) {
        return (byte) (key - Math.min(limit, NOT_A_NUMBER) >>> 63);
    }

    /** The key that exactly {@code wanted} of the first {@code n} keys, all different, are less than. */
    private static long nth(long[] keys, int n, int wanted) {
        if (wanted == n) {
            return Long.MAX_VALUE;
        }
        if (n > 32) {
            long[] sorted = Arrays.copyOf(keys, n);
            Arrays.sort(sorted);
            return sorted[wanted];
        }
        for (int i = 0; ; i++) {
            int rank = 0;
            for (int j = 0; j < n; j++) {
                rank += (int) (keys[j] - keys[i] >>> 63);
            }
            if (rank == wanted) {
                return keys[i];
            }
        }
    }

    /**
     * Block sparsity: the {@code wanted} columns with the smallest sum of squares go as a whole, among equal ones the
     * first in row-major order. Sums are computed in double.
     */
    public static BlockCut blocks(ChannelGroups groups, long wanted) throws IOException {
        RadixCut cut = new RadixCut(SCORE_BITS, wanted);
        while (cut.nextPass()) {
            for (long group = 0; group < groups.count(); group++) {
                groups.visit(group, (first, columns, channels, x, at) -> {
                    for (int column = 0; column < columns; column++) {
                        long score = scoreOf(x, at + column, columns, channels);
                        if (score >= 0) {
                            cut.add(score);
                        }
                    }
                });
            }
        }
        return new BlockCut(cut.key(), cut.ties());
    }

    /**
     * The columns that block sparsity prunes.
     *
     * @param score bits of the largest sum of squares among them; -1 for none
     * @param ties how many equal it
     */
    public record BlockCut(long score, long ties) {

        /** For one walk over all groups. */
        public GroupKeeper.Rule rule(ChannelGroups groups) {
            long[] left = {ties};
            int width = Math.toIntExact(groups.width());
            return (group, pruned) -> groups.visit(group, (first, columns, channels, x, at) -> {
                for (int column = 0; column < columns; column++) {
                    long own = scoreOf(x, at + column, columns, channels);
                    if (own >= 0 && (own < score || own == score && left[0]-- > 0)) {
                        setColumn(pruned, width, (int) first + column, channels);
                    }
                }
            });
        }
    }

    private static void setColumn(byte[] pruned, int width, int column, int channels) {
        for (int channel = 0; channel < channels; channel++) {
            pruned[channel * width + column] = 1;
        }
    }

    /** The sum of squares of the column at {@code start} as a number that orders like it; -1 if it is NaN. */
    private static long scoreOf(float[] x, int start, int columns, int channels) {
        double sum = 0;
        for (int channel = 0; channel < channels; channel++) {
            double v = x[start + channel * columns];
            sum += v * v;
        }
        return Double.isNaN(sum) ? -1 : Double.doubleToRawLongBits(sum);
    }
}
