package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.coreml.raise.Refusal;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.OpsetNotRaised;
import dev.mlrecipe.finding.OpsetRaised;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;

/** {@code opset-raised} and {@code opset-not-raised}: what {@code raise_opset: true} leads to. */
final class RaiseCheck implements Check {
    private final Availability availability;

    RaiseCheck(Availability availability) {
        this.availability = availability;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        Recipe recipe = situation.recipe();
        if (!(situation.model() instanceof ModelState.Read model) || model.own().isEmpty() || model.raising().isEmpty()) {
            return List.of();
        }
        Opset own = model.own().get();
        Raising raising = model.raising().get();
        Optional<Opset> output = situation.planning().map(Planning::plan).map(plan -> plan.opset());
        if (output.isPresent() && output.get() != own) {
            Raising needed = raising.to(output.get());
            if (!needed.safe()) {
                return at(recipe).map(span -> refused(recipe, span, own, output.get(), needed)).stream().toList();
            }
            return recipe.raisesOpset()
                    ? at(recipe).map(span -> raised(span, own, output.get(), needed)).stream().toList()
                    : List.of();
        }
        return RaiseNeed.beyond(model.index(), recipe, availability)
                .filter(opset -> recipe.raisesOpset() && !raising.to(opset).safe())
                .filter(opset -> recipe.targets().stream().allMatch(target -> target.value().loads(opset)))
                .flatMap(opset -> at(recipe).map(span -> refused(recipe, span, own, opset, raising.to(opset))))
                .stream()
                .toList();
    }

    /** The key, or the model where there is none. */
    private static Optional<Span> at(Recipe recipe) {
        return recipe.raiseOpset().map(Located::span).or(() -> recipe.model().map(Located::span));
    }

    private Finding raised(Span where, Opset own, Opset to, Raising raising) {
        return OpsetRaised.of(
                where, own.word(), to.word(), availability.since(to.specification()), raising.counts(), raising.doubtful());
    }

    private Finding refused(Recipe recipe, Span where, Opset own, Opset to, Raising raising) {
        return OpsetNotRaised.of(
                where,
                own.word(),
                to.word(),
                raising.refusals().stream().map(Refusal::line).toList(),
                availability.oldest("iOS", to.specification()).map(Target::word).orElse("newer"),
                recipe.raiseOpset().filter(Located::value)
                        .map(key -> Finding.Fix.replace("Change to false", key.span(), "false"))
                        .stream()
                        .toList());
    }
}
