package dev.mlrecipe.analysis;

import dev.mlrecipe.calibrate.StatisticsState;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.finding.DataInvalid;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.MissingKey;
import dev.mlrecipe.finding.NotCalibrated;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.CalibrationOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands against compressing weights by what they are multiplied with: no samples, or no such operation. */
final class CalibrationCheck implements Check {
    private static final Set<String> PRODUCTS = Set.of("linear", "conv", "matmul");

    private final StatisticsState statistics;

    CalibrationCheck(StatisticsState statistics) {
        this.statistics = statistics;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        List<Config> asking = situation.recipe().steps().stream()
                .map(Step::rules)
                .flatMap(List::stream)
                .map(Rule::config)
                .flatMap(Optional::stream)
                .filter(Config::calibrates)
                .toList();
        List<Finding> findings = new ArrayList<>();
        if (asking.isEmpty()) {
            return findings;
        }
        Optional<DataEntry> data = situation.recipe().calibration().data();
        if (data.isEmpty() && situation.recipe().model().isPresent()) {
            findings.add(noData(situation, asking.getFirst()));
        }
        if (data.isPresent()
                && statistics instanceof StatisticsState.Read
                && statistics.samples() instanceof StatisticsState.Unreadable unreadable) {
            findings.add(DataInvalid.of(data.get().span(), unreadable.problem()));
        }
        situation.planning().ifPresent(planning -> findings.addAll(unseen(planning)));
        return findings;
    }

    private static Finding noData(Situation situation, Config config) {
        String message = "algorithm " + algorithm(config) + " looks at what weights are multiplied with, which needs"
                + " data, samples to run the model on";
        List<Finding.Fix> fixes = Edits.add(situation, situation.parsed().tree().root().span(), "data", "samples")
                .map(edit -> new Finding.Fix("Add data: samples", List.of(edit)))
                .stream()
                .toList();
        return MissingKey.of(config.at(CalibrationOptions.ALGORITHM), message, fixes);
    }

    private static Object algorithm(Config config) {
        return config.options().get(CalibrationOptions.ALGORITHM).orElse(config.technique().configType());
    }

    /** By leaf, the weights that no operation multiplies with a value. */
    private static List<Finding> unseen(Planning planning) {
        Map<Config, Integer> asked = new LinkedHashMap<>();
        Map<Config, List<String>> unseen = new LinkedHashMap<>();
        for (PlannedWeight planned : planning.plan().weights()) {
            if (planned.decision() instanceof Decision.Compress compress) {
                compress.actions().stream().map(Decision.Action::config).filter(Config::calibrates).forEach(config -> {
                    asked.merge(config, 1, Integer::sum);
                    Weight weight = planned.weight();
                    if (weight.consumers().stream().map(Consumer::opType).noneMatch(PRODUCTS::contains)) {
                        unseen.computeIfAbsent(config, key -> new ArrayList<>()).add(name(weight));
                    }
                });
            }
        }
        return unseen.entrySet().stream()
                .map(entry -> NotCalibrated.of(
                        entry.getKey().at(CalibrationOptions.ALGORITHM),
                        algorithm(entry.getKey()).toString(),
                        asked.get(entry.getKey()),
                        entry.getValue()))
                .toList();
    }

    private static String name(Weight weight) {
        return weight.name()
                + weight.consumers().stream().findFirst().map(first -> " (" + first.opType() + ")").orElse("");
    }
}
