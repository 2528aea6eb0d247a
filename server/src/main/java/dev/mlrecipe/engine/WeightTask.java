package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Decision.Action;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Workbench;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** Does what a plan says with one weight: step by step, each on what the one before it made. */
final class WeightTask {
    private final Weight weight;
    private final Decision.Compress decision;
    private final Opset opset;
    private final Reports reports;
    private final Workbench bench;

    WeightTask(Weight weight, Decision.Compress decision, Opset opset, Reports reports, Workbench bench) {
        this.weight = weight;
        this.decision = decision;
        this.opset = opset;
        this.reports = reports;
        this.bench = bench;
    }

    /**
     * A finished weight.
     *
     * @param form its new form; empty if it stays as it is
     * @param result its row in the report
     */
    record Done(Optional<Representation> form, LayerResult result) {}

    /** The weight stays as it is because something went wrong in it. */
    Done failed(Throwable failure) {
        return skipped(decision.rule(), explain(failure));
    }

    /**
     * Compresses the weight and measures the error against the input model's values.
     *
     * @throws IOException if reading or writing fails
     */
    Done run() throws IOException {
        Representation form = weight.stored();
        Optional<Rule> last = Optional.empty();
        Optional<String> declined = Optional.empty();
        for (Action action : decision.actions()) {
            Outcome outcome = apply(action, form, declined.isPresent());
            switch (outcome) {
                case Outcome.Compressed compressed -> {
                    form = compressed.form();
                    last = Optional.of(action.rule());
                }
                case Outcome.Declined refusal -> {
                    if (declined.isEmpty()) {
                        declined = Optional.of(refusal.reason());
                    }
                }
            }
        }
        if (last.isEmpty()) {
            return skipped(decision.rule(), declined.orElseThrow());
        }
        Optional<String> unusable = unusable(form);
        if (unusable.isPresent()) {
            return skipped(last.get(), unusable.get());
        }
        ErrorSums.Result error = ErrorSums.between(weight.stored(), form, bench::checkCancelled);
        if (!Double.isFinite(error.mse())) {
            return skipped(last.get(), techniques() + " made NaN or infinite values of it; does it hold some?");
        }
        Optional<Reports.Measurement> measured = Optional.of(new Reports.Measurement(
                error.mse(), error.snrDb(), OptionalDouble.of(error.zeroFraction())));
        Optional<String> reason = declined.or(() -> decision.declined().map(Decision.Skip::reason));
        return new Done(
                Optional.of(form),
                reports.result(
                        weight, LayerResult.Status.COMPRESSED, reason, last, form, Proposal.Basis.EXACT, measured));
    }

    private Outcome apply(Action action, Representation form, boolean deviated) throws IOException {
        bench.checkCancelled();
        Technique technique = action.config().technique();
        Subject subject = subject(action, form);
        // The plan speaks of what earlier steps were meant to make; where one declined, ask again.
        if (deviated && technique.propose(subject, action.config().options()) instanceof Proposal.Declined refusal) {
            return new Outcome.Declined(refusal.reason());
        }
        return technique.compress(subject, action.config().options(), bench);
    }

    private Subject subject(Action action, Representation form) {
        Optional<Consumer> first = weight.consumers().stream().findFirst();
        return new Subject(
                weight.name(),
                first.map(Consumer::opType).orElse(""),
                first.map(Consumer::input).orElse(""),
                weight.axes(),
                form,
                opset,
                action.joint(),
                action.namedConst());
    }

    /** A technique may be a plugin with mistakes: nothing that Core ML could not load gets into a model. */
    private Optional<String> unusable(Representation form) {
        Representation stored = weight.stored();
        if (!form.shape().equals(stored.shape()) || form.type() != stored.type()) {
            return Optional.of(techniques() + " gave " + form.type().word() + " " + form.shape() + " for a weight of "
                    + stored.type().word() + " " + stored.shape());
        }
        return reports.output()
                .illegal(form)
                .map(problem -> techniques() + " gave a form that cannot be stored: " + problem);
    }

    private Done skipped(Rule rule, String reason) {
        return new Done(
                Optional.empty(),
                reports.unchanged(
                        weight,
                        LayerResult.Status.SKIPPED,
                        reason,
                        Optional.of(rule),
                        Optional.of(Reports.Measurement.NO_ERROR)));
    }

    private String explain(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return techniques() + " needs more memory than the " + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB of this Java process (a larger -Xmx helps)";
        }
        String message = failure.getMessage() == null ? "" : ": " + failure.getMessage().lines().findFirst().orElse("");
        return techniques() + " failed with " + failure.getClass().getSimpleName() + message;
    }

    private String techniques() {
        return String.join(
                " + ",
                decision.actions().stream().map(action -> action.config().technique().configType()).toList());
    }
}
