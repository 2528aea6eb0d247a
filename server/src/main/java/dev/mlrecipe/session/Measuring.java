package dev.mlrecipe.session;

import dev.mlrecipe.calibrate.Calibrator;
import dev.mlrecipe.calibrate.StatisticsState;
import dev.mlrecipe.calibrate.Wanted;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Executors;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlannedActivation;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.samples.SampleSet;
import dev.mlrecipe.samples.SamplesException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs a model on samples for what is needed of its values. */
record Measuring(CoreMlModel model, LazyExecutor lazy, StatisticsState.Measurable files, DataEntry data) {

    /**
     * Why it cannot be done, as far as headers and shapes of samples tell.
     *
     * @param ranges whether statistics would do as well
     */
    Optional<String> obstacle(boolean ranges) {
        try {
            if (lazy.get().isEmpty()) {
                return Optional.of("there is no executor here to run the model on data; " + Executors.howToInstall()
                        + (ranges ? "; or give statistics of another machine" : ""));
            }
            if (model.functions().isEmpty()) {
                return Optional.empty();
            }
            SampleSet.open(files.files(), ModelInputs.of(model, model.functions().get(0))).close();
            return Optional.empty();
        } catch (IOException problem) {
            return Optional.of(problem.getMessage());
        }
    }

    /**
     * Runs the model.
     *
     * @param plan whose activations to look at
     * @throws InputException if a sample cannot be used
     * @throws IOException if the model cannot be run
     */
    Calibrator.Seen run(Plan plan, int threads, Progress progress, Cancellation cancellation) throws IOException {
        Executor executor = lazy.get().orElseThrow(() -> new InputException(Executors.howToInstall()));
        Map<String, Wanted> values = wanted(plan);
        Calibrator calibrator = new Calibrator(model, executor, threads, cancellation::check);
        try (SampleSet samples = SampleSet.open(files.files(), ModelInputs.of(model, model.functions().get(0)))) {
            List<Integer> chosen = samples.chosen(data.samples(), data.seed());
            int all = calibrator.runs(values, chosen.size(), data.groupSize());
            progress.advanced(state(0, all));
            return calibrator.run(
                    values, samples, chosen, data.groupSize(), done -> progress.advanced(state(done, all)));
        } catch (SamplesException wrong) {
            throw new InputException(wrong.getMessage(), wrong);
        }
    }

    private Map<String, Wanted> wanted(Plan plan) {
        Map<String, PlannedActivation> planned = plan.activations().stream()
                .collect(Collectors.toMap(activation -> activation.site().op(), activation -> activation));
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        model.activationValues(plan.schemes()).forEach((value, op) -> {
            PlannedActivation activation = planned.get(op);
            wanted.put(value, new Wanted(activation.scheme(), activation.method()));
        });
        return wanted;
    }

    static Progress.State state(int done, int all) {
        return new Progress.State(Progress.Phase.CALIBRATING, done, all, done, all);
    }
}
