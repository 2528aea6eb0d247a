package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.technique.ValueCounts;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.FloatOrder;
import dev.mlrecipe.technique.kernel.HalfCounts;
import dev.mlrecipe.technique.kernel.HalfGatherer;
import dev.mlrecipe.technique.kernel.Points;
import dev.mlrecipe.technique.kernel.SortedHalves;
import dev.mlrecipe.technique.kernel.SortedValues;
import dev.mlrecipe.technique.kernel.TableFit;
import dev.mlrecipe.technique.kernel.ValueBins;
import dev.mlrecipe.technique.kernel.ValueGatherer;
import dev.mlrecipe.technique.palettize.PaletteOptions.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Fits a table of single values to every group of a weight, a few groups at a time, so that what is gathered fits a
 * fixed budget whatever the size of the weight.
 *
 * @param entries per group: ascending entries, at most the size of a table
 * @param error sum of squared errors of the weight
 * @param exact everything about the error where all values that occur were seen one by one; empty otherwise
 */
record ScalarTables(float[][] entries, double error, Optional<ErrorSums.Result> exact) {
    /** Groups of more values are gathered in bins where they cannot be counted by pattern. */
    private static final long MAX_SORTED = 1 << 20;

    /** Up to this sorting is faster than walking through all float16 patterns; which is nothing for a single group. */
    private static final long MIN_COUNTED = 1 << 13;

    /** The same for float16 values, whose patterns are sorted. */
    private static final long MIN_COUNTED_HALVES = 1 << 15;

    private static final long COUNTS_BYTES = 1L << 19;
    private static final long BINS_BYTES = 3L << 23;
    private static final long BUDGET_BYTES = 1L << 25;

    /** @throws Refusal if values are NaN or infinite */
    static ScalarTables fit(
            PaletteInput input,
            PaletteLayout layout,
            PaletteOptions options,
            Optional<ChannelWeights> weights,
            Workbench bench)
            throws Refusal, IOException {
        ValueScan scan = new ValueScan(input, layout, weights, bench);
        double greatest = weights.map(ChannelWeights::greatest).orElse(1.0);
        long capacity = Math.min(layout.groupElements(), input.values().elements());
        boolean halves = input.type() == DataType.FLOAT16 && weights.isEmpty();
        boolean counted = input.fitsHalf()
                && weights.isEmpty()
                && (capacity > (halves ? MIN_COUNTED_HALVES : MIN_COUNTED) || layout.groups() == 1);
        boolean binned = !halves && !counted && capacity > MAX_SORTED;
        long sorted = capacity * (halves ? Short.BYTES : Long.BYTES);
        long bytes = counted ? COUNTS_BYTES : binned ? BINS_BYTES : Math.max(1, sorted);
        int batch = (int) Math.max(1, Math.min(layout.groups(), BUDGET_BYTES / bytes));
        DoubleUnaryOperator rounding = value -> StoredType.round(input.type(), value);

        float[][] entries = new float[layout.groups()][];
        double error = 0;
        ErrorSums sums = new ErrorSums();
        if (!halves) {
            scan.requireFinite();
        }
        for (int first = 0; first < layout.groups(); first += batch) {
            int start = first;
            int end = Math.min(first + batch, layout.groups());
            Gathered[] gathered = new Gathered[end - start];
            if (halves && layout.groups() == 1) {
                HalfCounts counts = ValueCounts.of(input.values(), bench);
                if (!counts.finite()) {
                    scan.requireFinite();
                }
                gathered[0] = () -> ValueCounts.points(input.values(), counts, bench);
            } else if (halves) {
                HalfGatherer[] gatherers = new HalfGatherer[end - start];
                Arrays.setAll(gatherers, i -> counted ? new HalfCounts() : new SortedHalves((int) capacity));
                scan.scanHalves(start, end, (group, values, offset, count) ->
                        gatherers[group - start].add(values, offset, count));
                if (!Arrays.stream(gatherers).allMatch(HalfGatherer::finite)) {
                    scan.requireFinite();
                }
                Arrays.setAll(gathered, i -> gatherers[i]::points);
            } else {
                ValueGatherer[] gatherers = new ValueGatherer[end - start];
                if (binned) {
                    Arrays.setAll(gatherers, bins(scan, start, end, weights)::get);
                } else {
                    Arrays.setAll(gatherers, i -> counted ? new HalfCounts() : new SortedValues((int) capacity));
                }
                scan.scan(start, end, (group, channel, values, offset, count) -> {
                    double weight = 1;
                    if (weights.isPresent()) {
                        divide(weights.get(), channel, values, offset, count);
                        weight = weights.get().weight(channel, greatest);
                    }
                    gatherers[group - start].add(values, offset, count, weight);
                });
                Arrays.setAll(gathered, i -> gatherers[i]::points);
            }
            for (int group = start; group < end; group++) {
                bench.checkCancelled();
                Points points = gathered[group - start].points();
                gathered[group - start] = null;
                double[] table = options.mode() == Mode.UNIFORM
                        ? TableFit.uniform(points, 1 << options.bits(), rounding)
                        : TableFit.kmeans(points, 1 << options.bits(), rounding, bench::checkCancelled);
                error += points.error(table);
                if (weights.isEmpty() && !binned) {
                    points.compare(table, sums);
                }
                entries[group] = toFloats(table);
            }
        }
        if (input.mask().isPresent()) {
            sums.add(0, 0, layout.shape().elements() - input.values().elements());
        }
        boolean exact = weights.isEmpty() && !binned && input.scaled().isEmpty();
        return new ScalarTables(
                entries, error * greatest * greatest, exact ? Optional.of(sums.result()) : Optional.empty());
    }

    /** The values of a group, which become points when these are needed. */
    private interface Gathered {
        Points points() throws IOException;
    }

    /** Bins over the range of values of each group. */
    private static List<ValueGatherer> bins(
            ValueScan scan, int first, int end, Optional<ChannelWeights> weights) throws IOException {
        int[] least = new int[end - first];
        int[] greatest = new int[end - first];
        Arrays.fill(least, Integer.MAX_VALUE);
        Arrays.fill(greatest, Integer.MIN_VALUE);
        scan.scan(first, end, (group, channel, values, offset, count) -> {
            weights.ifPresent(w -> divide(w, channel, values, offset, count));
            int low = least[group - first];
            int high = greatest[group - first];
            for (int i = offset; i < offset + count; i++) {
                int key = FloatOrder.key(values[i]);
                low = Math.min(low, key);
                high = Math.max(high, key);
            }
            least[group - first] = low;
            greatest[group - first] = high;
        });
        List<ValueGatherer> bins = new ArrayList<>();
        for (int i = 0; i < least.length; i++) {
            bins.add(least[i] <= greatest[i] ? new ValueBins(least[i], greatest[i]) : new ValueBins(0, 0));
        }
        return bins;
    }

    /** Divides values by their channel's factor where the table is to hold quotients. */
    static void divide(ChannelWeights weights, int channel, float[] values, int offset, int count) {
        if (weights.divide()) {
            float factor = weights.factors()[channel];
            for (int i = offset; i < offset + count; i++) {
                values[i] /= factor;
            }
        }
    }

    private static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
