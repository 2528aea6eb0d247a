package dev.mlrecipe.analysis;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.LayerSkipped;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.recipe.Config;
import java.util.List;
import java.util.Optional;

/** {@code layer-skipped}: weights that cannot be compressed as their rule asks, one finding per rule. */
final class SkippedCheck implements Check {
    @Override
    public List<Finding> findings(Situation situation) {
        return situation.planning().map(Planning::uses).orElse(List.of()).stream()
                .filter(use -> !use.with(RuleUse.Effect.DECLINED).isEmpty())
                .map(use -> finding(situation, use))
                .toList();
    }

    private static Finding finding(Situation situation, RuleUse use) {
        List<RuleUse.Effected> declined = use.with(RuleUse.Effect.DECLINED);
        int asked = declined.size() + use.with(RuleUse.Effect.COMPRESSED).size();
        Finding finding = LayerSkipped.of(
                use.rule().span(),
                asked,
                declined.stream()
                        .map(effect -> new LayerSkipped.Layer(Layers.label(effect.weight()), effect.reason()))
                        .toList());
        return finding.withFixes(lowerThreshold(situation, use, declined).stream().toList());
    }

    /** Where a named weight is only too small, the threshold that lets it in. */
    private static Optional<Finding.Fix> lowerThreshold(Situation situation, RuleUse use, List<RuleUse.Effected> declined) {
        Config config = use.rule().config().orElseThrow();
        long elements = declined.get(0).weight().stored().shape().elements();
        int rank = declined.get(0).weight().stored().shape().rank();
        if (declined.size() > 1 || elements > config.weightThreshold() || elements < 10 || rank < 2) {
            return Optional.empty();
        }
        String value = Long.toString(elements - 1);
        Optional<Finding.Edit> edit = config.keys().containsKey("weight_threshold")
                ? Optional.of(new Finding.Edit(config.at("weight_threshold"), value))
                : Edits.add(situation, config.span(), "weight_threshold", value);
        return edit.map(e -> new Finding.Fix("Set weight_threshold: " + value, List.of(e)));
    }
}
