package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.activation.Range;
import dev.mlrecipe.coreml.activation.RangeMethod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the numbers of values lie within their ranges, for ranges that do not span all of them. */
final class Narrowing implements Sighting {
    private final Map<String, Wanted> wanted;
    private final Map<String, Range> seen;
    private final Map<String, Histogram> histograms = new TreeMap<>();

    /** @param seen the smallest and the largest number of each value */
    Narrowing(Map<String, Wanted> wanted, Map<String, Range> seen) {
        this.wanted = wanted;
        this.seen = Map.copyOf(seen);
        for (String value : of(wanted)) {
            Range range = seen.get(value);
            if (range != null && range.min() < range.max()) {
                double largest = Math.max(Math.abs(range.min()), Math.abs(range.max()));
                boolean symmetric = wanted.get(value).scheme().symmetric();
                histograms.put(value, new Histogram(symmetric ? new Range(-largest, largest) : range));
            }
        }
    }

    /** Values whose range shall not be that of all their numbers. */
    static List<String> of(Map<String, Wanted> wanted) {
        return wanted.keySet().stream()
                .filter(value -> !(wanted.get(value).method() instanceof RangeMethod.MinMax))
                .toList();
    }

    /** Those of them that have more than one number. */
    List<String> values() {
        return List.copyOf(histograms.keySet());
    }

    @Override
    public void add(String value, float[] numbers) {
        histograms.get(value).add(numbers);
    }

    /** The range of a value after everything was added. */
    Range range(String value) {
        Wanted how = wanted.get(value);
        Histogram histogram = histograms.get(value);
        return switch (how.method()) {
            case RangeMethod.MinMax all -> seen.get(value);
            case RangeMethod.Percentile most ->
                new PercentileRange(histogram).of(seen.get(value), how.scheme().symmetric(), most.percent());
            case RangeMethod.LeastError least ->
                new LeastErrorRange(histogram, how.scheme()).of(seen.get(value));
        };
    }
}
