package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.technique.InputMoments;
import java.io.IOException;

/**
 * Walks through a weight, some rows at a time, with the second moments of what it is multiplied with. Memory is that of
 * one triangle of moments, its factor, and of {@value #ROWS} rows.
 */
public final class CompensatedRun {
    /** Rows that are rounded at a time. */
    public static final int ROWS = 128;

    private final WeightMatrix matrix;
    private final InputMoments moments;
    private final double dampening;
    private final boolean greatestFirst;
    private final Runnable checkpoint;

    /**
     * @param dampening see {@link Triangle#of}
     * @param greatestFirst whether columns of great inputs are rounded first
     * @param checkpoint called often; may throw to stop
     */
    public CompensatedRun(
            WeightMatrix matrix,
            InputMoments moments,
            double dampening,
            boolean greatestFirst,
            Runnable checkpoint) {
        this.matrix = matrix;
        this.moments = moments;
        this.dampening = dampening;
        this.greatestFirst = greatestFirst;
        this.checkpoint = checkpoint;
    }

    /** Rounds the rows of one group. */
    public interface Rounder extends Compensation.Rounding {
        /** The next rows begin at this output. */
        void begin(int output) throws IOException;

        /** Codes of the rows, by column as they lie, then by row. */
        byte[][] codes();
    }

    /** Makes what rounds. */
    public interface Rounders {
        /** For rows whose columns are rounded in an order. */
        Rounder of(int[] order);
    }

    /**
     * Squared errors, each weighted by the moments: what the outputs differ, summed over all samples and positions.
     *
     * @param compensated of what was rounded here
     * @param plain of {@code rounded}, given beforehand
     */
    public record Errors(double compensated, double plain) {}

    /**
     * Rounds all rows.
     *
     * @param codes gets their codes
     * @param rounded the weight as it becomes without compensation
     */
    public Errors run(Rounders rounders, MatrixCodes codes, Values rounded) throws IOException {
        WeightMatrix other = new WeightMatrix(rounded, matrix.outputs(), matrix.features(), matrix.transposed());
        int rowsOfGroup = matrix.outputs() / moments.groups();
        int most = Math.min(ROWS, rowsOfGroup);
        double[][] values = new double[matrix.features()][most];
        double[][] plain = new double[matrix.features()][most];
        double compensatedError = 0;
        double plainError = 0;
        for (int group = 0; group < moments.groups(); group++) {
            float[] lower = moments.matrix(group);
            int[] order = greatestFirst
                    ? InputOrder.greatestFirst(lower, matrix.features())
                    : InputOrder.natural(matrix.features());
            Triangle factor = Triangle.of(lower, order, dampening, checkpoint);
            Compensation compensation = new Compensation(factor, order, most);
            Rounder rounder = rounders.of(order);
            int end = (group + 1) * rowsOfGroup;
            for (int first = group * rowsOfGroup; first < end; first += most) {
                int rows = Math.min(most, end - first);
                matrix.read(first, rows, values);
                rounder.begin(first);
                compensatedError += compensation.run(values, rows, rounder, checkpoint);
                codes.write(first, rows, rounder.codes());
                other.read(first, rows, plain);
                plainError += compensation.run(
                        values,
                        rows,
                        (step, own, wanted, count, target) -> System.arraycopy(plain[order[step]], 0, target, 0, count),
                        checkpoint);
            }
        }
        return new Errors(compensatedError, plainError);
    }
}
