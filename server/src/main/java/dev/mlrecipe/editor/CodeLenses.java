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
        top(snapshot).ifPresent(top -> lenses.addAll(
                snapshot.several().isEmpty() ? whole(snapshot, top) : all(snapshot, top)));
        snapshot.several().forEach(part -> lenses.addAll(variant(part)));
        lenses.addAll(rules(snapshot));
        return lenses.stream()
                .sorted(Comparator.comparingInt(lens -> lens.span().start()))
                .toList();
    }

    private static List<CodeLens> whole(Snapshot snapshot, Span top) {
        List<CodeLens> lenses = new ArrayList<>();
        if (snapshot.model() instanceof ModelState.Read) {
            if (!snapshot.analysis().blocked()) {
                lenses.add(new CodeLens(top, "Compress", CodeLens.Command.COMPRESS));
            }
            summary(snapshot).ifPresent(summary -> lenses.add(new CodeLens(top, summary, CodeLens.Command.NOTHING)));
            if (snapshot.measured().isPresent()) {
                lenses.add(new CodeLens(top, "Open report", CodeLens.Command.OPEN_REPORT));
            }
        }
        return lenses;
    }

    /** Above the file of several variants. */
    private static List<CodeLens> all(Snapshot snapshot, Span top) {
        boolean ready = snapshot.several().stream()
                .anyMatch(part -> part.model() instanceof ModelState.Read && !part.analysis().blocked());
        List<CodeLens> lenses = new ArrayList<>();
        if (ready) {
            boolean models = snapshot.several().stream().anyMatch(part -> part.part().model().isPresent());
            String title = "Compress " + Amounts.count(snapshot.several().size(), models ? "model" : "variant");
            lenses.add(new CodeLens(top, title, CodeLens.Command.COMPRESS));
            lenses.add(new CodeLens(top, "Compare", CodeLens.Command.OPEN_REPORT));
        }
        return lenses;
    }

    /** Above the name of a variant; combinations stand together above their list. */
    private static List<CodeLens> variant(Snapshot part) {
        Optional<String> name = part.part().variant();
        Span key = part.part().key();
        boolean together = part.part().spans().size() > 1 || part.text().slice(key).equals("models");
        String label = together ? part.part().name() + ": " : "";
        List<CodeLens> lenses = new ArrayList<>();
        boolean ready = part.model() instanceof ModelState.Read && !part.analysis().blocked();
        if (ready && part.parsed().recipe().steps().isEmpty()) {
            lenses.add(new CodeLens(key, label + "copied as it is", CodeLens.Command.NOTHING, name));
        } else if (ready) {
            String title = label + summary(part).orElse("Compress");
            lenses.add(new CodeLens(key, title, CodeLens.Command.COMPRESS, name));
            if (part.measured().isPresent() && label.isEmpty()) {
                lenses.add(new CodeLens(key, "Open report", CodeLens.Command.OPEN_REPORT, name));
            }
        }
        return lenses;
    }

    /** The first key of the recipe. */
    private static Optional<Span> top(Snapshot snapshot) {
        return snapshot.parsed().tree().root() instanceof Node.Mapping root && !root.entries().isEmpty()
                ? Optional.of(root.entries().getFirst().key().span())
                : Optional.empty();
    }

    private static Optional<String> summary(Snapshot snapshot) {
        return Outlook.of(snapshot)
                .filter(known -> known.rules().stream().anyMatch(rule -> !rule.layers().isEmpty()))
                .map(known -> summary(snapshot, known));
    }

    private static String summary(Snapshot snapshot, Outlook outlook) {
        boolean done = outlook.rules().stream().allMatch(rule -> rule.measured() == rule.layers().size());
        return (done ? outlook.change() : "planned: " + outlook.change())
                + AccuracyDocs.inShort(snapshot.analysis().accuracy()).map(words -> "; " + words).orElse("")
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

    private static List<CodeLens> rules(Snapshot snapshot) {
        // An aliased step has its rules at the same places as its anchor, and variants share some: one lens is enough.
        Map<Span, CodeLens> lenses = new LinkedHashMap<>();
        for (Snapshot part : snapshot.parts()) {
            for (RuleOutlook rule : Outlook.of(part).map(Outlook::rules).orElse(List.of())) {
                if (!rule.named() && !rule.layers().isEmpty()) {
                    Span span = rule.use().rule().span();
                    boolean shared = !snapshot.several().isEmpty() && !part.part().owns(span);
                    String title = Amounts.count(rule.layers().size(), "layer") + ", " + rule.change()
                            + rule.forecast().map(forecast -> "; " + forecast.words()).orElse("")
                            + (shared ? " (" + part.part().title() + ")" : "");
                    lenses.putIfAbsent(span, new CodeLens(span, title, CodeLens.Command.NOTHING));
                }
            }
        }
        return List.copyOf(lenses.values());
    }
}
