package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.Opset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What it takes to raise a program to newer opsets. Holds for every opset on the way, see {@link #to}.
 *
 * @param from the program's opset; empty for models without one
 * @param operations how many operations it has, constants not counted but compressed ones
 * @param changes what happens to operations, in program order for each opset
 * @param refusals what cannot be raised safely; a program with one is not raised at all
 */
public record Raising(Optional<Opset> from, int operations, List<Change> changes, List<Refusal> refusals) {
    public Raising {
        changes = List.copyOf(changes);
        refusals = List.copyOf(refusals);
    }

    /** A model that cannot be raised, whatever the opset. */
    public static Raising impossible(String reason) {
        return new Raising(Optional.empty(), 0, List.of(), List.of(new Refusal("", "", "", Opset.COREML5, reason)));
    }

    /** The part that is needed as far as {@code opset}. */
    public Raising to(Opset opset) {
        return new Raising(
                from,
                operations,
                changes.stream().filter(change -> opset.atLeast(change.since())).toList(),
                refusals.stream().filter(refusal -> opset.atLeast(refusal.since())).toList());
    }

    /** Whether nothing stands in the way. */
    public boolean safe() {
        return refusals.isEmpty();
    }

    /** How many operations get inputs and are otherwise the same. */
    public int completed() {
        Set<String> completed = names(Change.Kind.INPUTS);
        completed.removeAll(names(Change.Kind.REWRITTEN));
        return completed.size();
    }

    /** How many operations are written in another way. */
    public int rewritten() {
        return names(Change.Kind.REWRITTEN).size();
    }

    /** How many operations stay as they are. */
    public int unchanged() {
        return operations - completed() - rewritten();
    }

    /** For example {@code 44 operations: 41 unchanged, 2 with new inputs, 1 rewritten}; without what there is none of. */
    public String counts() {
        String counts = operations + (operations == 1 ? " operation: " : " operations: ") + unchanged() + " unchanged";
        counts += completed() > 0 ? ", " + completed() + " with new inputs" : "";
        return counts + (rewritten() > 0 ? ", " + rewritten() + " rewritten" : "");
    }

    /** The operations whose meaning nobody could vouch for, each once. */
    public List<String> doubtful() {
        return changes.stream()
                .filter(change -> change.kind() == Change.Kind.CAUTION)
                .map(Change::op)
                .distinct()
                .toList();
    }

    private Set<String> names(Change.Kind kind) {
        return changes.stream()
                .filter(change -> change.kind() == kind)
                .map(change -> change.function() + "/" + change.op())
                .collect(Collectors.toCollection(HashSet::new));
    }
}
