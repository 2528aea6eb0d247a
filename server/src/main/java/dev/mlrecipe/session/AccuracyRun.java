package dev.mlrecipe.session;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.AccuracyMeter;
import dev.mlrecipe.accuracy.AccuracyState;
import dev.mlrecipe.accuracy.LabelledOutput;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Executors;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.samples.SampleSet;
import dev.mlrecipe.samples.SamplesException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Measures on samples how far what was written is from the model that it was made of. */
record AccuracyRun(
        CoreMlModel model,
        LazyExecutor lazy,
        AccuracyState state,
        DataEntry data,
        int threads,
        Progress progress,
        Cancellation cancellation) {

    /**
     * Measures.
     *
     * @param written the compressed model
     * @param layers what became of every weight
     * @throws InputException if a sample or a label cannot be used
     * @throws java.util.concurrent.CancellationException if the run was cancelled
     */
    Accuracy of(Path written, List<LayerResult> layers) throws IOException {
        return switch (state) {
            case AccuracyState.Unwanted unwanted -> new Accuracy.Unknown();
            case AccuracyState.Invalid invalid -> throw new InputException(invalid.problem());
            case AccuracyState.Impossible impossible -> new Accuracy.NotMeasured("", impossible.reason());
            case AccuracyState.Possible possible -> measure(possible, written, ops(layers));
        };
    }

    private Accuracy measure(AccuracyState.Possible possible, Path written, Set<String> ops) throws IOException {
        try (SampleSet samples = SampleSet.open(possible.files(), ModelInputs.of(model, model.functions().get(0)));
                CoreMlModel compressed = CoreMlModels.open(written)) {
            Executor executor = lazy.get().orElseThrow(() -> new IOException(Executors.howToInstall()));
            Optional<LabelledOutput> labels = AccuracyData.labelled(possible, data, model, samples.size());
            List<Integer> chosen = samples.chosen(data.samples(), data.seed());
            AccuracyMeter meter = new AccuracyMeter(model, compressed, executor, threads, cancellation::check);
            int all = meter.runs(ops, chosen.size());
            progress.advanced(step(0, all));
            return meter.measure(
                    new AccuracyMeter.Task(samples, chosen, labels, possible.key().get()),
                    ops,
                    done -> progress.advanced(step(done, all)));
        } catch (SamplesException | AccuracyData.LabelsException wrong) {
            throw new InputException(wrong.getMessage(), wrong);
        } catch (IOException cannotRun) {
            return new Accuracy.NotMeasured(possible.key().get(), FileProblems.describe(cannotRun));
        }
    }

    /** The operations that read compressed weights. */
    private Set<String> ops(List<LayerResult> layers) {
        String function = model.functions().get(0).name();
        Set<String> ops = new LinkedHashSet<>();
        layers.stream()
                .filter(layer -> layer.status() == LayerResult.Status.COMPRESSED)
                .flatMap(layer -> layer.weight().consumers().stream())
                .filter(consumer -> consumer.function().equals(function))
                .map(Consumer::op)
                .forEach(ops::add);
        return ops;
    }

    private static Progress.State step(int done, int all) {
        return new Progress.State(Progress.Phase.MEASURING_ACCURACY, done, all, done, all);
    }
}
