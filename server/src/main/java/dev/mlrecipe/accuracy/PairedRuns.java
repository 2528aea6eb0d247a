package dev.mlrecipe.accuracy;

import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.parallel.Parallel;
import dev.mlrecipe.samples.SampleSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Runs a reference and a candidate on the same samples and sums how far their values are apart. Memory holds the values
 * of one sample for each thread, and sums. Sums are made in the order of the samples, so that they are the same for any
 * number of threads, provided that both sources give the same for any number: sessions do that which compute with one
 * thread ({@link dev.mlrecipe.execute.ExecuteOptions#threads()}).
 *
 * @param reference what is right
 * @param candidate what is compared with it
 * @param threads samples at the same time, at most
 * @param check throws if the run was cancelled
 */
public record PairedRuns(Source reference, Source candidate, int threads, Runnable check) {

    /** Gives values for a sample, by running a model or from where they are kept. Called by several threads. */
    @FunctionalInterface
    public interface Source {
        /**
         * @param sample number of the sample in its set
         * @param inputs what the sample holds, by input
         * @return values by name
         */
        Map<String, Tensor> values(int sample, Map<String, Tensor> inputs) throws IOException;

        /** What a session computes: outputs and observed values. */
        static Source of(Session session) {
            return (sample, inputs) -> session.run(inputs);
        }

        /** Some of what a session computes. */
        static Source of(Session session, Set<String> wanted) {
            return (sample, inputs) -> session.run(inputs, wanted);
        }
    }

    /** Hears how far values are apart, sample by sample in their order, one call at a time. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param position of the sample among the chosen ones
         * @param differences by name of the value
         */
        void sample(int position, Map<String, Difference> differences);
    }

    /**
     * Sums over samples.
     *
     * @param chosen numbers of the samples in their set
     * @param names values that both sources give
     * @param done hears after every sample how many are done
     * @return sums by name, in the order of {@code names}
     * @throws IOException if a sample cannot be read or a model cannot be run
     */
    public Map<String, DifferenceSums> sums(
            SampleSet samples, List<Integer> chosen, Collection<String> names, IntConsumer done) throws IOException {
        Map<String, DifferenceSums> sums = new LinkedHashMap<>();
        names.forEach(name -> sums.put(name, new DifferenceSums()));
        each(samples, chosen, names, (position, differences) ->
                differences.forEach((name, difference) -> sums.get(name).add(difference)), done);
        return sums;
    }

    /** The same without summing: see {@link #sums}. */
    public void each(
            SampleSet samples, List<Integer> chosen, Collection<String> names, Sink sink, IntConsumer done)
            throws IOException {
        Ordered ordered = new Ordered(sink, done);
        List<Integer> positions = IntStream.range(0, chosen.size()).boxed().toList();
        List<String> wanted = new ArrayList<>(names);
        Parallel.each(positions, threads, position -> {
            check.run();
            int sample = chosen.get(position);
            Map<String, Tensor> inputs = samples.read(sample);
            Map<String, Tensor> right = reference.values(sample, inputs);
            Map<String, Tensor> found = candidate.values(sample, inputs);
            Map<String, Difference> differences = new LinkedHashMap<>();
            wanted.forEach(name -> differences.put(name, Difference.of(right.get(name), found.get(name))));
            ordered.add(position, differences);
        });
    }

    /** Passes on in order what comes in any. Threads take samples in order, so little has to wait. */
    private static final class Ordered {
        private final Sink sink;
        private final IntConsumer done;
        private final Map<Integer, Map<String, Difference>> waiting = new HashMap<>();
        private int next;
        private int arrived;

        private Ordered(Sink sink, IntConsumer done) {
            this.sink = sink;
            this.done = done;
        }

        private synchronized void add(int position, Map<String, Difference> differences) {
            waiting.put(position, differences);
            done.accept(++arrived);
            for (Map<String, Difference> ready = waiting.remove(next);
                    ready != null;
                    ready = waiting.remove(next)) {
                sink.sample(next++, ready);
            }
        }
    }
}
