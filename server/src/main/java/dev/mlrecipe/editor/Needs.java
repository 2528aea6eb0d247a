package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Technique;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which features values need, and what the recipe's targets and model allow. */
final class Needs {
    private final Availability availability;
    private final List<Target> targets;
    private final ModelKind kind;
    private final int limit;

    Needs(Snapshot snapshot) {
        this.kind = snapshot.kind();
        this.availability = snapshot.vocabulary().availability();
        List<Located<Target>> given = snapshot.parsed().recipe().targets();
        this.targets = (given.isEmpty() ? snapshot.parsed().defaultTarget().stream() : given.stream())
                .map(Located::value)
                .toList();
        int target = targets.stream().mapToInt(Target::specification).min().orElse(Integer.MAX_VALUE);
        this.limit = Math.min(target, modelLimit(snapshot));
    }

    private static int modelLimit(Snapshot snapshot) {
        return snapshot.model() instanceof ModelState.Read read && read.index().kind() == ModelKind.ML_PROGRAM
                ? read.newest(snapshot.parsed().recipe()).specification()
                : Integer.MAX_VALUE;
    }

    /** The newest feature that an option needs with a value; empty if it needs none. */
    static Optional<Feature> of(
            Availability availability, ModelKind kind, Technique technique, Option option, Object value) {
        return features(availability, technique, option, value).max(newest(kind));
    }

    /** By the version that models of a kind have features from, never being the newest. */
    static Comparator<Feature> newest(ModelKind kind) {
        return Comparator.comparingInt(feature -> feature.since(kind));
    }

    /** All features that an option asks for with a value, the others being at their defaults. */
    static Stream<Feature> features(Availability availability, Technique technique, Option option, Object value) {
        try {
            Options options = Options.of(technique.options(), Map.of(option.key(), value));
            return technique.needs(options).stream()
                    .filter(need -> need.key().equals(option.key()))
                    .map(Need::feature)
                    .flatMap(id -> availability.feature(id).stream());
        } catch (RuntimeException defect) {
            // A plugin's defect costs the user a hint about systems, not the list of words.
            return Stream.empty();
        }
    }

    /** A feature that a technique needs whatever its options, and that models of the recipe's kind never have. */
    Optional<Feature> foreign(Technique technique) {
        try {
            return technique.needs(Options.of(technique.options(), Map.of())).stream()
                    .flatMap(need -> availability.feature(need.feature()).stream())
                    .filter(feature -> !feature.existsIn(kind))
                    .findFirst();
        } catch (RuntimeException defect) {
            return Optional.empty();
        }
    }

    /** Whether all targets and the model have the feature. */
    boolean has(Feature feature) {
        return feature.existsIn(kind) && feature.since(kind) <= limit;
    }

    boolean has(String feature) {
        return availability.feature(feature).map(this::has).orElse(true);
    }

    /** {@code since iOS18, macOS15}: for the platforms of the targets, or for all. */
    String since(Feature feature) {
        if (!feature.existsIn(kind)) {
            return kind == ModelKind.ML_PROGRAM ? "neural networks only" : "ML programs only";
        }
        return "since "
                + (targets.isEmpty()
                        ? availability.since(feature.since(kind))
                        : availability.since(
                                feature.since(kind), targets.stream().map(Target::platform).toList()));
    }
}
