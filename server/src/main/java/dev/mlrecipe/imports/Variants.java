package dev.mlrecipe.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The different ones among the models that a script makes in all the ways it can go. */
final class Variants {
    private final List<Outcome> outcomes;

    Variants(List<Outcome> outcomes) {
        this.outcomes = outcomes;
    }

    /** Every one once: one that is told from another only by what cannot be seen is left out. */
    List<Outcome> distinct() {
        List<Outcome> distinct = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (distinct.stream().anyMatch(other -> covers(other, outcome))) {
                continue;
            }
            distinct.removeIf(other -> covers(outcome, other));
            distinct.add(outcome);
        }
        return distinct;
    }

    private static boolean covers(Outcome one, Outcome other) {
        return steps(one).equals(steps(other))
                && covers(Optional.of(one.model().source().path), Optional.of(other.model().source().path))
                && covers(one.path(), other.path());
    }

    private static boolean covers(Optional<Value> one, Optional<Value> other) {
        Optional<String> there = other.flatMap(Value::text);
        return there.isEmpty() || there.equals(one.flatMap(Value::text));
    }

    private static List<String> steps(Outcome outcome) {
        return outcome.model().passes().stream()
                .map(pass -> pass.function() + pass.joint() + StepText.of(pass).lines())
                .toList();
    }

    /** A part of a file name that tells a model from the others. */
    static String name(Outcome outcome, int number) {
        String output = outcome.path().flatMap(Value::text).map(PathWords::name).map(PathWords::stem).orElse("");
        String safe = output.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        return safe.isEmpty() ? "variant-" + (number + 1) : safe.substring(0, Math.min(80, safe.length()));
    }
}
