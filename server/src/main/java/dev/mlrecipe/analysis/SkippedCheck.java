package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.LayerSkipped;
import dev.mlrecipe.plan.Candidates;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.technique.Need;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code layer-skipped}: weights that cannot be compressed as their rule asks, one finding per rule. */
final class SkippedCheck implements Check {
    private static final String THRESHOLD = "weight_threshold";

    private final Availability availability;

    SkippedCheck(Availability availability) {
        this.availability = availability;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        if (!(situation.model() instanceof ModelState.Read model)) {
            return List.of();
        }
        OptionFixes fixes = new OptionFixes(situation, model);
        return situation.planning().map(Planning::uses).orElse(List.of()).stream()
                .filter(use -> !use.with(RuleUse.Effect.DECLINED).isEmpty())
                .filter(use -> !isBeyondModel(model, use))
                .map(use -> finding(situation, use, fixes))
                .toList();
    }

    /** Whether {@link OpsetCheck} or the target already says that the model cannot hold what the rule asks for. */
    private boolean isBeyondModel(ModelState.Read model, RuleUse use) {
        ModelKind kind = model.index().kind();
        // Networks have no opset: what some version of them has is never beyond them.
        int specification = model.index().opset().isEmpty()
                ? Feature.NEVER - 1
                : Planner.compressedOpset(model.index()).specification();
        Config config = use.rule().config().orElseThrow();
        Stream<String> needs = config.technique().needs(config.options()).stream().map(Need::feature);
        return Stream.concat(needs, use.step().joint() ? Stream.of(OpsetCheck.JOINT) : Stream.of())
                .flatMap(id -> availability.feature(id).stream())
                .anyMatch(feature -> feature.since(kind) > specification);
    }

    private static Finding finding(Situation situation, RuleUse use, OptionFixes options) {
        List<RuleUse.Effected> declined = use.with(RuleUse.Effect.DECLINED);
        int asked = declined.size() + use.with(RuleUse.Effect.COMPRESSED).size();
        Finding finding = LayerSkipped.of(
                use.rule().span(),
                asked,
                declined.stream()
                        .map(effect -> new LayerSkipped.Layer(Layers.label(effect.weight()), effect.reason()))
                        .toList());
        return finding.withFixes(Stream.concat(
                        lowerThreshold(situation, use, declined).stream(), options.of(use).stream())
                .toList());
    }

    private static ModelKind kind(Situation situation) {
        return situation.model() instanceof ModelState.Read read ? read.index().kind() : ModelKind.ML_PROGRAM;
    }

    /** Where a named weight is only too small, the threshold that lets it in. */
    private static Optional<Finding.Fix> lowerThreshold(Situation situation, RuleUse use, List<RuleUse.Effected> declined) {
        Config config = use.rule().config().orElseThrow();
        Optional<Long> threshold = declined.size() == 1
                ? Candidates.lowerThreshold(
                        declined.get(0).weight(), config, kind(situation))
                : Optional.empty();
        return threshold.flatMap(elements -> {
            String value = Long.toString(elements);
            return Edits.set(situation, config, THRESHOLD, value)
                    .map(edit -> new Finding.Fix("Set " + THRESHOLD + ": " + value, List.of(edit)));
        });
    }
}
