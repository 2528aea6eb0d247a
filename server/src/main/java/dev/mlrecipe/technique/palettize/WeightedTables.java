package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.BlockOfElement;
import dev.mlrecipe.technique.kernel.FloatOrder;
import dev.mlrecipe.technique.kernel.InputOrder;
import dev.mlrecipe.technique.kernel.Points;
import dev.mlrecipe.technique.kernel.SortedValues;
import dev.mlrecipe.technique.kernel.TableFit;
import dev.mlrecipe.technique.kernel.ValueBins;
import dev.mlrecipe.technique.kernel.ValueGatherer;
import dev.mlrecipe.technique.kernel.WeightMatrix;
import java.io.IOException;
import java.util.Arrays;

/**
 * Tables with the least squared error where each value counts as much as the mean square of the input that it is
 * multiplied with ("sensitive k-means" with the diagonal of a layer's second moments).
 */
final class WeightedTables {
    /** Groups of more values are gathered in bins. */
    private static final long MAX_SORTED = 1 << 20;

    private static final long BUDGET_BYTES = 1L << 26;
    private static final int ROWS = 64;

    private final WeightMatrix matrix;
    private final BlockOfElement blocks;
    private final int groups;
    private final Workbench bench;
    private final double[][] importance;
    private final int rowsOfImportance;

    /** @param groups how many tables there are */
    WeightedTables(WeightMatrix matrix, BlockOfElement blocks, int groups, InputMoments moments, double dampening,
            Workbench bench) throws IOException {
        this.matrix = matrix;
        this.blocks = blocks;
        this.groups = groups;
        this.bench = bench;
        this.importance = importance(moments, dampening);
        this.rowsOfImportance = matrix.outputs() / moments.groups();
    }

    /** By group of inputs, then by feature: 1 for the greatest mean square of all. */
    private static double[][] importance(InputMoments moments, double dampening) throws IOException {
        double[][] importance = new double[moments.groups()][moments.features()];
        double greatest = 0;
        for (int group = 0; group < importance.length; group++) {
            float[] lower = moments.matrix(group);
            double[] own = importance[group];
            double mean = 0;
            for (int i = 0; i < own.length; i++) {
                own[i] = InputOrder.diagonal(lower, i);
                mean += own[i] / own.length;
            }
            for (int i = 0; i < own.length; i++) {
                own[i] += dampening * mean;
                greatest = Math.max(greatest, own[i]);
            }
        }
        for (double[] own : importance) {
            for (int i = 0; i < own.length; i++) {
                own[i] = Math.max(Float.MIN_NORMAL, greatest == 0 ? 1 : own[i] / greatest);
            }
        }
        return importance;
    }

    /** Entries of every table, ascending. */
    float[][] fit(PaletteInput input, long groupElements, int bits) throws IOException {
        boolean binned = groupElements > MAX_SORTED;
        long bytes = binned ? 3L << 23 : groupElements * Long.BYTES;
        int batch = (int) Math.max(1, Math.min(groups, BUDGET_BYTES / bytes));
        float[][] entries = new float[groups][];
        for (int first = 0; first < groups; first += batch) {
            int start = first;
            int end = Math.min(groups, first + batch);
            ValueGatherer[] gatherers = new ValueGatherer[end - start];
            if (binned) {
                bins(gatherers, start, end);
            } else {
                Arrays.setAll(gatherers, i -> new SortedValues((int) groupElements));
            }
            scan(start, end, (group, value, weight) -> gatherers[group - start].add(value, 0, 1, weight));
            for (int group = start; group < end; group++) {
                Points points = gatherers[group - start].points();
                gatherers[group - start] = null;
                double[] table = TableFit.kmeans(
                        points, 1 << bits, value -> StoredType.round(input.type(), value), bench::checkCancelled);
                entries[group] = new float[table.length];
                for (int i = 0; i < table.length; i++) {
                    entries[group][i] = (float) table[i];
                }
            }
        }
        return entries;
    }

    private void bins(ValueGatherer[] gatherers, int start, int end) throws IOException {
        int[] least = new int[end - start];
        int[] greatest = new int[end - start];
        Arrays.fill(least, Integer.MAX_VALUE);
        Arrays.fill(greatest, Integer.MIN_VALUE);
        scan(start, end, (group, value, weight) -> {
            int key = FloatOrder.key(value[0]);
            least[group - start] = Math.min(least[group - start], key);
            greatest[group - start] = Math.max(greatest[group - start], key);
        });
        Arrays.setAll(gatherers, i -> new ValueBins(least[i], greatest[i]));
    }

    private interface Sink {
        /** @param value holds one */
        void take(int group, float[] value, double weight);
    }

    private void scan(int start, int end, Sink sink) throws IOException {
        double[][] values = new double[matrix.features()][ROWS];
        float[] one = new float[1];
        for (int first = 0; first < matrix.outputs(); first += ROWS) {
            bench.checkCancelled();
            int rows = Math.min(ROWS, matrix.outputs() - first);
            if (!reaches(first, rows, start, end)) {
                continue;
            }
            matrix.read(first, rows, values);
            for (int row = 0; row < rows; row++) {
                double[] own = importance[(first + row) / rowsOfImportance];
                for (int feature = 0; feature < own.length; feature++) {
                    int group = blocks.of(first + row, feature);
                    if (group >= start && group < end) {
                        one[0] = (float) values[feature][row];
                        sink.take(group, one, own[feature]);
                    }
                }
            }
        }
    }

    /** Whether rows may hold values of some groups. */
    private boolean reaches(int first, int rows, int start, int end) {
        int[] ofFeature = blocks.ofFeature();
        int[] ofOutput = blocks.ofOutput();
        int last = ofFeature[ofFeature.length - 1];
        return ofOutput[first] < end && ofOutput[first + rows - 1] + last >= start;
    }
}
