package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.engine.cache.ActionKey;
import dev.mlrecipe.engine.cache.ResultCache;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.Workbench;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of the plans that an engine runs, and what has become of its weights so far. */
final class PlanWork {
    private static final Optional<Reports.Measurement> KEPT = Optional.of(Reports.Measurement.NO_ERROR);

    private final Engine.Job job;
    private final Reports reports;
    private final List<Target> targets = new ArrayList<>();
    private long nanos;

    PlanWork(Engine.Job job, CoreMlModel model) {
        this.job = job;
        this.reports = new Reports(model, job.plan());
        for (PlannedWeight planned : job.plan().weights()) {
            if (planned.decision() instanceof Decision.Compress decision) {
                targets.add(new Target(planned, decision));
            }
        }
    }

    /** The weights that the plan compresses, in the order of the model. */
    List<Target> targets() {
        return targets;
    }

    /**
     * What the result of a weight follows from.
     *
     * @param opset what the output is encoded for
     * @param actions what is done, in order
     * @param inputs identifies what the weight is multiplied with, where that is looked at
     */
    record Way(Opset opset, List<ActionKey> actions, Optional<String> inputs) {}

    /** One weight that the plan compresses. */
    final class Target {
        private final PlannedWeight planned;
        private final Decision.Compress decision;
        private WeightTask.Done done;

        private Target(PlannedWeight planned, Decision.Compress decision) {
            this.planned = planned;
            this.decision = decision;
        }

        Weight weight() {
            return planned.weight();
        }

        Way way() {
            boolean calibrates = decision.actions().stream().anyMatch(action -> action.config().calibrates());
            return new Way(
                    job.plan().opset(),
                    decision.actions().stream().map(ActionKey::of).toList(),
                    moments().filter(known -> calibrates).map(InputMoments::key));
        }

        WeightTask task(WeightAtHand hand, Workbench store, Optional<ResultCache> cache) {
            Workbench bench = moments().<Workbench>map(known -> new CalibratedBench(store, known)).orElse(store);
            return new WeightTask(hand, decision, job.plan().opset(), reports, bench, cache);
        }

        private Optional<InputMoments> moments() {
            return Optional.ofNullable(job.moments().get(weight().id()));
        }

        /**
         * Called by one thread at a time.
         *
         * @param took nanoseconds
         */
        void finished(WeightTask.Done result, long took) {
            done = result;
            nanos += took;
            job.measured().accept(planned, result.result());
        }
    }

    /** What became of all weights, when all targets are finished. */
    CompressedWeights weights() {
        Map<Integer, Target> compressed = new HashMap<>();
        Map<Integer, Representation> forms = new HashMap<>();
        for (Target target : targets) {
            compressed.put(target.weight().id(), target);
            target.done.form().ifPresent(form -> forms.put(target.weight().id(), form));
        }
        // What was planned to be stored together may not all have come about.
        reports.output().conflicts(Map.copyOf(forms)).forEach((id, reason) -> {
            Target target = compressed.get(id);
            target.finished(WeightTask.revoked(target.weight(), target.decision, reports, reason), 0);
            forms.remove(id);
        });
        List<LayerResult> layers = new ArrayList<>();
        for (PlannedWeight planned : job.plan().weights()) {
            Target target = compressed.get(planned.weight().id());
            layers.add(target == null ? untouched(planned) : target.done.result());
        }
        return new CompressedWeights(forms, layers, nanos);
    }

    private LayerResult untouched(PlannedWeight planned) {
        return switch (planned.decision()) {
            case Decision.Skip skip -> reports.unchanged(
                    planned.weight(), LayerResult.Status.SKIPPED, skip.reason(), Optional.of(skip.rule()), KEPT);
            case Decision.Leave leave -> reports.unchanged(
                    planned.weight(), LayerResult.Status.LEFT, leave.reason(), leave.rule(), KEPT);
            case Decision.Compress compress -> throw new IllegalStateException("not run: " + planned.weight().name());
        };
    }
}
