package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.activation.Range;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.parallel.Parallel;
import dev.mlrecipe.samples.SampleSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Runs a model on samples and notes the ranges of its values, some values at a time, so that memory holds one group of
 * values for each thread.
 */
public final class Calibrator {
    /** Bytes of the values of a group where nobody says how large groups are. */
    private static final long GROUP_BYTES = 256L << 20;

    private final CoreMlModel model;
    private final Executor executor;
    private final int threads;
    private final Runnable check;

    /**
     * @param threads samples that run at the same time, at most; the ranges are the same for any number
     * @param check throws if the run was cancelled
     */
    public Calibrator(CoreMlModel model, Executor executor, int threads, Runnable check) {
        this.model = model;
        this.executor = executor;
        this.threads = threads;
        this.check = check;
    }

    /**
     * What was seen.
     *
     * @param statistics ranges of the values that can be computed
     * @param unsupported operations that cannot be run; values that depend on them have no range
     */
    public record Seen(Statistics statistics, List<Unsupported> unsupported) {
        public Seen {
            unsupported = List.copyOf(unsupported);
        }
    }

    /**
     * Runs samples, each once for every group of values, and once more for values whose range is not that of all their
     * numbers.
     *
     * @param wanted the values to observe, by name
     * @param chosen which samples, at least one
     * @param groupSize values observed at the same time, at most; 0 for as many as fit 256 MiB
     * @param done hears after every run of a sample how many are done of {@link #runs}
     * @throws IOException if a sample cannot be read or the model cannot be run
     */
    public Seen run(
            Map<String, Wanted> wanted, SampleSet samples, List<Integer> chosen, int groupSize, IntConsumer done)
            throws IOException {
        AtomicInteger runs = new AtomicInteger();
        // One thread for each run: with more, the last bits of results depend on their number.
        ExecuteOptions options = ExecuteOptions.defaults()
                .withObserved(List.copyOf(wanted.keySet()))
                .withRoundedHalves();
        try (Session session = executor.open(model, options)) {
            Passage passage = (values, sighting) -> {
                List<List<String>> groups = groups(values, groupSize);
                if (groups.size() <= session.keptReady()) {
                    // Then each sample is read once.
                    Parallel.each(chosen, threads, index -> {
                        Map<String, Tensor> sample = samples.read(index);
                        for (List<String> group : groups) {
                            see(session, sample, group, sighting);
                            tell(runs, done);
                        }
                    });
                    return;
                }
                for (List<String> group : groups) {
                    Parallel.each(chosen, threads, index -> {
                        see(session, samples.read(index), group, sighting);
                        tell(runs, done);
                    });
                }
            };
            Sightings sightings = new Sightings();
            passage.through(session.observed(), sightings);
            Map<String, Range> ranges = new TreeMap<>(sightings.ranges());
            Narrowing narrowing = new Narrowing(wanted, ranges);
            if (!narrowing.values().isEmpty()) {
                passage.through(narrowing.values(), narrowing);
                Parallel.each(narrowing.values(), threads, value -> {
                    check.run();
                    Range narrow = narrowing.range(value);
                    synchronized (ranges) {
                        ranges.put(value, narrow);
                    }
                });
            }
            return new Seen(new Statistics(ranges), session.unsupported());
        }
    }

    /** Runs all samples for some values. */
    private interface Passage {
        void through(List<String> values, Sighting sighting) throws IOException;
    }

    private void see(Session session, Map<String, Tensor> sample, List<String> group, Sighting sighting)
            throws IOException {
        check.run();
        Map<String, Tensor> results = session.run(sample, Set.copyOf(group));
        group.forEach(value -> sighting.add(value, results.get(value).toFloats()));
    }

    private static void tell(AtomicInteger runs, IntConsumer done) {
        synchronized (runs) {
            done.accept(runs.incrementAndGet());
        }
    }

    /** How many runs of samples there will be, at most. */
    public int runs(Map<String, Wanted> wanted, int samples, int groupSize) {
        List<String> narrowed = Narrowing.of(wanted);
        int groups = groups(List.copyOf(wanted.keySet()), groupSize).size();
        return samples * (narrowed.isEmpty() ? groups : groups + groups(narrowed, groupSize).size());
    }

    private List<List<String>> groups(List<String> values, int groupSize) {
        ValueSizes sizes = new ValueSizes(model.functions().get(0));
        List<List<String>> groups = new ArrayList<>();
        List<String> group = new ArrayList<>();
        long sum = 0;
        for (String value : values) {
            long size = sizes.of(value);
            boolean full = groupSize > 0 ? group.size() >= groupSize : sum + size > GROUP_BYTES;
            if (full && !group.isEmpty()) {
                groups.add(group);
                group = new ArrayList<>();
                sum = 0;
            }
            group.add(value);
            sum += size;
        }
        groups.add(group);
        return groups;
    }
}
