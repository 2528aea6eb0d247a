package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.activation.Range;
import dev.mlrecipe.execute.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** What was seen of values so far, the same in whatever order. Safe for concurrent use. */
final class Sightings {
    private final Map<String, Range> ranges = new TreeMap<>();
    private final Set<String> endless = new HashSet<>();
    private int runs;

    /** @param done hears how many runs there were */
    void add(List<String> values, Map<String, Tensor> results, IntConsumer done) {
        for (String value : values) {
            Optional<Range> range = range(results.get(value));
            synchronized (this) {
                if (range.isEmpty()) {
                    endless.add(value);
                } else {
                    ranges.merge(value, range.get(), Range::union);
                }
            }
        }
        synchronized (this) {
            done.accept(++runs);
        }
    }

    synchronized Statistics statistics() {
        endless.forEach(ranges::remove);
        return new Statistics(ranges);
    }

    /** Empty for infinite values, such as those of masks, which 8 bits cannot hold. */
    private static Optional<Range> range(Tensor tensor) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float number : tensor.toFloats()) {
            if (!Float.isFinite(number)) {
                return Optional.empty();
            }
            min = Math.min(min, number);
            max = Math.max(max, number);
        }
        return Optional.of(min > max ? new Range(0, 0) : new Range(min, max));
    }
}
