package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.measured.MeasuredResult;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run would do, or did, above the recipe and above each rule that may catch several layers. Rules for one name
 * have inlay hints: a lens above each line of a long list would double it.
 */
public final class CodeLenses {
    private CodeLenses() {}

    /** In the order of the text. */
    public static List<CodeLens> of(Snapshot snapshot) {
        List<CodeLens> lenses = new ArrayList<>();
        Optional<Span> top = top(snapshot);
        Optional<Outlook> outlook = Outlook.of(snapshot);
        if (top.isPresent() && snapshot.model() instanceof ModelState.Read) {
            if (!snapshot.analysis().blocked()) {
                lenses.add(new CodeLens(top.get(), "Compress", CodeLens.Command.COMPRESS));
            }
            outlook.filter(known -> known.rules().stream().anyMatch(rule -> !rule.layers().isEmpty()))
                    .ifPresent(known -> lenses.add(
                            new CodeLens(top.get(), summary(snapshot, known), CodeLens.Command.NOTHING)));
            if (snapshot.measured().isPresent()) {
                lenses.add(new CodeLens(top.get(), "Open report", CodeLens.Command.OPEN_REPORT));
            }
        }
        outlook.ifPresent(known -> lenses.addAll(rules(known)));
        return lenses;
    }

    /** The first key of the recipe. */
    private static Optional<Span> top(Snapshot snapshot) {
        return snapshot.parsed().tree().root() instanceof Node.Mapping root && !root.entries().isEmpty()
                ? Optional.of(root.entries().getFirst().key().span())
                : Optional.empty();
    }

    private static String summary(Snapshot snapshot, Outlook outlook) {
        boolean done = outlook.rules().stream().allMatch(rule -> rule.measured() == rule.layers().size());
        return (done ? outlook.change() : "planned: " + outlook.change())
                + snapshot.analysis().forecast().map(CodeLenses::run).orElse("");
    }

    /** A run of the whole model. */
    private static String run(Forecast forecast) {
        Prediction after = forecast.result();
        Optional<MeasuredResult> measured = forecast.measured().filter(known -> known.latency().isPresent());
        return measured.isPresent()
                ? "; " + Millis.of(measured.get().latency(after).value()) + " ms, " + Names.line(measured.get().source())
                : "; " + Millis.change(forecast.baseline().latency().value(), after.latency().value(), after.latency())
                        + " on " + after.device().name() + " (predicted)";
    }

    private static List<CodeLens> rules(Outlook outlook) {
        // An aliased step has its rules at the same places as its anchor: one lens is enough.
        Map<Span, CodeLens> lenses = new LinkedHashMap<>();
        for (RuleOutlook rule : outlook.rules()) {
            if (!rule.named() && !rule.layers().isEmpty()) {
                Span span = rule.use().rule().span();
                String title = Amounts.count(rule.layers().size(), "layer") + ", " + rule.change()
                        + rule.forecast().map(forecast -> "; " + forecast.words()).orElse("");
                lenses.putIfAbsent(span, new CodeLens(span, title, CodeLens.Command.NOTHING));
            }
        }
        return lenses.values().stream()
                .sorted(Comparator.comparingInt(lens -> lens.span().start()))
                .toList();
    }
}
