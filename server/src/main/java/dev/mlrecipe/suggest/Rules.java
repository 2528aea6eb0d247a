package dev.mlrecipe.suggest;

import dev.mlrecipe.suggest.Group.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Rules in the order in which a recipe tries them: the first one that catches a weight decides.
 *
 * @param rules names, patterns, operation types, all weights
 */
record Rules(List<Chosen> rules) {
    static final Rules NONE = new Rules(List.of());

    Rules {
        rules = List.copyOf(rules);
    }

    /** A rule: what its weights become. */
    record Chosen(Group group, int choice) {}

    /** The same with one more rule, which comes before the others of its kind. There is one for all weights at most. */
    Rules with(Chosen rule) {
        List<Chosen> more = new ArrayList<>();
        more.add(rule);
        rules.stream()
                .filter(other -> !other.group().equals(rule.group()))
                .filter(other -> rule.group().kind() != Kind.GLOBAL || other.group().kind() != Kind.GLOBAL)
                .forEach(more::add);
        more.sort(Comparator.comparing(other -> other.group().kind()));
        return new Rules(more);
    }

    /** The same without one of them. */
    Rules without(int rule) {
        List<Chosen> fewer = new ArrayList<>(rules);
        fewer.remove(rule);
        return new Rules(fewer);
    }

    /** The same with another choice for one of them. */
    Rules with(int rule, int choice) {
        List<Chosen> changed = new ArrayList<>(rules);
        changed.set(rule, new Chosen(changed.get(rule).group(), choice));
        return new Rules(changed);
    }

    /** The rule that decides each weight, -1 where none does. */
    int[] owners(int weights) {
        int[] owners = new int[weights];
        Arrays.fill(owners, -1);
        for (int rule = rules.size() - 1; rule >= 0; rule--) {
            for (int member : rules.get(rule).group().members()) {
                owners[member] = rule;
            }
        }
        return owners;
    }
}
