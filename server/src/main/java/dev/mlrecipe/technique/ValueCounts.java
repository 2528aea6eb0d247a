package dev.mlrecipe.technique;

import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.technique.kernel.HalfCounts;
import dev.mlrecipe.technique.kernel.Points;
import dev.mlrecipe.technique.kernel.ValueGatherer;
import java.io.IOException;

/** How often every value of a float16 tensor occurs, which tables of all widths and cuts at all magnitudes begin with. */
public final class ValueCounts {
    private static final int CHUNK = 1 << 15;

    private ValueCounts() {}

    /** Names the counts of a tensor. */
    private record Key(Tensor values) {}

    /** Names the points of a tensor. */
    private record PointsKey(Tensor values) {}

    /**
     * The counts, which are taken once while the weight is at hand. Nothing may be added to them.
     *
     * @param values a float16 tensor
     */
    public static HalfCounts of(Tensor values, Workbench bench) throws IOException {
        return bench.once(new Key(values), () -> count(values, bench));
    }

    /**
     * The finite values that occur, in ascending order, which are put together once likewise.
     *
     * @param counts of these values
     */
    public static Points points(Tensor values, ValueGatherer counts, Workbench bench) throws IOException {
        return bench.once(new PointsKey(values), counts::points);
    }

    private static HalfCounts count(Tensor values, Workbench bench) throws IOException {
        HalfCounts counts = new HalfCounts();
        TensorReader reader = new TensorReader(values);
        short[] halves = new short[CHUNK];
        for (long from = 0; from < values.elements(); from += CHUNK) {
            bench.checkCancelled();
            int n = (int) Math.min(CHUNK, values.elements() - from);
            reader.readHalves(from, halves, 0, n);
            counts.add(halves, 0, n);
        }
        return counts;
    }
}
