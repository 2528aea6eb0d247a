package dev.mlrecipe.analysis;

import dev.mlrecipe.calibrate.StatisticsState;
import dev.mlrecipe.coreml.activation.ActivationSite;
import dev.mlrecipe.finding.DataInvalid;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.MissingKey;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.finding.RuleMatchesNothing;
import dev.mlrecipe.plan.ActivationUse;
import dev.mlrecipe.plan.PlannedActivation;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What stands against quantizing activations: ranges that are missing or wrong, rules that fit no operation. */
final class ActivationCheck implements Check {
    private final StatisticsState statistics;

    ActivationCheck(StatisticsState statistics) {
        this.statistics = statistics;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        List<Finding> findings = new ArrayList<>();
        Optional<Located<String>> file = situation.recipe().calibration().statistics();
        Optional<Step> step = situation.recipe().steps().stream()
                .filter(Step::quantizesActivations)
                .findFirst();
        Optional<Span> place = file.map(Located::span)
                .or(() -> situation.recipe().calibration().data().map(DataEntry::span));
        if (step.isPresent() && place.isEmpty() && situation.recipe().model().isPresent()) {
            findings.add(noRanges(situation, step.get()));
        }
        if (place.isPresent() && statistics instanceof StatisticsState.Unreadable unreadable) {
            findings.add(DataInvalid.of(place.get(), unreadable.problem()));
        }
        situation.planning().ifPresent(planning -> {
            if (file.isPresent() && statistics instanceof StatisticsState.Read read) {
                lacking(planning, file.get(), read).ifPresent(findings::add);
            }
            planning.activations().forEach(use -> unmatched(situation, use).ifPresent(findings::add));
        });
        return findings;
    }

    private static Finding noRanges(Situation situation, Step step) {
        Span at = situation.parsed().node(step)
                .flatMap(node -> node.entry("config_type"))
                .map(entry -> entry.key().span())
                .orElse(step.span());
        List<Finding.Fix> fixes = Stream.of("data: samples", "statistics: statistics.json")
                .flatMap(line -> add(situation, line).stream())
                .toList();
        String message = "activations are quantized by their ranges, which need data, samples to run the model on, or"
                + " statistics, a file with [min, max] of every value";
        return MissingKey.of(at, message, fixes);
    }

    private static Optional<Finding.Fix> add(Situation situation, String line) {
        String[] parts = line.split(": ");
        return Edits.add(situation, situation.parsed().tree().root().span(), parts[0], parts[1])
                .map(edit -> new Finding.Fix("Add " + line, List.of(edit)));
    }

    private static Optional<Finding> lacking(Planning planning, Located<String> file, StatisticsState.Read read) {
        List<PlannedActivation> planned = planning.plan().activations();
        List<String> missing = planned.stream()
                .map(PlannedActivation::site)
                .flatMap(site -> site.values().stream()
                        .filter(value -> !read.statistics().ranges().containsKey(value))
                        .limit(1)
                        .map(value -> site.op() + " (" + value + ")"))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(DataInvalid.lacks(file.span(), file.value(), missing, planned.size()));
    }

    private static Optional<Finding> unmatched(Situation situation, ActivationUse use) {
        if (!use.matched().isEmpty()) {
            return Optional.empty();
        }
        List<ActivationSite> sites = situation.model() instanceof ModelState.Read read
                ? read.index().activations()
                : List.of();
        Rule rule = use.rule();
        return switch (rule.selector()) {
            case Selector.Name name -> {
                List<String> near = Nearest.of(name.name(), sites.stream().map(ActivationSite::op).toList()).stream()
                        .toList();
                yield Optional.of(fixed(RuleMatchesNothing.operation(rule.span(), name.name(), near), near));
            }
            case Selector.Pattern pattern ->
                Optional.of(RuleMatchesNothing.pattern(rule.span(), pattern.text(), List.of()));
            case Selector.OpType type -> {
                List<String> types = sites.stream().map(ActivationSite::type).distinct().toList();
                yield Optional.of(fixed(
                        RuleMatchesNothing.activations(rule.span(), type.type(), types),
                        Nearest.of(type.type(), types).stream().toList()));
            }
            case Selector.Global global -> Optional.empty();
        };
    }

    private static Finding fixed(Finding finding, List<String> near) {
        return finding.withFixes(near.stream()
                .map(name -> Finding.Fix.replace("Change to " + name, finding.span(), Edits.scalar(name)))
                .toList());
    }
}
