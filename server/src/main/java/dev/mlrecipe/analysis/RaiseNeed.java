package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Need;
import java.util.Optional;
import java.util.stream.Stream;

/** The opset that a recipe needs. */
public final class RaiseNeed {
    private RaiseNeed() {}

    /** The oldest opset that has everything the recipe asks for; empty if every opset with compressed weights has. */
    static Optional<Opset> of(Recipe recipe, Availability availability) {
        return recipe.steps().stream()
                .flatMap(RaiseNeed::features)
                .flatMap(id -> availability.feature(id).stream())
                .filter(feature -> feature.existsIn(ModelKind.ML_PROGRAM))
                .map(Feature::since)
                .max(Integer::compare)
                .flatMap(Opset::ofSpecification);
    }

    private static Stream<String> features(Step step) {
        Stream<String> needs = step.rules().stream()
                .flatMap(rule -> rule.config().stream())
                .flatMap(config -> config.technique().needs(config.options()).stream())
                .map(Need::feature);
        return step.joint() ? Stream.concat(Stream.of(OpsetCheck.JOINT), needs) : needs;
    }

    /** The opset that a model would have to be raised to for a recipe; empty if it need not or has none. */
    static Optional<Opset> beyond(ModelIndex index, Recipe recipe, Availability availability) {
        Opset own = Planner.compressedOpset(index);
        return index.opset().isEmpty()
                ? Optional.empty()
                : of(recipe, availability).filter(needed -> !own.atLeast(needed));
    }

    /** Whether it matters what raising the model takes. */
    public static boolean asked(ModelIndex index, Recipe recipe, Availability availability) {
        return index.opset().filter(own -> own == Opset.COREML5).isPresent()
                || beyond(index, recipe, availability).isPresent();
    }
}
