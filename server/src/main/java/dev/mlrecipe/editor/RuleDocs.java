package dev.mlrecipe.editor;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.report.Sizes;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The full numbers of one rule as a table. */
final class RuleDocs {
    private static final int MOST_ROWS = 20;

    private RuleDocs() {}

    /** For the rule whose key stands there; empty if it decides about nothing. */
    static Optional<String> at(Snapshot snapshot, Span key) {
        return Outlook.of(snapshot).flatMap(outlook -> outlook.rules().stream()
                .filter(rule -> rule.use().rule().span().equals(key))
                .findFirst()
                .map(rule -> text(rule, outlook, snapshot.analysis().accuracy())));
    }

    private static String text(RuleOutlook rule, Outlook outlook, Accuracy accuracy) {
        StringBuilder text = new StringBuilder();
        if (!rule.layers().isEmpty()) {
            int layers = rule.layers().size();
            String share = Amounts.percent(rule.originalBytes(), outlook.originalBytes());
            text.append(Amounts.count(layers, "layer")).append(", ").append(rule.change()).append(", ");
            text.append(share).append(" of the model's weights");
            text.append(rule.measured() == layers ? "" : rule.measured() == 0 ? ", planned" : ", partly planned");
            rule.forecast().ifPresent(forecast -> text.append("; ").append(Markdown.plain(forecast.words())));
            text.append("\n\n").append(table(rule, accuracy));
        }
        List<String> others = others(rule.use());
        if (!others.isEmpty()) {
            text.append(text.isEmpty() ? "" : "\n\n").append(String.join("\n", others));
        }
        return text.isEmpty() ? "catches no layer" : text.toString();
    }

    private static String table(RuleOutlook rule, Accuracy accuracy) {
        boolean measured = rule.measured() > 0;
        List<String> head = new ArrayList<>(List.of("layer", "shape", "becomes", "before:", "after:", "ratio:"));
        if (measured) {
            head.addAll(List.of("SNR dB:", "zeros:"));
        }
        boolean onSamples = accuracy.measured().isPresent();
        if (onSamples) {
            head.add("output SNR dB:");
        }
        StringBuilder text = new StringBuilder(Markdown.head(head.toArray(String[]::new)));
        rule.layers().stream().limit(MOST_ROWS).forEach(layer -> {
            List<String> cells = cells(layer, measured);
            if (onSamples) {
                cells.add(AccuracyDocs.layer(accuracy, layer.weight()));
            }
            text.append(Markdown.row(cells));
        });
        int more = rule.layers().size() - MOST_ROWS;
        return more > 0 ? text + "\nand " + Amounts.count(more, "more layer") : text.toString().stripTrailing();
    }

    private static List<String> cells(LayerOutlook layer, boolean measured) {
        boolean known = layer.basis() != Proposal.Basis.UNKNOWN;
        List<String> cells = new ArrayList<>(List.of(
                Markdown.code(Names.of(layer.weight())),
                Markdown.plain(layer.weight().stored().shape().toString()),
                layer.refusal().map(Markdown::plain).orElse(layer.form()),
                Sizes.bytes(layer.originalBytes()),
                known ? Sizes.bytes(layer.storedBytes()) : "",
                Amounts.ratio(layer.originalBytes(), layer.storedBytes(), layer.basis())));
        if (measured) {
            cells.add(layer.snrDb().isPresent() ? Sizes.decibels(layer.snrDb().getAsDouble()) : "");
            cells.add(layer.measured().isPresent() && layer.measured().get().sparsity().isPresent()
                    ? String.format(Locale.ROOT, "%.1f %%", 100 * layer.measured().get().sparsity().getAsDouble())
                    : "");
        }
        return cells;
    }

    /** What the rule catches and does not compress, by reason. */
    private static List<String> others(RuleUse use) {
        List<String> lines = new ArrayList<>();
        line(use, RuleUse.Effect.EXEMPTED, "left alone").ifPresent(lines::add);
        line(use, RuleUse.Effect.DECLINED, "cannot be done as asked").ifPresent(lines::add);
        line(use, RuleUse.Effect.CONFLICT, "with a conflict").ifPresent(lines::add);
        line(use, RuleUse.Effect.ALREADY_COMPRESSED, "already compressed").ifPresent(lines::add);
        line(use, RuleUse.Effect.NO_CANDIDATE, "too small or of a kind that is never compressed").ifPresent(lines::add);
        return lines;
    }

    private static Optional<String> line(RuleUse use, RuleUse.Effect effect, String words) {
        List<RuleUse.Effected> effects = use.with(effect);
        return effects.isEmpty()
                ? Optional.empty()
                : Optional.of("* " + words + ": " + Amounts.count(effects.size(), "weight") + ", "
                        + Markdown.code(Names.of(effects.getFirst().weight()))
                        + (effects.size() > 1 ? " and others" : ""));
    }
}
