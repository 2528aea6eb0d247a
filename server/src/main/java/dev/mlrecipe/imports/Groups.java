package dev.mlrecipe.imports;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The models that a script makes in all the ways it can go, every one once, in groups that are a recipe each: variants of
 * one model, and models that a script treats alike.
 */
final class Groups {
    /** Variants of one recipe. */
    private static final int MOST_VARIANTS = 64;

    private final List<Outcome> outcomes;
    private final List<Outcome> copies;

    Groups(List<Outcome> outcomes, List<Outcome> copies) {
        this.outcomes = distinct(outcomes);
        this.copies = distinct(copies);
    }

    /** Every one once: one that is told from another only by what cannot be seen is left out. */
    private static List<Outcome> distinct(List<Outcome> outcomes) {
        Map<String, List<Outcome>> alike = new LinkedHashMap<>();
        List<Outcome> distinct = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            String steps = outcome.steps().stream()
                    .flatMap(step -> step.lines(Cells.NONE).stream())
                    .collect(Collectors.joining("\n"));
            List<Outcome> others = alike.computeIfAbsent(steps, key -> new ArrayList<>());
            if (others.stream().anyMatch(other -> covers(other, outcome))) {
                continue;
            }
            List<Outcome> covered = others.stream().filter(other -> covers(outcome, other)).toList();
            others.removeAll(covered);
            distinct.removeAll(covered);
            others.add(outcome);
            distinct.add(outcome);
        }
        return distinct;
    }

    /** Whether the other one says nothing that this one does not. */
    private static boolean covers(Outcome one, Outcome other) {
        return (other.input().isEmpty() || one.input().equals(other.input()))
                && (other.output().isEmpty() || one.output().equals(other.output()));
    }

    /** In the order of the script. */
    List<Group> all() {
        List<Group> groups = new ArrayList<>();
        List<Outcome> models = models();
        boolean written = false;
        for (List<Outcome> ofOne : byModel().values()) {
            if (models.contains(ofOne.getFirst())) {
                if (!written) {
                    groups.add(new Group(models, true));
                }
                written = true;
                continue;
            }
            for (int i = 0; i < ofOne.size(); i += MOST_VARIANTS) {
                groups.add(new Group(ofOne.subList(i, Math.min(ofOne.size(), i + MOST_VARIANTS)), false));
            }
        }
        return groups;
    }

    private Map<String, List<Outcome>> byModel() {
        Map<String, List<Outcome>> byModel = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            Value path = outcome.model().source().path;
            String key = outcome.input().orElseGet(() -> path + " in line " + outcome.model().source().line);
            byModel.computeIfAbsent(key, k -> new ArrayList<>()).add(outcome);
        }
        return byModel;
    }

    /** Models of which the script makes one each, by the same kinds of steps, and those that it copies beside them. */
    private List<Outcome> models() {
        Set<String> made = new HashSet<>();
        outcomes.forEach(outcome -> outcome.output().ifPresent(made::add));
        copies.forEach(copy -> copy.output().ifPresent(made::add));
        List<Outcome> models = new ArrayList<>();
        for (List<Outcome> ofOne : byModel().values()) {
            Outcome outcome = ofOne.getFirst();
            boolean alone = ofOne.size() == 1
                    && outcome.input().filter(path -> !made.contains(path)).isPresent()
                    && !outcome.savesOverItsModel();
            if (alone && (models.isEmpty() || kinds(models.getFirst()).equals(kinds(outcome)))) {
                models.add(outcome);
            }
        }
        Set<Optional<String>> compressed = new HashSet<>();
        outcomes.forEach(outcome -> compressed.add(outcome.input()));
        if (!models.isEmpty()) {
            for (Outcome copy : copies) {
                boolean other = copy.input().filter(path -> !made.contains(path)).isPresent()
                        && copy.output().isPresent() && !compressed.contains(copy.output());
                if (other && !copy.savesOverItsModel() && compressed.add(copy.input())) {
                    models.add(copy);
                }
            }
        }
        return models.size() > 1 ? models : List.of();
    }

    private static List<String> kinds(Outcome outcome) {
        return outcome.model().passes().stream().map(pass -> pass.config().configType).toList();
    }

    /** A part of a file name that tells a group from the others. */
    static String name(Group group, int number) {
        String name = group.ofModels()
                ? "models"
                : group.outcomes().size() > 1
                        ? new VariantNames(group.outcomes()).ofAll()
                        : group.outcomes().getFirst().output().map(PathWords::name).map(PathWords::stem).orElse("");
        String safe = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        return safe.isEmpty() ? "variant-" + (number + 1) : safe.substring(0, Math.min(80, safe.length()));
    }
}
