package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.engine.cache.ResultCache;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlanKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
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
    private final Optional<String> fingerprint;

    /**
     * @param version version of the product, recorded in the output
     * @param cache results of former runs; empty to use and keep none
     * @param fingerprint {@link CoreMlModel#fingerprint()} if it is known already
     */
    public ModelRun(
            CoreMlModel model, Plan plan, String version, Optional<ResultCache> cache, Optional<String> fingerprint) {
        this.fingerprint = fingerprint;
        this.model = model;
        this.plan = plan;
        this.version = version;
        this.cache = cache;
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
        long start = System.nanoTime();
        HeapPeak heap = new HeapPeak();
        // Weights are read anyway; what they are is found out on the way.
        FutureTask<String> content =
                new FutureTask<>(() -> fingerprint.isPresent() ? fingerprint.get() : model.fingerprint());
        Thread.ofPlatform().daemon().name("mlrecipe-fingerprint").start(content);
        try (OutputSwap swap = OutputSwap.begin(output)) {
            EngineOptions options = new EngineOptions(threads, swap.scratch(), failures, cache);
            try (CompressedWeights weights = Engine.run(plan, model, options, progress, cancellation)) {
                int count = weights.forms().size();
                progress.advanced(new Progress.State(Progress.Phase.WRITING, count, count, 0, 0));
                Map<String, String> metadata = Map.of(PLAN_KEY, PlanKey.of(known(content), plan), VERSION, version);
                swap.write(fresh -> model.write(fresh, new CoreMlModel.Edit(weights.forms(), metadata, plan.opset())));
                cancellation.check();
                OptionalDouble ratio = weightFileRatio(swap.fresh());
                long size = swap.commit();
                double seconds = (System.nanoTime() - start) / 1e9;
                return new Report(
                        plan.opset(),
                        weights.layers(),
                        Reports.totals(weights.layers(), ratio, OptionalLong.of(size), seconds, heap.bytes()));
            }
        }
    }

    private static String known(Future<String> fingerprint) throws IOException {
        try {
            return fingerprint.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the model was read");
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException unreadable -> throw unreadable;
                case RuntimeException unexpected -> throw unexpected;
                default -> throw new IllegalStateException(failed.getCause());
            }
        }
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
