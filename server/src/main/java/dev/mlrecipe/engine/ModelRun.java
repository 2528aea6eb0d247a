package dev.mlrecipe.engine;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.activation.Activations;
import dev.mlrecipe.coreml.activation.Range;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.engine.cache.ResultCache;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlanKey;
import dev.mlrecipe.technique.InputMoments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs a plan and puts the resulting model in place. */
public final class ModelRun {
    /** User-defined metadata of an output: what it was made from and how, and by which version. */
    public static final String PLAN_KEY = "dev.mlrecipe.plan_key";

    private static final String VERSION = "dev.mlrecipe.version";

    private final CoreMlModel model;
    private final Plan plan;
    private final String version;
    private final Optional<ResultCache> cache;
    private final ContentKey content;
    private final Map<String, Range> ranges;
    private final Inputs inputs;
    private final Judge judge;

    /** Looks at what weights are multiplied with, before they are compressed. */
    @FunctionalInterface
    public interface Inputs {
        /** Does not look. */
        Inputs NONE = segments -> Map.of();

        /**
         * The moments, by {@link dev.mlrecipe.coreml.Weight#id()}.
         *
         * @param segments where they may lie
         * @throws IOException if they cannot be found out
         */
        Map<Integer, InputMoments> moments(TemporarySegments segments) throws IOException;
    }

    /** Looks at what was written, before it is put in place. */
    @FunctionalInterface
    public interface Judge {
        /** Does not look. */
        Judge NONE = (written, layers) -> new Accuracy.Unknown();

        /**
         * @param written the model, which must stay as it is
         * @param layers what became of every weight
         * @throws IOException if nothing shall be put in place
         */
        Accuracy accuracy(Path written, List<LayerResult> layers) throws IOException;
    }

    /**
     * @param version version of the product, recorded in the output
     * @param cache results of former runs; empty to use and keep none
     * @param content what identifies the model's content, begun or not
     * @param ranges ranges of activations, where the plan quantizes some
     * @param inputs tells what weights are multiplied with
     * @param judge what looks at the result
     */
    public ModelRun(
            CoreMlModel model,
            Plan plan,
            String version,
            Optional<ResultCache> cache,
            ContentKey content,
            Map<String, Range> ranges,
            Inputs inputs,
            Judge judge) {
        this.model = model;
        this.plan = plan;
        this.version = version;
        this.cache = cache;
        this.content = content;
        this.ranges = Map.copyOf(ranges);
        this.inputs = inputs;
        this.judge = judge;
    }

    CoreMlModel model() {
        return model;
    }

    Plan plan() {
        return plan;
    }

    Optional<ResultCache> cache() {
        return cache;
    }

    ContentKey content() {
        return content;
    }

    /**
     * Compresses, writes and reports.
     *
     * @throws OutputException if the output cannot be written or put in place
     * @throws IOException if the model cannot be read
     * @throws java.util.concurrent.CancellationException if the run was cancelled
     */
    public Report run(
            Path output, int threads, Progress progress, Cancellation cancellation, Consumer<Throwable> failures)
            throws IOException {
        return new ModelRuns(threads, progress, cancellation, failures)
                .run(List.of(new ModelRuns.Job(this, output, progress::measured)))
                .getFirst()
                .orThrow();
    }

    Map<Integer, InputMoments> moments(TemporarySegments segments) throws IOException {
        return inputs.moments(segments);
    }

    /** Writes the resulting model beside where it goes. */
    void write(CompressedWeights weights, OutputSwap swap) throws IOException {
        Map<String, String> metadata = Map.of(PLAN_KEY, PlanKey.of(content.get(), plan), VERSION, version);
        CoreMlModel.Edit edit = new CoreMlModel.Edit(weights.forms(), metadata, plan.opset())
                .with(new Activations(plan.schemes(), ranges));
        swap.write(fresh -> model.write(fresh, edit));
    }

    /** Looks at what was written. */
    Accuracy judge(CompressedWeights weights, OutputSwap swap) throws IOException {
        return judge.accuracy(swap.fresh(), weights.layers());
    }

    /**
     * Puts in place what was written.
     *
     * @param accuracy what looking at it told
     * @param start when the run began, by the clock of {@link System#nanoTime}
     */
    Report commit(CompressedWeights weights, OutputSwap swap, Accuracy accuracy, long start, HeapPeak heap)
            throws IOException {
        OptionalDouble ratio = weightFileRatio(swap.fresh());
        long size = swap.commit();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Report(
                plan.opset(),
                weights.layers(),
                plan.activations(),
                accuracy,
                Reports.totals(weights.layers(), ratio, OptionalLong.of(size), seconds, heap.bytes()));
    }

    /** Bytes that a model takes on disk. */
    public static long bytes(Path model) throws IOException {
        return FileTree.size(model);
    }

    private OptionalDouble weightFileRatio(Path fresh) throws IOException {
        long before = weightFileBytes(model.path());
        long after = weightFileBytes(fresh);
        return before == 0 || after == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) before / after);
    }

    /** Bytes of the files that hold weights: in a package everything but manifest and model file. */
    private static long weightFileBytes(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return Files.size(path);
        }
        long sum = 0;
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (Files.isRegularFile(file) && !name.equals("Manifest.json") && !name.endsWith(".mlmodel")) {
                    sum += Files.size(file);
                }
            }
        }
        return sum;
    }
}
