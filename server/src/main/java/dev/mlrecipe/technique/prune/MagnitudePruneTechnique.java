package dev.mlrecipe.technique.prune;

import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pruning of the smallest magnitudes, in one of three patterns: single values, blocks of consecutive channels, or n of
 * every m channels. Vocabulary and meaning are those of coremltools' {@code OpMagnitudePrunerConfig}, with two
 * differences: exactly {@code round(N * target_sparsity)} values (or blocks) go, among equal ones the first in
 * row-major order, where coremltools takes at least {@code floor((N-1)s)+1} and all ties; and sums of squares cannot
 * overflow. Infinity is the largest magnitude; NaN is never pruned.
 *
 * <p>Zeros of the weight count as pruned first. A weight with more zeros than asked for gets smaller than promised, so
 * sizes are upper bounds before values are read.
 */
public final class MagnitudePruneTechnique implements Technique {
    private static final List<Option> OPTIONS = List.of(
            Option.optional(
                    "target_sparsity",
                    new OptionType.Real(0, 1),
                    "Share of values that become zero, from 0 to 1. Either this or `n_m_ratio`."),
            Option.optional(
                    "block_size",
                    new OptionType.Whole(2, Integer.MAX_VALUE),
                    "With `target_sparsity`: this many consecutive channels on axis `dim` are pruned together."
                            + " For weights of conv and linear."),
            Option.optional(
                    "n_m_ratio",
                    new OptionType.WholeList(2, 0, Integer.MAX_VALUE),
                    "`[n, m]`: of every m consecutive channels on axis `dim`, the n smallest become zero."
                            + " For weights of conv and linear."),
            Option.optional(
                    "dim",
                    new OptionType.Choice(List.of(0L, 1L), Map.of()),
                    "Axis of the pattern: 0 output or 1 input channels. Default 0 for `block_size`, 1 for"
                            + " `n_m_ratio`."));

    @Override
    public String configType() {
        return "OpMagnitudePrunerConfig";
    }

    @Override
    public String summary() {
        return "Sets the smallest values to zero, singly, in blocks or n of every m, and stores only the others, with a"
                + " bit mask (pruning).";
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
        List<Violation> violations = new ArrayList<>();
        boolean target = options.isGiven("target_sparsity");
        boolean ratio = options.isGiven("n_m_ratio");
        if (!target && !ratio) {
            violations.add(new Violation(
                    Violation.Kind.MISSING_KEY,
                    "target_sparsity",
                    "target_sparsity (for example 0.5) or n_m_ratio (for example [2, 4]) is needed"));
        }
        if (target && ratio) {
            violations.add(wrong("n_m_ratio", "target_sparsity and n_m_ratio exclude each other: keep one of them"));
        }
        if (ratio && options.isGiven("block_size")) {
            violations.add(wrong("block_size", "block_size goes with target_sparsity, not with n_m_ratio"));
        }
        if (options.isGiven("dim") && !ratio && !options.isGiven("block_size")) {
            violations.add(wrong("dim", "dim is the axis of a pattern: it needs block_size or n_m_ratio"));
        }
        if (ratio) {
            long n = ratio(options, 0);
            long m = ratio(options, 1);
            if (m < 1 || n > m) {
                violations.add(new Violation(
                        Violation.Kind.WRONG_COMBINATION,
                        "n_m_ratio",
                        "n_m_ratio [" + n + ", " + m + "]: n of every m channels are pruned, so n must not exceed m",
                        Optional.of("[" + Math.min(n, m) + ", " + Math.max(1, Math.max(n, m)) + "]")));
            }
        }
        return violations;
    }

    private static Violation wrong(String key, String message) {
        return new Violation(Violation.Kind.WRONG_COMBINATION, key, message);
    }

    private static long ratio(Options options, int index) {
        return (Long) ((List<?>) options.get("n_m_ratio").orElseThrow()).get(index);
    }

    @Override
    public List<Need> needs(Options options) {
        return List.of(new Need("prune", options.isGiven("n_m_ratio") ? "n_m_ratio" : "target_sparsity"));
    }

    @Override
    public Proposal propose(Subject weight, Options options) {
        Optional<String> reason = Pruning.unfit(weight).or(() -> MagnitudePattern.of(options).unfit(weight));
        if (reason.isPresent()) {
            return new Proposal.Declined(reason.get());
        }
        Representation sketch =
                Pruning.sketch(weight.current(), MagnitudePattern.of(options).mostKept(weight.shape()));
        return new Proposal.Form(sketch, Proposal.Basis.UPPER_BOUND);
    }

    @Override
    public Outcome compress(Subject weight, Options options, Workbench bench) throws IOException {
        MagnitudePattern pattern = MagnitudePattern.of(options);
        Optional<String> reason = Pruning.unfit(weight).or(() -> pattern.unfit(weight));
        if (reason.isPresent()) {
            return new Outcome.Declined(reason.get());
        }
        Representation form = weight.current();
        if (pattern instanceof MagnitudePattern.Single single
                && form instanceof Dense dense
                && form.type() == DataType.FLOAT16) {
            return new HalfPruning(dense.values(), bench)
                    .smallest(single.gone(form.shape()))
                    .write();
        }
        return new Outcome.Compressed(
                Pruning.of(form, bench).plan(pattern.keepers(form, bench)).write());
    }
}
