package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.engine.cache.CacheKey;
import dev.mlrecipe.engine.cache.ResultCache;
import dev.mlrecipe.engine.cache.WeightResult;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Decision.Action;
import dev.mlrecipe.plan.Growth;
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
    private final WeightAtHand hand;
    private final Weight weight;
    private final Decision.Compress decision;
    private final Opset opset;
    private final Reports reports;
    private final Workbench bench;
    private final Optional<ResultCache> cache;

    /**
     * @param hand the weight, with which other tasks may have to do as well
     * @param store where results go
     * @param cache results of former runs; empty to use and keep none
     */
    WeightTask(
            WeightAtHand hand,
            Decision.Compress decision,
            Opset opset,
            Reports reports,
            Workbench store,
            Optional<ResultCache> cache) {
        this.hand = hand;
        this.weight = hand.weight();
        this.decision = decision;
        this.opset = opset;
        this.reports = reports;
        this.bench = hand.bench(store);
        this.cache = cache;
    }

    /**
     * A finished weight.
     *
     * @param form its new form; empty if it stays as it is
     * @param result its row in the report
     */
    record Done(Optional<Representation> form, LayerResult result) {}

    /** A weight stays as it is because its form cannot be stored beside others. */
    static Done revoked(Weight weight, Decision.Compress decision, Reports reports, String reason) {
        return unchanged(weight, decision.rule(), reports, reason);
    }

    /** The weight stays as it is because something went wrong in it. */
    Done failed(Throwable failure) {
        return unchanged(weight, decision.rule(), reports, explain(failure));
    }

    /**
     * Compresses the weight and measures the error against the input model's values, or takes both from the cache.
     *
     * @throws IOException if reading or writing fails
     */
    WeightResult run() throws IOException {
        if (cache.isEmpty()) {
            return compress(Optional.empty());
        }
        Optional<CacheKey> key = cache.get().key(weight, hand.stored(), opset, decision.actions(), bench);
        Optional<WeightResult> known = key.flatMap(k -> cache.get().find(k, bench)).filter(this::fits);
        return known.isPresent() ? known.get() : compress(key);
    }

    private WeightResult compress(Optional<CacheKey> key) throws IOException {
        Representation stored = hand.stored();
        Representation form = stored;
        int last = -1;
        Optional<ErrorSums.Result> known = Optional.empty();
        Optional<WeightResult.Refusal> declined = Optional.empty();
        for (int i = 0; i < decision.actions().size(); i++) {
            Representation from = form;
            Outcome outcome = apply(decision.actions().get(i), from, declined.isPresent());
            switch (outcome) {
                case Outcome.Compressed compressed -> {
                    known = last < 0 ? compressed.error() : known.flatMap(before -> both(before, from, compressed));
                    form = compressed.form();
                    last = i;
                }
                case Outcome.Declined refusal -> {
                    if (declined.isEmpty()) {
                        declined = Optional.of(new WeightResult.Refusal(i, refusal.reason()));
                    }
                }
            }
        }
        if (last < 0) {
            return kept(key, new WeightResult.Unchanged(decision.actions().size() - 1, declined.orElseThrow().reason()));
        }
        Optional<String> unusable = unusable(form);
        if (unusable.isPresent()) {
            return new WeightResult.Unchanged(last, unusable.get());
        }
        Optional<String> growth = reports.output().kind() == ModelKind.NEURAL_NETWORK
                ? Growth.reason(reports.output(), weight.stored(), form)
                : Optional.empty();
        if (growth.isPresent()) {
            return kept(key, new WeightResult.Unchanged(last, growth.get()));
        }
        ErrorSums.Result error = known.isPresent()
                ? known.get()
                : ErrorSums.between(stored, form, bench::checkCancelled);
        if (!Double.isFinite(error.mse())) {
            return kept(key, new WeightResult.Unchanged(
                    last, techniques() + " made NaN or infinite values of it; does it hold some?"));
        }
        return kept(key, new WeightResult.Compressed(
                form, last, declined, error.mse(), error.snrDb(), error.zeroFraction()));
    }

    /** The error of two steps: known if the first one decided what is zero and the second one only changed the rest. */
    private static Optional<ErrorSums.Result> both(
            ErrorSums.Result before, Representation from, Outcome.Compressed step) {
        boolean apart = from instanceof Sparse sparse && mask(step.form()).equals(Optional.of(sparse.mask()));
        return apart ? step.error().map(before::and) : Optional.empty();
    }

    private static Optional<Tensor> mask(Representation form) {
        return switch (form) {
            case Sparse sparse -> Optional.of(sparse.mask());
            case SparseLookupTable table -> Optional.of(table.mask());
            case SparseAffine affine -> mask(affine.data());
            default -> Optional.empty();
        };
    }

    private WeightResult kept(Optional<CacheKey> key, WeightResult result) {
        key.ifPresent(k -> cache.orElseThrow().put(k, result, bench));
        return result;
    }

    /** Whether a result can be that of this weight: what the cache gives is checked like what a technique gives. */
    private boolean fits(WeightResult result) {
        return result.action() >= 0
                && result.action() < decision.actions().size()
                && (!(result instanceof WeightResult.Compressed compressed)
                        || unusable(compressed.form()).isEmpty()
                                && compressed.declined().stream().allMatch(this::fits));
    }

    private boolean fits(WeightResult.Refusal refusal) {
        return refusal.action() >= 0 && refusal.action() < decision.actions().size();
    }

    /** A step that did nothing to a weight that others compressed. */
    private Decision.Skip skip(WeightResult.Refusal refusal) {
        return new Decision.Skip(decision.actions().get(refusal.action()).rule(), refusal.reason());
    }

    /** A result, in the words of the plan. */
    Done done(WeightResult result) {
        Rule rule = decision.actions().get(result.action()).rule();
        return switch (result) {
            case WeightResult.Unchanged unchanged -> unchanged(weight, rule, reports, unchanged.reason());
            case WeightResult.Compressed compressed -> new Done(
                    Optional.of(compressed.form()),
                    reports.result(
                            weight,
                            LayerResult.Status.COMPRESSED,
                            compressed.declined()
                                    .map(this::skip)
                                    .or(decision::declined)
                                    .map(Decision.Skip::named),
                            Optional.of(rule),
                            compressed.form(),
                            Proposal.Basis.EXACT,
                            Optional.of(new Reports.Measurement(
                                    compressed.mse(),
                                    compressed.snrDb(),
                                    OptionalDouble.of(compressed.sparsity())))));
        };
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
                action.namedConst(),
                reports.output().kind());
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

    private static Done unchanged(Weight weight, Rule rule, Reports reports, String reason) {
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
