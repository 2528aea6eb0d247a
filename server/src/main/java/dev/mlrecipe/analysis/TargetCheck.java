package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.finding.UnavailableOnTarget;
import dev.mlrecipe.recipe.Located;
import java.util.List;

/**
 * {@code unavailable-on-target}, as far as it takes the model to know: a target that cannot load the model at all, or
 * not the compressed weights of a neural network, which need less than those of ML programs.
 */
final class TargetCheck implements Check {
    private static final String NETWORK = "neural_network.quantized";

    private final Availability availability;

    TargetCheck(Availability availability) {
        this.availability = availability;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        if (!(situation.model() instanceof ModelState.Read model)) {
            return List.of();
        }
        ModelIndex index = model.index();
        int network = index.kind() == ModelKind.NEURAL_NETWORK
                ? availability.feature(NETWORK).map(Feature::since).orElse(0)
                : 0;
        int needed = Math.max(index.specificationVersion(), network);
        String what = index.specificationVersion() >= network
                ? "specification version " + index.specificationVersion()
                : availability.feature(NETWORK).orElseThrow().title();
        return situation.recipe().targets().stream()
                .filter(target -> target.value().specification() < needed)
                .map(target -> finding(target, what, needed, situation.platforms()))
                .toList();
    }

    private Finding finding(Located<Target> target, String what, int needed, List<String> platforms) {
        String platform = target.value().platform();
        List<Finding.Fix> raise = availability.oldest(platform, needed)
                .map(newer -> Finding.Fix.replace("Raise the target to " + newer.word(), target.span(), newer.word()))
                .stream()
                .toList();
        return UnavailableOnTarget.of(
                target.span(),
                Severity.ERROR,
                "the model",
                what,
                availability.since(needed, platforms),
                List.of(target.value().word()),
                raise,
                List.of());
    }
}
