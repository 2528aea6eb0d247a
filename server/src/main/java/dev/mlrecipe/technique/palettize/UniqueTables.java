package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.DistinctVectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * Tables of exactly the values that each group has.
 *
 * @param entries per group: ascending entries
 * @param bits the least width of an index that serves the fullest group
 */
record UniqueTables(float[][] entries, int bits) {
    static final int MAX_ENTRIES = 256;

    private static final int GROUPS_AT_ONCE = 1 << 12;

    /** @throws Refusal if a group has more values than a table can hold */
    static UniqueTables find(PaletteInput input, PaletteLayout layout, Subject weight, Workbench bench)
            throws Refusal, IOException {
        ValueScan scan = new ValueScan(input, layout, Optional.empty(), bench);
        scan.requireFinite();
        float[][] entries = new float[layout.groups()][];
        int most = 0;
        for (int first = 0; first < layout.groups(); first += GROUPS_AT_ONCE) {
            int start = first;
            int end = Math.min(first + GROUPS_AT_ONCE, layout.groups());
            DistinctVectors[] found = new DistinctVectors[end - start];
            Arrays.setAll(found, i -> new DistinctVectors(1, MAX_ENTRIES));
            scan.scan(start, end, (group, channel, values, offset, count) ->
                    found[group - start].add(values, offset, count));
            for (int group = start; group < end; group++) {
                if (found[group - start].exceeded()) {
                    throw new Refusal(tooMany(input, layout, scan, group));
                }
                entries[group] = found[group - start].sorted();
                most = Math.max(most, entries[group].length);
            }
        }
        return new UniqueTables(entries, weight.inNetwork() ? networkBits(most) : bits(most, weight.opset()));
    }

    /** The least width that serves so many entries; three bits only where the opset has such indices. */
    static int bits(int entries, Opset opset) {
        for (int bits : new int[] {1, 2, 3, 4, 6}) {
            boolean legal = bits != 3 || opset.generation() == Opset.Generation.SECOND;
            if (legal && entries <= 1 << bits) {
                return bits;
            }
        }
        return 8;
    }

    /** The least width that serves so many entries; neural networks have them all. */
    static int networkBits(int entries) {
        return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(entries - 1));
    }

    private static String tooMany(PaletteInput input, PaletteLayout layout, ValueScan scan, int group)
            throws IOException {
        String number = "more than " + MAX_ENTRIES;
        if (input.fitsHalf()) {
            BitSet patterns = new BitSet(1 << 16);
            scan.scan(group, group + 1, (same, channel, values, offset, count) -> {
                for (int i = offset; i < offset + count; i++) {
                    patterns.set(Float.floatToFloat16(values[i] + 0f) & 0xffff);
                }
            });
            number = Integer.toString(patterns.cardinality());
        }
        return (layout.groups() > 1 ? "group " + group + " has " : "it has ") + number
                + " different values, and a table holds " + MAX_ENTRIES + "; mode: kmeans would work";
    }
}
