package dev.mlrecipe.editor;

import dev.mlrecipe.plan.ActivationUse;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.report.Sizes;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a rule catches, after its key, and the ratio that it reaches, after the value that decides it: {@code nbits},
 * {@code dtype}, {@code target_sparsity}.
 */
public final class InlayHints {
    private static final int NAMED = 10;

    private InlayHints() {}

    /** Hints inside of {@code range}, in order. */
    public static List<InlayHint> of(Snapshot snapshot, Span range) {
        // An aliased step or leaf has several rules at one place, as has what variants share: the first one speaks.
        Map<Integer, InlayHint> hints = new TreeMap<>();
        snapshot.parts().forEach(part -> part.analysis().planning().ifPresent(planning -> planning.activations().stream()
                .filter(use -> use.rule().config().isPresent() && use.rule().span().start() <= range.end())
                .map(use -> activations(snapshot, planning, use))
                .forEach(hint -> hints.putIfAbsent(hint.offset(), hint))));
        snapshot.parts().forEach(part -> Outlook.of(part).ifPresent(outlook -> {
            for (RuleOutlook rule : outlook.rules()) {
                if (rule.use().rule().span().start() <= range.end()) {
                    caught(snapshot, rule).ifPresent(hint -> hints.putIfAbsent(hint.offset(), hint));
                    ratio(rule).ifPresent(hint -> hints.putIfAbsent(hint.offset(), hint));
                }
            }
        }));
        return hints.values().stream().filter(hint -> range.touches(hint.offset())).toList();
    }

    private static InlayHint activations(Snapshot snapshot, Planning planning, ActivationUse use) {
        String tooltip = ActivationDocs.at(snapshot, use.rule().span()).orElse("");
        return new InlayHint(
                behindColon(snapshot, use.rule().span()), ActivationDocs.count(planning, use), tooltip);
    }

    private static Optional<InlayHint> caught(Snapshot snapshot, RuleOutlook rule) {
        return label(rule).map(label ->
                new InlayHint(behindColon(snapshot, rule.use().rule().span()), label, layers(rule)));
    }

    private static Optional<String> label(RuleOutlook rule) {
        RuleUse use = rule.use();
        if (use.matched().isEmpty()) {
            return Optional.empty();
        }
        if (use.rule().config().isEmpty()) {
            long left = use.with(RuleUse.Effect.EXEMPTED).stream()
                    .filter(effect -> effect.weight().stored().shape().rank() > 1)
                    .count();
            return left == 0 ? Optional.empty() : Optional.of("left alone: " + Amounts.count((int) left, "layer"));
        }
        int compressed = use.with(RuleUse.Effect.COMPRESSED).size();
        if (rule.named() && rule.layers().size() == 1) {
            LayerOutlook layer = rule.layers().getFirst();
            return Optional.of(layer.refusal().isPresent() ? "stays as it is" : size(layer));
        }
        String later = compressed > 0 && rule.layers().isEmpty() ? ", more in a later step" : "";
        return Optional.of(compressed == 0 ? "no layer" : Amounts.count(compressed, "layer") + later);
    }

    private static String size(LayerOutlook layer) {
        return layer.basis() == Proposal.Basis.UNKNOWN
                ? Sizes.bytes(layer.originalBytes())
                : Sizes.change(layer.originalBytes(), layer.storedBytes());
    }

    private static String layers(RuleOutlook rule) {
        StringBuilder text = new StringBuilder();
        rule.layers().stream().limit(NAMED).forEach(layer ->
                text.append(text.isEmpty() ? "" : "\n").append(layer.label()).append(": ").append(layer.facts())
                        .append(layer.forecast().map(forecast -> "; " + forecast.words()).orElse("")));
        int more = rule.layers().size() - NAMED;
        return more > 0 ? text + "\nand " + Amounts.count(more, "more layer") : text.toString();
    }

    private static Optional<InlayHint> ratio(RuleOutlook rule) {
        if (rule.layers().isEmpty()) {
            return Optional.empty();
        }
        return rule.use().rule().config()
                .flatMap(config -> decisive(rule.use().rule(), config))
                .map(value -> new InlayHint(
                        value.end(),
                        Amounts.ratio(rule.originalBytes(), rule.storedBytes(), rule.basis()),
                        Amounts.count(rule.layers().size(), "layer") + ": " + rule.change()
                                + rule.forecast().map(forecast -> "; " + forecast.words()).orElse("")));
    }

    /** The value that decides the size: of the first option that a feature is needed for. */
    private static Optional<Span> decisive(Rule rule, Config config) {
        return config.technique().needs(config.options()).stream()
                .map(Need::key)
                .filter(config.keys()::containsKey)
                .map(config.keys()::get)
                // What an alias brings in stands before the rule, at its anchor.
                .filter(value -> value.start() > rule.span().end())
                .findFirst();
    }

    private static int behindColon(Snapshot snapshot, Span key) {
        String content = snapshot.text().content();
        int end = Math.min(key.end(), content.length());
        return end < content.length() && content.charAt(end) == ':' ? end + 1 : end;
    }
}
