package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.activation.Range;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The smallest and the largest number of each value so far. */
final class Sightings implements Sighting {
    private final Map<String, Range> ranges = new TreeMap<>();
    private final Set<String> endless = new HashSet<>();

    @Override
    public void add(String value, float[] numbers) {
        Optional<Range> range = range(numbers);
        synchronized (this) {
            if (range.isEmpty()) {
                endless.add(value);
            } else {
                ranges.merge(value, range.get(), Range::union);
            }
        }
    }

    /** The ranges of values that were finite each time. */
    synchronized Map<String, Range> ranges() {
        Map<String, Range> finite = new TreeMap<>(ranges);
        finite.keySet().removeAll(endless);
        return finite;
    }

    /** Empty for infinite values, such as those of masks, which 8 bits cannot hold. */
    private static Optional<Range> range(float[] numbers) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                return Optional.empty();
            }
            min = Math.min(min, number);
            max = Math.max(max, number);
        }
        return Optional.of(min > max ? new Range(0, 0) : new Range(min, max));
    }
}
