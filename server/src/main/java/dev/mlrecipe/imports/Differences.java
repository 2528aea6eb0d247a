package dev.mlrecipe.imports;

import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What several models have in common, as the recipe that is varied, and what each has different. Where none is told in
 * fewer words that way, nothing is common, and each says all.
 */
final class Differences {
    /** Models of which one is the recipe that is varied. */
    private static final int MOST_BASES = 16;

    /** So many characters may be saved by varying what is not seen as a whole. */
    private static final int UNSAID = 100;

    private final List<Outcome> outcomes;
    private final Cells cells;
    private final Map<Outcome, List<StepText>> steps = new LinkedHashMap<>();
    private final List<StepText> base;

    Differences(List<Outcome> outcomes, Cells cells) {
        this.outcomes = outcomes;
        this.cells = cells;
        outcomes.forEach(outcome -> steps.put(outcome, outcome.steps()));
        this.base = shortest();
    }

    /** The steps from which all others are told in the fewest words. */
    private List<StepText> shortest() {
        List<StepText> best = List.of();
        int least = steps.values().stream().mapToInt(own -> length(over(List.of(), own))).sum();
        for (List<StepText> candidate : steps.values().stream().filter(s -> !s.isEmpty()).limit(MOST_BASES).toList()) {
            int unsaid = candidate.stream().mapToInt(step -> step.unsaid().size()).sum();
            int length = unsaid * UNSAID
                    + length(whole(candidate))
                    + steps.values().stream().mapToInt(own -> length(over(candidate, own))).sum();
            if (length < least) {
                least = length;
                best = candidate;
            }
        }
        return best;
    }

    /** Writes what all have in common. */
    void base(RecipeLines lines) {
        shared(outcomes.stream().map(outcome -> outcome.model().source().target).toList())
                .ifPresent(target -> lines.add("target: " + YamlWords.of(target)));
        shared(outcomes.stream().map(outcome -> outcome.model().source().units).toList())
                .ifPresent(units -> lines.add("compute_units: " + units));
        if (base.isEmpty()) {
            return;
        }
        if (base.size() == 1) {
            lines.said("", base.getFirst());
            base.getFirst().lines(cells).forEach(lines::add);
        } else {
            lines.steps(base);
        }
    }

    /** What a model has different; what it does not say becomes comments. */
    List<String> of(Outcome outcome, RecipeLines lines) {
        List<String> said = new ArrayList<>();
        Value.Source source = outcome.model().source();
        if (shared(outcomes.stream().map(other -> other.model().source().target).toList()).isEmpty()) {
            source.target.ifPresent(target -> said.add("target: " + YamlWords.of(target)));
        }
        if (shared(outcomes.stream().map(other -> other.model().source().units).toList()).isEmpty()) {
            source.units.ifPresent(units -> said.add("compute_units: " + units));
        }
        List<StepText> own = steps.get(outcome);
        if (own.isEmpty()) {
            said.add("steps: null");
            return said;
        }
        own.forEach(step -> lines.said("  ", step));
        said.addAll(over(base, own));
        return said;
    }

    private static Optional<String> shared(List<Optional<String>> words) {
        return words.stream().distinct().count() == 1 ? words.getFirst() : Optional.empty();
    }

    /** What a variant says, in the fewest lines. */
    private List<String> over(List<StepText> base, List<StepText> own) {
        if (base.equals(own) || own.isEmpty()) {
            return List.of();
        }
        List<String> whole = whole(own);
        List<String> merged = base.isEmpty() ? whole : merged(base, own).orElse(whole);
        return merged.size() < whole.size() || length(merged) <= length(whole) ? merged : whole;
    }

    private static int length(List<String> lines) {
        return lines.stream().mapToInt(String::length).sum();
    }

    /** All steps; a single one needs no list. */
    private List<String> whole(List<StepText> own) {
        if (own.size() == 1) {
            return own.getFirst().lines(cells);
        }
        List<String> lines = new ArrayList<>(List.of("steps:"));
        for (StepText step : own) {
            List<String> words = step.lines(cells);
            for (int i = 0; i < words.size(); i++) {
                lines.add((i == 0 ? "  - " : "    ") + words.get(i));
            }
        }
        return lines;
    }

    /** What is different step by step; empty where the steps are others. */
    private Optional<List<String>> merged(List<StepText> base, List<StepText> own) {
        if (base.size() == 1) {
            return own.size() == 1 ? own.getFirst().over(base.getFirst(), cells) : Optional.empty();
        }
        Optional<List<Integer>> numbers = aligned(base, own);
        if (numbers.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(List.of("steps:"));
        for (int i = 0; i < base.size(); i++) {
            int at = numbers.get().indexOf(i);
            if (at < 0) {
                lines.add("  " + (i + 1) + ": null");
                continue;
            }
            StepText step = own.get(at);
            List<String> words = step.over(base.get(i), cells).orElseGet(() -> step.lines(cells));
            if (!words.isEmpty()) {
                lines.add("  " + (i + 1) + ":");
                words.forEach(word -> lines.add("    " + word));
            }
        }
        return Optional.of(lines.size() == 1 ? List.of() : lines);
    }

    /** Which step of the base each step is; empty where there are others among them. */
    private static Optional<List<Integer>> aligned(List<StepText> base, List<StepText> own) {
        List<Integer> numbers = new ArrayList<>();
        int next = 0;
        for (StepText step : own) {
            while (next < base.size() && !base.get(next).configType().equals(step.configType())) {
                next++;
            }
            if (next == base.size()) {
                return Optional.empty();
            }
            numbers.add(next++);
        }
        return Optional.of(numbers);
    }
}
