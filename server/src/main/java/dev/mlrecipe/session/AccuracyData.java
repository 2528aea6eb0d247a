package dev.mlrecipe.session;

import dev.mlrecipe.accuracy.AccuracyState;
import dev.mlrecipe.accuracy.ClassOutputs;
import dev.mlrecipe.accuracy.LabelledOutput;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.execute.Executors;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.recipe.LabelsEntry;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.samples.Labels;
import dev.mlrecipe.samples.SampleFile;
import dev.mlrecipe.samples.SampleHashes;
import dev.mlrecipe.samples.SampleSet;
import dev.mlrecipe.samples.SamplesException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at the samples and labels on which a recipe's accuracy is measured. */
final class AccuracyData {
    private AccuracyData() {}

    /**
     * What is known of them without their model. Of samples only names are looked at, and contents when someone asks for their
     * key.
     *
     * @param paths where the recipe lies
     * @param boundary which files it may use; what it forbids is not touched
     * @param hashes what is known of the contents of samples and labels
     */
    static AccuracyState of(Recipe recipe, RecipePaths paths, Boundary boundary, SampleHashes hashes) {
        Optional<DataEntry> named = recipe.calibration().data().filter(DataEntry::measure);
        if (named.isEmpty()) {
            return new AccuracyState.Unwanted();
        }
        DataEntry data = named.get();
        List<SampleFile> files;
        try {
            files = CalibrationFiles.files(data, paths, boundary);
        } catch (IOException wrong) {
            return new AccuracyState.Invalid(problem(wrong), false);
        }
        try {
            Supplier<String> key = CalibrationFiles.key(files, data, hashes);
            if (data.labels().isEmpty()) {
                return new AccuracyState.Possible(files, Optional.empty(), key);
            }
            Labels labels = labels(data.labels().get(), paths, boundary, hashes);
            String output = data.labels().get().output().map(Located::value).orElse("");
            return new AccuracyState.Possible(
                    files, Optional.of(labels), () -> key.get() + " labels " + labels.key() + " " + output);
        } catch (IOException wrong) {
            return new AccuracyState.Invalid(problem(wrong), true);
        }
    }

    private static Labels labels(LabelsEntry entry, RecipePaths paths, Boundary boundary, SampleHashes hashes)
            throws IOException {
        String text = entry.path().value();
        Path path = paths.beside(text).orElseThrow(() -> new SamplesException(text + ": no path"));
        Optional<String> forbidden = boundary.forbidsReading(path);
        if (forbidden.isPresent()) {
            throw new SamplesException(text + ": " + forbidden.get());
        }
        return hashes.labels().read(text, path);
    }

    /** What is known of them beside an open model; reads headers of samples. */
    static AccuracyState checked(AccuracyState.Possible possible, DataEntry data, CoreMlModel model, LazyExecutor executor) {
        if (model.index().kind() != ModelKind.ML_PROGRAM) {
            return new AccuracyState.Impossible(
                    "only ML programs can be run, not models of kind " + model.index().kind().word());
        }
        try (SampleSet samples = SampleSet.open(possible.files(), ModelInputs.of(model, model.functions().get(0)))) {
            labelled(possible, data, model, samples.size());
        } catch (LabelsException wrong) {
            return new AccuracyState.Invalid(wrong.getMessage(), true);
        } catch (IOException wrong) {
            return new AccuracyState.Invalid(problem(wrong), false);
        }
        try {
            return executor.get().isPresent()
                    ? possible
                    : new AccuracyState.Impossible(
                            "there is no executor here to run the model on data; " + Executors.howToInstall());
        } catch (IOException broken) {
            return new AccuracyState.Impossible(broken.getMessage());
        }
    }

    private static String problem(IOException wrong) {
        return wrong instanceof SamplesException ? wrong.getMessage() : FileProblems.describe(wrong);
    }

    /**
     * The labels as classes of an output.
     *
     * @param samples how many samples there are, taken or not
     * @throws LabelsException if they do not fit
     */
    static Optional<LabelledOutput> labelled(
            AccuracyState.Possible possible, DataEntry data, CoreMlModel model, int samples) throws LabelsException {
        if (possible.labels().isEmpty()) {
            return Optional.empty();
        }
        Labels labels = possible.labels().get();
        Map<String, Integer> choices = ClassOutputs.of(model.functions().get(0), model.classes());
        Optional<String> named = data.labels().flatMap(LabelsEntry::output).map(Located::value);
        if (named.isEmpty() && choices.size() != 1) {
            throw new LabelsException(labels.file() + ": "
                    + (choices.isEmpty()
                            ? "no output of the model chooses a class, so labels say nothing"
                            : "label_output must say which output the labels are for: "
                                    + String.join(", ", choices.keySet())));
        }
        String output = named.orElseGet(() -> choices.keySet().iterator().next());
        if (!choices.containsKey(output)) {
            throw new LabelsException("label_output " + output + " is no output that chooses a class"
                    + Nearest.question(output, choices.keySet()) + "; those are "
                    + (choices.isEmpty() ? "none" : String.join(", ", choices.keySet())));
        }
        try {
            return Optional.of(new LabelledOutput(
                    output, labels.classes(samples, choices.get(output), model.classes())));
        } catch (SamplesException wrong) {
            throw new LabelsException(wrong.getMessage());
        }
    }

    /** Labels that do not fit the model or the samples. */
    static final class LabelsException extends IOException {
        private static final long serialVersionUID = 1;

        private LabelsException(String message) {
            super(message);
        }
    }
}
