package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.SizeOnly;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Step;
import java.util.List;
import java.util.Optional;

/**
 * {@code size-only}: a target that expands all weights when it loads the model, as iOS16 and its peers do, and as every
 * system does with neural networks.
 */
final class SizeOnlyCheck implements Check {
    private static final int EXPANDING = Opset.COREML6.specification();

    private final Availability availability;

    SizeOnlyCheck(Availability availability) {
        this.availability = availability;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        if (situation.recipe().steps().stream().noneMatch(SizeOnlyCheck::compresses)) {
            return List.of();
        }
        Optional<Opset> own = situation.model() instanceof ModelState.Read read ? read.index().opset() : Optional.empty();
        if (situation.model() instanceof ModelState.Read read && own.isEmpty()) {
            return read.index().weights().isEmpty() ? List.of() : network(situation);
        }
        if (!situation.recipe().targets().isEmpty()) {
            return situation.recipe().targets().stream()
                    .filter(target -> target.value().specification() == EXPANDING)
                    .map(this::target)
                    .toList();
        }
        return own.filter(opset -> opset.specification() <= EXPANDING)
                .flatMap(opset -> situation.recipe().model())
                .map(model -> SizeOnly.of(
                        model.span(),
                        situation.platforms().stream().flatMap(p -> oldest(p, EXPANDING).stream()).toList(),
                        availability.since(EXPANDING + 1, situation.platforms()),
                        List.of()))
                .stream()
                .toList();
    }

    private List<Finding> network(Situation situation) {
        String since = availability.since(EXPANDING + 1, situation.platforms());
        return situation.recipe().model().map(model -> SizeOnly.ofNetwork(model.span(), since)).stream().toList();
    }

    private static boolean compresses(Step step) {
        return step.rules().stream().anyMatch(rule -> rule.config().isPresent());
    }

    private Finding target(Located<Target> target) {
        String since = oldest(target.value().platform(), EXPANDING + 1).orElse("the next version");
        return SizeOnly.of(
                target.span(),
                List.of(target.value().word()),
                since,
                List.of(Finding.Fix.replace("Raise the target to " + since, target.span(), since)));
    }

    private Optional<String> oldest(String platform, int specification) {
        return availability.oldest(platform, specification).map(Target::word);
    }
}
