package dev.mlrecipe.session;

import dev.mlrecipe.accuracy.DifferenceSums;
import dev.mlrecipe.accuracy.PairedRuns;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Executors;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.samples.SampleFile;
import dev.mlrecipe.samples.SampleSet;
import dev.mlrecipe.samples.SamplesException;
import dev.mlrecipe.suggest.Suggestion.Measured;
import dev.mlrecipe.suggest.Suggestion.Output;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * A model that runs on samples to be compared with what compression makes of it. What it gives for samples is kept as
 * far as there is room.
 */
final class OutputRuns implements Closeable {
    private static final long ROOM = 256L << 20;

    private final CoreMlModel original;
    private final Executor executor;
    private final ExecuteOptions options;
    private final Session session;
    private final SampleSet samples;
    private final List<Integer> chosen;
    private final List<String> outputs;
    private final Cancellation cancellation;
    private final Map<Integer, Map<String, Tensor>> kept = new ConcurrentHashMap<>();
    private final AtomicLong room = new AtomicLong(ROOM);

    private OutputRuns(
            CoreMlModel original,
            Executor executor,
            ExecuteOptions options,
            Session session,
            SampleSet samples,
            List<Integer> chosen,
            List<String> outputs,
            Cancellation cancellation) {
        this.original = original;
        this.executor = executor;
        this.options = options;
        this.session = session;
        this.samples = samples;
        this.chosen = chosen;
        this.outputs = outputs;
        this.cancellation = cancellation;
    }

    /**
     * Opens a model and its samples.
     *
     * @param model stays open as long
     * @throws InputException if there is no executor, a sample cannot be used or no output can be computed
     * @throws IOException if the model cannot be run
     */
    static OutputRuns open(CoreMlModel model, SuggestRun.Data data, LazyExecutor lazy, Cancellation cancellation)
            throws IOException {
        Executor executor = lazy.get()
                .orElseThrow(() -> new InputException("there is no executor here; " + Executors.howToInstall()));
        FunctionFacts function = model.functions().getFirst();
        List<SampleFile> files = new ArrayList<>();
        SampleSet samples = null;
        Session session = null;
        boolean complete = false;
        try {
            for (Map.Entry<String, Path> path : data.paths().entrySet()) {
                files.addAll(SampleFile.at(path.getKey(), path.getValue()));
            }
            samples = SampleSet.open(files, ModelInputs.of(model, function));
            // One thread for each run: with more, the last bits of results depend on their number.
            ExecuteOptions options = ExecuteOptions.defaults().withFunction(function.name());
            session = executor.open(model, options);
            List<String> outputs = outputs(model, function, session);
            List<Integer> chosen = samples.chosen(data.samples(), data.seed());
            complete = true;
            return new OutputRuns(model, executor, options, session, samples, chosen, outputs, cancellation);
        } catch (SamplesException wrong) {
            throw new InputException(wrong.getMessage(), wrong);
        } finally {
            if (!complete) {
                close(session, samples);
            }
        }
    }

    /** The outputs to compare: those of floats, where there are any. */
    private static List<String> outputs(CoreMlModel model, FunctionFacts function, Session session)
            throws InputException {
        List<String> floats = function.outputs().stream()
                .filter(value -> DataType.ofWord(value.dtype()).filter(DataType::isFloat).isPresent())
                .map(ValueFacts::name)
                .filter(session.outputs()::contains)
                .toList();
        List<String> outputs = floats.isEmpty() ? session.outputs() : floats;
        if (outputs.isEmpty()) {
            throw new InputException(model.path() + ": no output can be computed, because of "
                    + session.unsupported().getFirst().line());
        }
        return outputs;
    }

    /** The model as it is. */
    Session session() {
        return session;
    }

    /** Numbers of the samples. */
    List<Integer> chosen() {
        return chosen;
    }

    /** What a recipe is to expect of its outputs, a line of {@code expect}; empty where not all of them count. */
    String expectation(double decibels) {
        String number = decibels == Math.rint(decibels) ? Long.toString((long) decibels) : Double.toString(decibels);
        return outputs.size() == session.outputs().size() ? "min_output_snr_db: " + number : "";
    }

    /** How far a model's outputs are from those of this one, by name. */
    Map<String, DifferenceSums> compared(Session candidate, List<Integer> which, int threads, IntConsumer done)
            throws IOException {
        return sums(
                new PairedRuns(this::reference, PairedRuns.Source.of(candidate), threads, cancellation::check),
                which,
                done);
    }

    private Map<String, DifferenceSums> sums(PairedRuns runs, List<Integer> which, IntConsumer done)
            throws IOException {
        try {
            return runs.sums(samples, which, outputs, done);
        } catch (SamplesException wrong) {
            throw new InputException(wrong.getMessage(), wrong);
        }
    }

    private Map<String, Tensor> reference(int sample, Map<String, Tensor> inputs) throws IOException {
        Map<String, Tensor> known = kept.get(sample);
        if (known != null) {
            return known;
        }
        Map<String, Tensor> values = session.run(inputs);
        long bytes = values.values().stream().mapToLong(value -> value.shape().elements() * Float.BYTES).sum();
        if (room.addAndGet(-bytes) >= 0) {
            kept.put(sample, values);
        }
        return values;
    }

    /**
     * Runs both models on all samples, with stored values rounded as devices do and nothing fused, as everywhere where
     * accuracy is measured.
     *
     * @param output the compressed model
     */
    Measured measured(Path output, int threads, Progress progress) throws IOException {
        ExecuteOptions exact = options.withRoundedHalves()
                .withObserved(List.of(session.inputs().getFirst().name()));
        int all = chosen.size();
        progress.advanced(state(0, all));
        try (CoreMlModel model = CoreMlModels.open(output);
                Session right = executor.open(original, exact);
                Session found = executor.open(model, exact)) {
            Set<String> wanted = Set.copyOf(outputs);
            PairedRuns runs = new PairedRuns(
                    (sample, inputs) -> right.run(inputs, wanted),
                    (sample, inputs) -> found.run(inputs, wanted),
                    threads,
                    cancellation::check);
            List<Output> figures = new ArrayList<>();
            sums(runs, chosen, done -> progress.advanced(state(done, all))).forEach((name, sums) -> {
                if (sums.signal() > 0) {
                    figures.add(new Output(name, sums.snrDb(), sums.meanCosine()));
                }
            });
            if (figures.isEmpty()) {
                throw new InputException(original.path() + ": on these samples no output holds anything but zeros and"
                        + " values that are not finite in float16, so there is nothing to compare");
            }
            return new Measured(all, figures);
        }
    }

    static Progress.State state(int done, int all) {
        return new Progress.State(Progress.Phase.RUNNING, done, all, done, all);
    }

    @Override
    public void close() throws IOException {
        close(session, samples);
    }

    private static void close(Session session, SampleSet samples) throws IOException {
        try {
            if (session != null) {
                session.close();
            }
        } finally {
            if (samples != null) {
                samples.close();
            }
        }
    }
}
