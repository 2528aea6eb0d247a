package dev.mlrecipe.session;

import dev.mlrecipe.calibrate.moments.MomentCollector;
import dev.mlrecipe.calibrate.moments.Needed;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.ModelRun;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Executors;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.NotCalibrated;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.samples.ModelInput;
import dev.mlrecipe.samples.SampleSet;
import dev.mlrecipe.samples.SamplesException;
import dev.mlrecipe.technique.InputMoments;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a model on samples for what its weights are multiplied with. Used by one thread. */
final class LayerInputs implements ModelRun.Inputs {
    private final Measuring measuring;
    private final Plan plan;
    private final int threads;
    private final Progress progress;
    private final Cancellation cancellation;
    private List<Needed> needed = List.of();
    private Optional<MomentCollector.Seen> seen = Optional.empty();

    /** @param plan whose weights to look at */
    LayerInputs(Measuring measuring, Plan plan, int threads, Progress progress, Cancellation cancellation) {
        this.measuring = measuring;
        this.plan = plan;
        this.threads = threads;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /** @throws InputException if a sample cannot be used */
    @Override
    public Map<Integer, InputMoments> moments(TemporarySegments segments) throws IOException {
        Needed.Finder finder = new Needed.Finder(measuring.model());
        needed = plan.calibrated().stream()
                .flatMap(weight -> finder.find(weight).stream())
                .toList();
        if (needed.isEmpty()) {
            return Map.of();
        }
        Executor executor = measuring.lazy().get().orElseThrow(() -> new InputException(Executors.howToInstall()));
        MomentCollector collector =
                new MomentCollector(measuring.model(), executor, threads, cancellation::check);
        try (SampleSet samples = SampleSet.open(measuring.files().files(), inputs())) {
            List<Integer> chosen = samples.chosen(measuring.data().samples(), measuring.data().seed());
            int all = collector.runs(needed, chosen.size());
            progress.advanced(Measuring.state(0, all));
            MomentCollector.Seen found = collector.run(
                    needed, samples, chosen, segments, done -> progress.advanced(Measuring.state(done, all)));
            seen = Optional.of(found);
            return found.moments();
        } catch (SamplesException wrong) {
            throw new InputException(wrong.getMessage(), wrong);
        }
    }

    private List<ModelInput> inputs() throws IOException {
        return ModelInputs.of(measuring.model(), measuring.model().functions().getFirst());
    }

    /** What a run could not see. */
    Optional<Finding> notSeen() {
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        List<String> missing = needed.stream()
                .map(Needed::weight)
                .filter(weight -> !seen.get().moments().containsKey(weight.id()))
                .map(Weight::name)
                .toList();
        List<String> reasons = seen.get().unsupported().stream().map(Unsupported::line).toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(NotCalibrated.notSeen(measuring.data().span(), missing, reasons));
    }
}
