package dev.mlrecipe.technique.prune;

import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Violation;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.Keeper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * Pruning by magnitude threshold: values of at most {@code threshold} become zero, and the weight is stored sparse if
 * enough of it is. Vocabulary and meaning are those of coremltools' {@code OpThresholdPrunerConfig}: the threshold is
 * rounded to the type of the weight, so that 0.08 in the recipe equals 0.08 in a float16 weight. Infinities and NaN are
 * kept.
 */
public final class ThresholdPruneTechnique implements Technique {
    private static final List<Option> OPTIONS = List.of(
            Option.of(
                    "threshold",
                    new OptionType.Real(0, Double.MAX_VALUE),
                    1e-12,
                    "Values whose magnitude is at most this become zero."),
            Option.of(
                    "minimum_sparsity_percentile",
                    new OptionType.Real(0, 1),
                    0.5,
                    "Share of zeros, from 0 to 1, that a weight must reach; otherwise it stays as it is."));

    @Override
    public String configType() {
        return "OpThresholdPrunerConfig";
    }

    @Override
    public String summary() {
        return "Sets values below a threshold to zero and stores only the others, with a bit mask (pruning).";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public List<Violation> check(Options options) {
        return List.of();
    }

    @Override
    public List<Need> needs(Options options) {
        return List.of(new Need("prune", "threshold"));
    }

    /** The size depends on the values; the sketch shows the least sparse result that is accepted. */
    @Override
    public Proposal propose(Subject weight, Options options) {
        Optional<String> unfit = Pruning.unfit(weight);
        if (unfit.isPresent()) {
            return new Proposal.Declined(unfit.get());
        }
        long elements = weight.shape().elements();
        long kept = elements - (long) Math.ceil(elements * options.real("minimum_sparsity_percentile"));
        return new Proposal.Form(Pruning.sketch(weight.current(), kept), Proposal.Basis.UNKNOWN);
    }

    @Override
    public Outcome compress(Subject weight, Options options, Workbench bench) throws IOException {
        Optional<String> unfit = Pruning.unfit(weight);
        if (unfit.isPresent()) {
            return new Outcome.Declined(unfit.get());
        }
        float threshold = rounded(options.real("threshold"), weight.current().type());
        double minimum = options.real("minimum_sparsity_percentile");
        if (weight.current() instanceof Dense dense && dense.type() == DataType.FLOAT16) {
            HalfPruning.Cut cut = new HalfPruning(dense.values(), bench).upTo(threshold);
            return cut.sparsity() < minimum ? tooFew(cut.sparsity(), options) : cut.write();
        }
        Pruning.Plan plan = Pruning.of(weight.current(), bench).plan(() -> Keeper.above(threshold));
        return plan.sparsity() < minimum
                ? tooFew(plan.sparsity(), options)
                : new Outcome.Compressed(plan.write());
    }

    private static Outcome tooFew(double sparsity, Options options) {
        return new Outcome.Declined(percent(sparsity) + " % of it is at most " + options.real("threshold")
                + " in magnitude, minimum_sparsity_percentile asks for "
                + percent(options.real("minimum_sparsity_percentile"))
                + " %; a larger threshold or a smaller minimum would work");
    }

    private static float rounded(double threshold, DataType type) {
        float single = (float) Math.min(threshold, Float.MAX_VALUE);
        if (type == DataType.FLOAT16) {
            return Math.min(Float.float16ToFloat(Float.floatToFloat16(single)), 65504);
        }
        boolean up = type != DataType.FLOAT32 && single > threshold;
        return up ? Math.nextDown(single) : single;
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share * 100).setScale(1, RoundingMode.DOWN).stripTrailingZeros().toPlainString();
    }
}
