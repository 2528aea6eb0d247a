package dev.mlrecipe.suggest;

import dev.mlrecipe.suggest.Group.Kind;
import dev.mlrecipe.suggest.Rules.Chosen;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Rules with what they cost, and what they would cost after a small change. A weight that cannot be had as its rule
 * asks stays as it is and counts as a rule of its own, which has to say so.
 */
final class Draft {
    private static final long MOST_LOOKS = 5_000_000;

    private final Costs costs;
    private final Rules rules;
    private final int[] owners;
    private final int[] choices;
    private final long bytes;
    private final double error;
    private final int count;

    Draft(Costs costs, Rules rules) {
        this.costs = costs;
        this.rules = rules;
        this.owners = rules.owners(costs.weights());
        this.choices = new int[costs.weights()];
        long sum = 0;
        double errors = 0;
        int exceptions = 0;
        for (int weight = 0; weight < choices.length; weight++) {
            choices[weight] = owners[weight] < 0 ? Costs.LEAVE : rules.rules().get(owners[weight]).choice();
            sum += costs.bytes(weight, choices[weight]);
            errors += costs.error(weight, choices[weight]);
            exceptions += costs.has(weight, choices[weight]) ? 0 : 1;
        }
        this.bytes = sum;
        this.error = errors;
        this.count = rules.rules().size() + exceptions;
    }

    Rules rules() {
        return rules;
    }

    int[] owners() {
        return owners.clone();
    }

    /** Bytes and error; each weight with what its rule asks for, or as it is where that cannot be had. */
    Allocation allocation() {
        int[] had = choices.clone();
        for (int weight = 0; weight < had.length; weight++) {
            had[weight] = costs.has(weight, had[weight]) ? had[weight] : Costs.LEAVE;
        }
        return costs.allocation(had);
    }

    long bytes() {
        return bytes;
    }

    double error() {
        return error;
    }

    /** Rules, exceptions among them. */
    int count() {
        return count;
    }

    /** The change that lowers the price the most; empty if none does. */
    Optional<Rules> better(List<Group> groups, Price price) {
        Best best = new Best(price);
        for (Group group : groups) {
            if (rules.rules().stream().noneMatch(rule -> rule.group() == group)) {
                add(group, best);
            }
        }
        for (int rule = 0; rule < rules.rules().size(); rule++) {
            change(rule, best);
            remove(rule, best);
            split(rule, groups, best);
        }
        return best.found;
    }

    /**
     * The change that lowers the price the most of those that give a rule other weights: too many to be looked at every
     * time, and what they find is that a rule says the same in simpler words.
     */
    Optional<Rules> regrouped(List<Group> groups, Price price) {
        double lowest = price.of(bytes, error, count) * (1 - 1e-9);
        Optional<Rules> found = Optional.empty();
        if ((long) rules.rules().size() * groups.size() * choices.length > MOST_LOOKS) {
            return found;
        }
        for (int rule = 0; rule < rules.rules().size(); rule++) {
            for (Group group : groups) {
                Rules changed = rules.without(rule).with(new Chosen(group, rules.rules().get(rule).choice()));
                Draft draft = new Draft(costs, changed);
                double value = price.of(draft.bytes, draft.error, draft.count);
                if (value < lowest && price.allowed().test(draft.bytes, draft.error)) {
                    lowest = value;
                    found = Optional.of(changed);
                }
            }
        }
        return found;
    }

    private void add(Group group, Best best) {
        if (group.kind() == Kind.GLOBAL) {
            addGlobal(group, best);
            return;
        }
        for (int choice = 0; choice < costs.choices(); choice++) {
            Change change = new Change(1);
            for (int weight : group.members()) {
                if (isOpen(weight, group.kind())) {
                    change.to(weight, choice);
                }
            }
            best.offer(change, rules, new Chosen(group, choice));
        }
    }

    /** The rule for all weights takes the place of another one. */
    private void addGlobal(Group group, Best best) {
        boolean replaces = rules.rules().stream().anyMatch(rule -> rule.group().kind() == Kind.GLOBAL);
        boolean[] member = new boolean[choices.length];
        group.members().forEach(weight -> member[weight] = true);
        for (int choice = 0; choice < costs.choices(); choice++) {
            Change change = new Change(replaces ? 0 : 1);
            for (int weight = 0; weight < choices.length; weight++) {
                if (isOpen(weight, Kind.GLOBAL)) {
                    change.to(weight, member[weight] ? choice : Costs.LEAVE);
                }
            }
            best.offer(change, rules, new Chosen(group, choice));
        }
    }

    /** Whether a new rule of this kind would decide a weight that it catches. */
    private boolean isOpen(int weight, Kind kind) {
        return owners[weight] < 0
                || rules.rules().get(owners[weight]).group().kind().compareTo(kind) >= 0;
    }

    private void change(int rule, Best best) {
        for (int choice = 0; choice < costs.choices(); choice++) {
            if (choice != rules.rules().get(rule).choice()) {
                Change change = new Change(0);
                for (int weight = 0; weight < choices.length; weight++) {
                    if (owners[weight] == rule) {
                        change.to(weight, choice);
                    }
                }
                int chosen = choice;
                best.offer(change, () -> rules.with(rule, chosen));
            }
        }
    }

    /** Another choice for a rule, and a new one that keeps the former choice for a part of its weights. */
    private void split(int rule, List<Group> groups, Best best) {
        Chosen former = rules.rules().get(rule);
        for (int choice = 0; choice < costs.choices(); choice++) {
            Change all = new Change(1);
            for (int weight = 0; weight < choices.length; weight++) {
                if (owners[weight] == rule) {
                    all.to(weight, choice);
                }
            }
            for (Group group : groups) {
                boolean above = group.kind().compareTo(former.group().kind()) <= 0;
                if (above && group.kind() != Kind.GLOBAL && group != former.group()) {
                    int chosen = choice;
                    best.offer(part(all, rule, group, choice), () -> rules.with(rule, chosen)
                            .with(new Chosen(group, former.choice())));
                }
            }
        }
    }

    private Change part(Change all, int rule, Group group, int choice) {
        Change part = new Change(all);
        for (int weight : group.members()) {
            if (owners[weight] == rule) {
                part.not(weight, choice);
            } else if (isOpen(weight, group.kind())) {
                part.to(weight, rules.rules().get(rule).choice());
            }
        }
        return part;
    }

    private void remove(int rule, Best best) {
        Rules fewer = rules.without(rule);
        int[] heirs = fewer.owners(choices.length);
        Change change = new Change(-1);
        for (int weight = 0; weight < choices.length; weight++) {
            if (owners[weight] == rule) {
                change.to(weight, heirs[weight] < 0 ? Costs.LEAVE : fewer.rules().get(heirs[weight]).choice());
            }
        }
        best.offer(change, () -> fewer);
    }

    /** What a change of rules adds to bytes, error and rules. */
    private final class Change {
        private long moreBytes;
        private double moreError;
        private int moreRules;

        Change(int rules) {
            moreRules = rules;
        }

        Change(Change other) {
            moreBytes = other.moreBytes;
            moreError = other.moreError;
            moreRules = other.moreRules;
        }

        void to(int weight, int choice) {
            add(weight, choices[weight], choice);
        }

        /** Takes back that the weight gets this choice. */
        void not(int weight, int choice) {
            add(weight, choice, choices[weight]);
        }

        private void add(int weight, int from, int to) {
            moreBytes += costs.bytes(weight, to) - costs.bytes(weight, from);
            moreError += costs.error(weight, to) - costs.error(weight, from);
            moreRules += (costs.has(weight, to) ? 0 : 1) - (costs.has(weight, from) ? 0 : 1);
        }
    }

    /** The change that lowers the price the most, the first of equal ones. */
    private final class Best {
        private final Price price;
        private double lowest;
        private Optional<Rules> found = Optional.empty();

        Best(Price price) {
            this.price = price;
            // Less than this is rounding.
            this.lowest = -1e-9 * Math.abs(price.of(bytes, error, count));
        }

        void offer(Change change, Rules former, Chosen more) {
            offer(change, () -> former.with(more));
        }

        void offer(Change change, Supplier<Rules> result) {
            double more = price.of(change.moreBytes, change.moreError, change.moreRules);
            if (more < lowest && price.allowed().test(bytes + change.moreBytes, error + change.moreError)) {
                lowest = more;
                found = Optional.of(result.get());
            }
        }
    }
}
