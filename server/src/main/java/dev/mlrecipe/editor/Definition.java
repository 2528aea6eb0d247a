package dev.mlrecipe.editor;

import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.YamlTree;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where a word is defined.
 *
 * @param origin the word
 * @param target where it leads
 */
public record Definition(Span origin, Target target) {

    /** A place that a word leads to. */
    public sealed interface Target {

        /** In the recipe. */
        record InRecipe(Span span) implements Target {}

        /** A row of the report, by {@link dev.mlrecipe.coreml.Weight#id()}. */
        record InReport(int weight) implements Target {}
    }

    /** An alias leads to its anchor; the key of a rule to the report's row of the largest layer that it catches. */
    public static Optional<Definition> at(Snapshot snapshot, int offset) {
        return alias(snapshot, offset).or(() -> layer(snapshot.at(offset), offset));
    }

    private static Optional<Definition> alias(Snapshot snapshot, int offset) {
        Optional<YamlTree.Anchor> anchor = Anchors.at(snapshot, offset);
        return anchor.flatMap(found -> found.aliases().stream()
                .filter(alias -> alias.touches(offset))
                .findFirst()
                .map(alias -> new Definition(alias, new Target.InRecipe(found.span()))));
    }

    private static Optional<Definition> layer(Snapshot snapshot, int offset) {
        List<RuleUse> uses = snapshot.analysis().planning().map(planning -> planning.uses()).orElse(List.of());
        return uses.stream()
                .filter(use -> use.rule().span().touches(offset))
                .findFirst()
                .flatMap(use -> (use.obeying().isEmpty() ? use.matched() : use.obeying()).stream()
                        .max(Comparator.comparingLong(weight -> weight.stored().shape().elements()))
                        .map(weight -> new Definition(use.rule().span(), new Target.InReport(weight.id()))));
    }
}
