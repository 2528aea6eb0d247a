package dev.mlrecipe.session;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.TemporaryFolder;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Executors;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.parallel.Parallel;
import dev.mlrecipe.samples.SampleFile;
import dev.mlrecipe.samples.SampleSet;
import dev.mlrecipe.samples.SamplesException;
import dev.mlrecipe.samples.StackedArrays;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a model gives for samples, as arrays in temporary files that {@link #close()} deletes. */
public final class SampleRun implements Closeable {
    private final TemporaryFolder folder;
    private final StackedArrays arrays;
    private final Result result;

    private SampleRun(TemporaryFolder folder, StackedArrays arrays, Result result) {
        this.folder = folder;
        this.arrays = arrays;
        this.result = result;
    }

    /**
     * What is asked for.
     *
     * @param data files and folders of samples
     * @param samples how many to take at most
     * @param seed chooses them where there are more
     * @param function the function to run; empty for the default one
     * @param roundHalves whether values that the program stores as float16 are rounded to float16
     * @param single whether a function with several outputs is refused
     */
    public record Request(
            List<Path> data, int samples, long seed, Optional<String> function, boolean roundHalves, boolean single) {
        public Request {
            data = List.copyOf(data);
        }
    }

    /**
     * What was run.
     *
     * @param function the function
     * @param samples how many samples
     * @param missing outputs that cannot be computed
     * @param unsupported operations that cannot be run
     */
    public record Result(String function, int samples, List<String> missing, List<Unsupported> unsupported) {
        public Result {
            missing = List.copyOf(missing);
            unsupported = List.copyOf(unsupported);
        }
    }

    /**
     * Runs a model on samples.
     *
     * @param threads samples at the same time; the outputs are the same for any number
     * @throws InputException if the model or a sample cannot be used
     * @throws IOException if the model cannot be run
     * @throws java.util.concurrent.CancellationException if it was cancelled; nothing is left behind
     */
    public static SampleRun of(
            Path path, Request request, Toolbox toolbox, int threads, Progress progress, Cancellation cancellation)
            throws IOException {
        try (CoreMlModel model = CoreMlModels.open(path)) {
            if (model.index().kind() != ModelKind.ML_PROGRAM) {
                throw new InputException(path + ": a " + model.index().kind().word().replace('_', ' ')
                        + "; only ML programs can be run");
            }
            Executor executor = toolbox.executor().get()
                    .orElseThrow(() -> new InputException("there is no executor here; " + Executors.howToInstall()));
            FunctionFacts function = function(path, model, request.function());
            if (request.single() && function.outputs().size() != 1) {
                throw new InputException(path + ": outputs " + names(function.outputs())
                        + ", but .npy holds one array; .npz holds all of them");
            }
            try (SampleSet samples = SampleSet.open(files(request.data()), ModelInputs.of(model, function))) {
                return run(model, executor, function, samples, request, threads, progress, cancellation);
            }
        } catch (SamplesException wrong) {
            throw new InputException(wrong.getMessage(), wrong);
        }
    }

    private static FunctionFacts function(Path path, CoreMlModel model, Optional<String> wanted) throws InputException {
        List<FunctionFacts> functions = model.functions();
        if (wanted.isEmpty()) {
            return functions.getFirst();
        }
        return functions.stream()
                .filter(function -> function.name().equals(wanted.get()))
                .findFirst()
                .orElseThrow(() -> new InputException(path + ": no function " + wanted.get() + ", only "
                        + String.join(", ", functions.stream().map(FunctionFacts::name).toList())));
    }

    private static String names(List<ValueFacts> values) {
        return values.stream().map(ValueFacts::name).collect(Collectors.joining(", "));
    }

    private static List<SampleFile> files(List<Path> data) throws IOException {
        List<SampleFile> files = new ArrayList<>();
        for (Path path : data) {
            files.addAll(SampleFile.at(path.toString(), path));
        }
        return files;
    }

    private static SampleRun run(
            CoreMlModel model,
            Executor executor,
            FunctionFacts function,
            SampleSet samples,
            Request request,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException {
        // One thread for each run: with more, the last bits of results depend on their number.
        ExecuteOptions plain = ExecuteOptions.defaults().withFunction(function.name());
        List<Integer> chosen = samples.chosen(request.samples(), request.seed());
        TemporaryFolder folder = TemporaryFolder.create();
        StackedArrays arrays = new StackedArrays(folder.path(), chosen.stream().map(samples::name).toList());
        boolean complete = false;
        try (Session session = executor.open(model, request.roundHalves() ? plain.withRoundedHalves() : plain)) {
            AtomicInteger done = new AtomicInteger();
            advance(progress, 0, chosen.size());
            Parallel.each(IntStream.range(0, chosen.size()).boxed().toList(), threads, position -> {
                cancellation.check();
                arrays.put(position, session.run(samples.read(chosen.get(position))));
                synchronized (progress) {
                    advance(progress, done.incrementAndGet(), chosen.size());
                }
            });
            List<String> missing = new ArrayList<>(function.outputs().stream().map(ValueFacts::name).toList());
            missing.removeAll(session.outputs());
            complete = true;
            return new SampleRun(
                    folder, arrays, new Result(function.name(), chosen.size(), missing, session.unsupported()));
        } finally {
            if (!complete) {
                arrays.close();
                folder.close();
            }
        }
    }

    private static void advance(Progress progress, int done, int all) {
        progress.advanced(new Progress.State(Progress.Phase.RUNNING, done, all, done, all));
    }

    public Result result() {
        return result;
    }

    /** An array for every output that can be computed, the samples along axis 0. */
    public StackedArrays arrays() {
        return arrays;
    }

    @Override
    public void close() throws IOException {
        arrays.close();
        folder.close();
    }
}
