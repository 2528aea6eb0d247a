package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.finding.UnavailableOnTarget;
import dev.mlrecipe.recipe.Located;
import java.util.List;

/** {@code unavailable-on-target}, as far as it takes the model to know: a target that cannot load the model at all. */
final class TargetCheck implements Check {
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
        int needed = index.specificationVersion();
        return situation.recipe().targets().stream()
                .filter(target -> target.value().specification() < needed)
                .map(target -> finding(target, what(index, target.value()), needed, situation.platforms()))
                .toList();
    }

    private static String what(ModelIndex index, Target target) {
        String version = "specification version " + index.specificationVersion();
        boolean networksOnly = target.specification() < Opset.COREML5.specification();
        return networksOnly && index.kind() == ModelKind.ML_PROGRAM
                ? "an ML program of " + version + ", and before iOS15 and macOS12 there are only neural networks"
                : version;
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
