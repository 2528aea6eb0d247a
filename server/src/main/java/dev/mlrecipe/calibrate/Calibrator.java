package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.samples.SampleSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
     * Runs samples, each once for every group of values.
     *
     * @param values the values to observe
     * @param chosen which samples, at least one
     * @param groupSize values observed at the same time, at most; 0 for as many as fit 256 MiB
     * @param done hears after every run of a sample how many are done of {@link #runs}
     * @throws IOException if a sample cannot be read or the model cannot be run
     */
    public Seen run(Collection<String> values, SampleSet samples, List<Integer> chosen, int groupSize, IntConsumer done)
            throws IOException {
        Sightings sightings = new Sightings();
        // One thread for each run: with more, the last bits of results depend on their number.
        ExecuteOptions options =
                ExecuteOptions.defaults().withObserved(List.copyOf(values)).withRoundedHalves();
        try (Session session = executor.open(model, options)) {
            List<List<String>> groups = groups(session.observed(), groupSize);
            if (groups.size() <= session.keptReady()) {
                // Then each sample is read once.
                Parallel.each(chosen, threads, index -> {
                    Map<String, Tensor> sample = samples.read(index);
                    for (List<String> group : groups) {
                        see(session, sample, group, sightings, done);
                    }
                });
            } else {
                for (List<String> group : groups) {
                    Parallel.each(
                            chosen, threads, index -> see(session, samples.read(index), group, sightings, done));
                }
            }
            return new Seen(sightings.statistics(), session.unsupported());
        }
    }

    private void see(
            Session session, Map<String, Tensor> sample, List<String> group, Sightings sightings, IntConsumer done)
            throws IOException {
        check.run();
        sightings.add(group, session.run(sample, Set.copyOf(group)), done);
    }

    /** How many runs of samples there will be. */
    public int runs(Collection<String> values, int samples, int groupSize) {
        return groups(values, groupSize).size() * samples;
    }

    private List<List<String>> groups(Collection<String> values, int groupSize) {
        Map<String, Long> bytes = groupSize > 0 ? Map.of() : sizes();
        List<List<String>> groups = new ArrayList<>();
        List<String> group = new ArrayList<>();
        long sum = 0;
        for (String value : values) {
            long size = bytes.getOrDefault(value, 0L);
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

    /** Bytes of values as float32. */
    private Map<String, Long> sizes() {
        Map<String, Long> sizes = new HashMap<>();
        FunctionFacts function = model.functions().get(0);
        function.inputs().forEach(value -> sizes.put(value.name(), bytes(value)));
        for (OpFacts op : function.ops()) {
            op.outputs().forEach(value -> sizes.put(value.name(), bytes(value)));
        }
        return sizes;
    }

    private static long bytes(ValueFacts value) {
        long elements = 1;
        for (long dim : value.shape()) {
            elements *= Math.max(1, dim);
        }
        return elements * Float.BYTES;
    }
}
