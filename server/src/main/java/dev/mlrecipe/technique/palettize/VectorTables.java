package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.DistinctVectors;
import dev.mlrecipe.technique.kernel.VectorKMeans;
import dev.mlrecipe.technique.kernel.VectorSums;
import dev.mlrecipe.technique.palettize.PaletteOptions.Mode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Fits a table of vectors to every group of a weight.
 *
 * @param entries per group: entries of V elements one after the other, in lexicographic order, at most the size of a
 *     table
 * @param bits width of an index
 */
record VectorTables(float[][] entries, int bits) {
    private static final long BUDGET_BYTES = 1L << 25;

    /** What {@link DistinctVectors} takes for each vector besides the vector itself. */
    private static final long DISTINCT_BYTES = 16;

    /** Lloyd steps over all vectors of a group that was fitted to a part of them. */
    private static final int FULL_STEPS = 2;

    /** @throws Refusal if the mask cuts through vectors, or there are more different vectors than entries allow */
    static VectorTables fit(
            PaletteInput input,
            PaletteLayout layout,
            PaletteOptions options,
            Opset opset,
            Optional<ChannelWeights> weights,
            Workbench bench)
            throws Refusal, IOException {
        boolean unique = options.mode() == Mode.UNIQUE;
        int limit = unique ? UniqueTables.MAX_ENTRIES : 1 << options.bits();
        int length = layout.vectorLength();
        VectorScan scan = new VectorScan(input, layout, weights, bench);
        long most = VectorSample.elements(limit, length, layout.groupElements());
        long bytes = Float.BYTES * (most + (long) limit * length) + DISTINCT_BYTES * limit;
        int batch = (int) Math.max(1, Math.min(layout.groups(), BUDGET_BYTES / bytes));
        float[][] entries = new float[layout.groups()][];
        int fullest = 0;
        for (int first = 0; first < layout.groups(); first += batch) {
            int start = first;
            int end = Math.min(first + batch, layout.groups());
            DistinctVectors[] distinct = new DistinctVectors[end - start];
            Arrays.setAll(distinct, i -> new DistinctVectors(length, limit));
            VectorSample[] samples = new VectorSample[end - start];
            Arrays.setAll(samples, i -> new VectorSample(length, unique ? 0 : most));
            scan.scan(start, end, (group, vectors, factors, count) -> {
                distinct[group - start].add(vectors, 0, count);
                samples[group - start].add(vectors, count);
            });
            if (scan.maskSplitsVectors()) {
                throw new Refusal("pruning left only parts of some vectors of " + length
                        + " channels; block_size: " + length + " in the pruning step, or cluster_dim: 1 would work");
            }
            boolean sampled = false;
            for (int group = start; group < end; group++) {
                DistinctVectors found = distinct[group - start];
                VectorSample sample = samples[group - start];
                if (!found.exceeded()) {
                    entries[group] = found.sorted();
                } else if (unique) {
                    throw new Refusal((layout.groups() > 1 ? "group " + group + " has" : "it has") + " more than "
                            + limit + " different vectors, which is what a table holds; mode: kmeans would work");
                } else {
                    entries[group] = VectorKMeans.fit(
                            sample.vectors(), sample.size(), length, limit, bench::checkCancelled);
                    sampled |= sample.isPart();
                }
                fullest = Math.max(fullest, entries[group].length / length);
            }
            for (int step = 0; sampled && step < FULL_STEPS; step++) {
                improve(scan, start, end, samples, entries, length);
            }
        }
        for (int group = 0; group < entries.length; group++) {
            entries[group] = stored(input, entries[group], length);
        }
        return new VectorTables(entries, unique ? UniqueTables.bits(fullest, opset) : options.bits());
    }

    /** One Lloyd step over all vectors of those groups that were fitted to a part of them. */
    private static void improve(
            VectorScan scan, int start, int end, VectorSample[] samples, float[][] entries, int length)
            throws IOException {
        VectorSums[] sums = new VectorSums[end - start];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = samples[i].isPart() ? new VectorSums(entries[start + i], length) : null;
        }
        scan.scan(start, end, (group, vectors, factors, count) -> {
            if (sums[group - start] != null) {
                sums[group - start].add(vectors, 0, count);
            }
        });
        for (int i = 0; i < sums.length; i++) {
            if (sums[i] != null) {
                entries[start + i] = sums[i].means();
            }
        }
    }

    /** Entries rounded to the stored type, equal ones once, in lexicographic order. */
    private static float[] stored(PaletteInput input, float[] entries, int length) {
        float[] rounded = new float[entries.length];
        for (int i = 0; i < entries.length; i++) {
            rounded[i] = (float) StoredType.round(input.type(), entries[i]);
        }
        DistinctVectors distinct = new DistinctVectors(length, Math.max(1, entries.length / length));
        distinct.add(rounded, 0, entries.length / length);
        return distinct.sorted();
    }
}
