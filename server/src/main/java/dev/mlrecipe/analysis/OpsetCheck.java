package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.ModelOpsetTooOld;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.recipe.AvailabilityCheck;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code model-opset-too-old}: an option needs a newer opset than the model's. Where a target is too old for it as
 * well, {@code unavailable-on-target} already says so. A recipe without targets is for the lowest systems that load
 * the model, which is the same question.
 */
final class OpsetCheck implements Check {
    /** What a step with {@code joint_compression: true} needs. */
    static final String JOINT = "joint";

    private final Availability availability;

    OpsetCheck(Availability availability) {
        this.availability = availability;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        if (!(situation.model() instanceof ModelState.Read model) || model.index().opset().isEmpty()) {
            return List.of();
        }
        // CoreML5 programs become CoreML6 programs when they are compressed.
        Opset own = Planner.compressedOpset(model.index());
        Map<Span, Shortage> tooOld = new LinkedHashMap<>();
        for (Step step : situation.recipe().steps()) {
            if (step.joint()) {
                feature(situation, own, JOINT).ifPresent(feature -> tooOld.put(
                        jointSpan(situation, step), new Shortage("joint_compression true", feature)));
            }
            for (Rule rule : step.rules()) {
                rule.config().ifPresent(config -> config.technique().needs(config.options()).forEach(
                        need -> feature(situation, own, need.feature()).ifPresent(feature -> tooOld.merge(
                                at(rule, config, need),
                                new Shortage(config.subject(need.key()), feature),
                                (a, b) -> b.feature.since() > a.feature.since() ? b : a))));
            }
        }
        Map<Span, List<Finding.Fix>> alternatives = tooOld.isEmpty() ? Map.of() : alternatives(situation, own);
        return tooOld.entrySet().stream()
                .map(e -> {
                    Optional<Raising> raising = model.raising().map(raise -> raise.to(e.getValue().opset()));
                    return finding(situation, e.getKey(), e.getValue(), own, raising)
                            .withFixes(fixes(
                                    situation, e.getValue(), raising, alternatives.getOrDefault(e.getKey(), List.of())));
                })
                .toList();
    }

    /**
     * Raising the model first where the recipe's targets say that older systems do not matter; else last, since it would
     * shut them out.
     */
    private static List<Finding.Fix> fixes(
            Situation situation, Shortage shortage, Optional<Raising> raising, List<Finding.Fix> alternatives) {
        if (raising.isEmpty() || !raising.get().safe() || situation.recipe().raisesOpset()) {
            return alternatives;
        }
        String title = "Raise the model to " + shortage.opset().word() + ": raise_opset: true";
        Stream<Finding.Fix> raise = raise(situation).map(edit -> new Finding.Fix(title, List.of(edit))).stream();
        return situation.recipe().targets().isEmpty()
                ? Stream.concat(alternatives.stream(), raise).toList()
                : Stream.concat(raise, alternatives.stream()).toList();
    }

    private static Optional<Finding.Edit> raise(Situation situation) {
        Optional<Located<Boolean>> given = situation.recipe().raiseOpset();
        return given.isPresent()
                ? Optional.of(new Finding.Edit(given.get().span(), "true"))
                : Edits.add(situation, situation.parsed().root().span(), "raise_opset", "true");
    }

    private record Shortage(String subject, Feature feature) {
        Opset opset() {
            return Opset.ofSpecification(feature.since()).orElseThrow();
        }
    }

    /** The feature, if the model is too old for it and no target is. */
    private Optional<Feature> feature(Situation situation, Opset own, String id) {
        List<Located<Target>> targets = situation.recipe().targets();
        return availability.feature(id)
                .filter(feature -> feature.existsIn(ModelKind.ML_PROGRAM))
                .filter(feature -> feature.since() > own.specification())
                .filter(feature -> targets.stream().allMatch(t -> t.value().specification() >= feature.since()));
    }

    /** What would do for the systems that the model was converted for, by place. */
    private Map<Span, List<Finding.Fix>> alternatives(Situation situation, Opset own) {
        List<Located<Target>> implied = availability.oldest("iOS", own.specification()).stream()
                .map(target -> new Located<>(target, Span.at(0)))
                .toList();
        return new AvailabilityCheck(availability, implied, Severity.ERROR, ModelKind.ML_PROGRAM)
                .check(situation.recipe(), situation.parsed().root(), situation.parsed().text()).stream()
                        .collect(Collectors.toMap(Finding::span, Finding::fixes));
    }

    private Finding finding(
            Situation situation, Span span, Shortage shortage, Opset own, Optional<Raising> raising) {
        Feature feature = shortage.feature;
        return ModelOpsetTooOld.of(
                span,
                shortage.subject,
                feature.title(),
                own.word(),
                shortage.opset().word(),
                availability.since(feature.since(), situation.platforms()),
                availability.oldest("iOS", feature.since()).map(Target::word).orElse("newer"),
                raise(situation, raising));
    }

    /** With {@code raise_opset: true} another finding tells why the model stays as it is. */
    private static ModelOpsetTooOld.Raise raise(Situation situation, Optional<Raising> raising) {
        if (raising.isEmpty() || situation.recipe().raisesOpset()) {
            return new ModelOpsetTooOld.Raise.Unknown();
        }
        return raising.get().safe()
                ? new ModelOpsetTooOld.Raise.Possible(raising.get().counts())
                : new ModelOpsetTooOld.Raise.Refused(raising.get().refusals().get(0).line());
    }

    private static Span at(Rule rule, Config config, Need need) {
        return config.keys().getOrDefault(need.key(), rule.span());
    }

    private static Span jointSpan(Situation situation, Step step) {
        return situation.parsed().node(step)
                .flatMap(node -> node.get("joint_compression"))
                .map(Node::span)
                .orElse(step.span());
    }
}
