package dev.mlrecipe.calibrate.moments;

import dev.mlrecipe.calibrate.ValueSizes;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.graph.Product.Source;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.digest.Sha256;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.parallel.Parallel;
import dev.mlrecipe.samples.SampleSet;
import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.kernel.GramSums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Runs a model on samples and sums up the second moments of what its weights are multiplied with. Values come from the
 * model as it is, before anything is compressed. The moments of as many values as fit a budget are collected at a time,
 * the samples running anew for the next ones, and then lie in a temporary file.
 *
 * <p>Samples count in their order, whatever the number of threads.
 */
public final class MomentCollector {
    /** Bytes of moments that are collected at a time, unless a single value has more. */
    private static final long MOMENT_BYTES = 384L << 20;

    /** Bytes of the values of one sample that are computed at a time, unless a single one has more. */
    private static final long VALUE_BYTES = 256L << 20;

    /** The usual name of an input that is 0 at positions of a sequence that are only padding: they do not count. */
    private static final String MASK = "attention_mask";

    private final CoreMlModel model;
    private final Executor executor;
    private final int threads;
    private final Runnable check;

    /**
     * @param threads samples that run at the same time, at most; the moments are the same for any number
     * @param check throws if the run was cancelled
     */
    public MomentCollector(CoreMlModel model, Executor executor, int threads, Runnable check) {
        this.model = model;
        this.executor = executor;
        this.threads = threads;
        this.check = check;
    }

    /**
     * What was seen.
     *
     * @param moments by {@link dev.mlrecipe.coreml.Weight#id()}; weights whose inputs cannot be computed have none
     * @param unsupported operations that cannot be run
     */
    public record Seen(Map<Integer, InputMoments> moments, List<Unsupported> unsupported) {
        public Seen {
            moments = Map.copyOf(moments);
            unsupported = List.copyOf(unsupported);
        }
    }

    /** The sums of one source. */
    private record Sums(Source source, int groups, int features) {
        long bytes() {
            return 4L * groups * GramSums.size(features);
        }
    }

    private record Finished(dev.mlrecipe.coreml.tensor.Tensor sums, long count, String key) {}

    /** How many runs of samples there will be. */
    public int runs(List<Needed> needed, int samples) {
        return passes(needed).size() * samples;
    }

    /**
     * Runs samples, each once for every pass.
     *
     * @param chosen which samples, at least one
     * @param segments where the moments lie afterwards
     * @param done hears after every run of a sample how many are done of {@link #runs}
     * @throws IOException if a sample cannot be read or the model cannot be run
     */
    public Seen run(
            List<Needed> needed,
            SampleSet samples,
            List<Integer> chosen,
            TemporarySegments segments,
            IntConsumer done)
            throws IOException {
        Map<Source, Finished> finished = new HashMap<>();
        List<List<Sums>> passes = passes(needed);
        List<String> values = passes.stream()
                .flatMap(List::stream)
                .map(sums -> sums.source().value())
                .distinct()
                .toList();
        // One thread for each run: with more, the last bits of results depend on their number.
        ExecuteOptions options = ExecuteOptions.defaults().withObserved(values).withRoundedHalves();
        List<Unsupported> unsupported;
        try (Session session = executor.open(model, options)) {
            unsupported = session.unsupported();
            Set<String> observed = Set.copyOf(session.observed());
            int runs = 0;
            for (List<Sums> pass : passes) {
                List<Accumulator> accumulators = pass.stream()
                        .filter(sums -> observed.contains(sums.source().value()))
                        .map(Accumulator::new)
                        .toList();
                collect(session, accumulators, samples, chosen, runs, done);
                runs += chosen.size();
                for (Accumulator accumulator : accumulators) {
                    if (accumulator.finite()) {
                        finished.put(accumulator.sums.source(), accumulator.finish(segments));
                    }
                }
            }
        }
        Map<Integer, InputMoments> moments = new HashMap<>();
        for (Needed weight : needed) {
            List<Finished> all = weight.products().stream()
                    .map(product -> finished.get(product.source()))
                    .toList();
            if (!all.contains(null)) {
                moments.put(weight.weight().id(), moments(weight, all));
            }
        }
        return new Seen(moments, unsupported);
    }

    private static InputMoments moments(Needed weight, List<Finished> all) {
        return new StoredMoments(
                all.stream().map(Finished::sums).toList(),
                weight.groups(),
                weight.features(),
                weight.products().get(0).transposed(),
                all.stream().mapToLong(Finished::count).sum(),
                String.join(" ", all.stream().map(Finished::key).toList()));
    }

    private void collect(
            Session session,
            List<Accumulator> accumulators,
            SampleSet samples,
            List<Integer> chosen,
            int before,
            IntConsumer done)
            throws IOException {
        Set<String> wanted =
                accumulators.stream().map(own -> own.sums.source().value()).collect(Collectors.toSet());
        for (int first = 0; first < chosen.size() && !wanted.isEmpty(); first += threads) {
            int end = Math.min(chosen.size(), first + threads);
            List<Result> results = results(session, samples, chosen.subList(first, end), wanted);
            Parallel.each(accumulators, threads, accumulator -> accumulator.add(results));
            done.accept(before + end);
        }
    }

    /**
     * What a sample gives.
     *
     * @param mask 0 at positions that are only padding; empty for none
     */
    private record Result(Map<String, Tensor> values, int[] mask) {
        static Result of(Map<String, Tensor> sample, Map<String, Tensor> values) {
            Tensor mask = sample.get(MASK);
            return new Result(values, mask instanceof Tensor.Ints ints ? ints.values() : new int[0]);
        }
    }

    /** What some samples give, in their order. */
    private List<Result> results(Session session, SampleSet samples, List<Integer> batch, Set<String> wanted)
            throws IOException {
        List<Result> results = new ArrayList<>(Collections.nCopies(batch.size(), null));
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            places.add(i);
        }
        Parallel.each(places, threads, place -> {
            check.run();
            Map<String, Tensor> sample = samples.read(batch.get(place));
            Result result = Result.of(sample, session.run(sample, wanted));
            synchronized (results) {
                results.set(place, result);
            }
        });
        return results;
    }

    /** Sources of moments, each once, as many at a time as fit the budget. */
    private List<List<Sums>> passes(List<Needed> needed) {
        ValueSizes sizes = new ValueSizes(model.functions().get(0));
        Map<Source, Sums> distinct = new LinkedHashMap<>();
        for (Needed weight : needed) {
            weight.products().forEach(product -> distinct.putIfAbsent(
                    product.source(), new Sums(product.source(), weight.groups(), weight.features())));
        }
        List<List<Sums>> passes = new ArrayList<>();
        List<Sums> pass = new ArrayList<>();
        long momentBytes = 0;
        long valueBytes = 0;
        for (Sums sums : distinct.values()) {
            long size = sizes.of(sums.source().value());
            boolean full = momentBytes + sums.bytes() > MOMENT_BYTES || valueBytes + size > VALUE_BYTES;
            if (!pass.isEmpty() && full) {
                passes.add(pass);
                pass = new ArrayList<>();
                momentBytes = 0;
                valueBytes = 0;
            }
            pass.add(sums);
            momentBytes += sums.bytes();
            valueBytes += size;
        }
        if (!pass.isEmpty()) {
            passes.add(pass);
        }
        return passes;
    }

    /** Sums up the moments of one source. */
    private final class Accumulator {
        private final Sums sums;
        private final float[][] triangles;
        private long count;

        Accumulator(Sums sums) {
            this.sums = sums;
            this.triangles = new float[sums.groups()][GramSums.size(sums.features())];
        }

        void add(List<Result> results) {
            float[] buffer = new float[GramSums.ROWS * sums.features()];
            for (Result result : results) {
                Tensor tensor = result.values().get(sums.source().value());
                VectorSource vectors = VectorSource.of(sums.source(), tensor, sums.features(), result.mask());
                for (int group = 0; group < triangles.length; group++) {
                    vectors.addTo(triangles[group], 0, group, sums.features(), buffer, check);
                }
                count += vectors.count();
            }
        }

        boolean finite() {
            for (float[] triangle : triangles) {
                for (float sum : triangle) {
                    if (!Float.isFinite(sum)) {
                        return false;
                    }
                }
            }
            return true;
        }

        Finished finish(TemporarySegments segments) throws IOException {
            MessageDigest digest = Sha256.create();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(count).flip());
            Shape shape = Shape.of(triangles.length, triangles[0].length);
            ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
            try (TensorWriter writer = segments.tensor(DataType.FLOAT32, shape)) {
                for (float[] triangle : triangles) {
                    writer.writeFloats(triangle, 0, triangle.length);
                    for (int at = 0; at < triangle.length; at += bytes.capacity() / Float.BYTES) {
                        int n = Math.min(bytes.capacity() / Float.BYTES, triangle.length - at);
                        bytes.clear().asFloatBuffer().put(triangle, at, n);
                        digest.update(bytes.limit(n * Float.BYTES));
                    }
                }
                return new Finished(writer.finish(), count, HexFormat.of().formatHex(digest.digest()));
            }
        }
    }
}
