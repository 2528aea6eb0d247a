package dev.mlrecipe.imports;

import dev.mlrecipe.python.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Lists and dictionaries that are made round by round. */
final class Comprehensions {
    private final Run run;

    Comprehensions(Run run) {
        this.run = run;
    }

    Value of(Expression.Comprehension comprehension, Scope around) {
        Scope scope = new Scope(Optional.of(around));
        boolean dictionary = comprehension.element().key().isPresent();
        Value.Dict dict = new Value.Dict(new LinkedHashMap<>());
        Value.Items items = new Value.Items(new ArrayList<>());
        boolean seen = rounds(comprehension, 0, scope, () -> {
            Value value = run.values.of(comprehension.element().value(), scope);
            if (dictionary) {
                Expression key = comprehension.element().key().get();
                run.values.put(dict.entries(), run.values.of(key, scope), value, key);
            } else if (items.items().size() < Evaluator.MOST) {
                items.items().add(value);
            }
        });
        return dictionary ? dict : seen ? items : run.unknown(comprehension);
    }

    /** Whether all rounds were seen. */
    private boolean rounds(Expression.Comprehension comprehension, int at, Scope scope, Runnable body) {
        if (at == comprehension.clauses().size()) {
            body.run();
            return true;
        }
        Expression.Clause clause = comprehension.clauses().get(at);
        Optional<List<Value>> rounds = run.values.rounds(run.values.of(clause.iterable(), scope));
        if (rounds.isEmpty()) {
            run.values.assign(clause.target(), run.unknown(clause.target()), scope);
            List<Run.Pattern> patterns = clause.conditions().stream()
                    .flatMap(condition -> run.values.pattern(condition, scope).stream())
                    .toList();
            // Several conditions at once have no pattern.
            boolean one = patterns.size() == 1 && clause.conditions().size() == 1;
            if (one) {
                run.patterns.push(patterns.getFirst());
            }
            run.openLoop(() -> rounds(comprehension, at + 1, scope, body));
            if (one) {
                run.patterns.pop();
            }
            return false;
        }
        boolean seen = true;
        for (Value value : List.copyOf(rounds.get())) {
            if (!run.step()) {
                return false;
            }
            run.values.assign(clause.target(), value, scope);
            Optional<Boolean> wanted = Optional.of(true);
            for (Expression condition : clause.conditions()) {
                Optional<Boolean> truth = Value.truth(run.values.of(condition, scope));
                wanted = wanted.flatMap(so -> so ? truth : Optional.of(false));
            }
            if (wanted.orElse(true)) {
                seen &= rounds(comprehension, at + 1, scope, body);
            }
            seen &= wanted.isPresent();
        }
        return seen;
    }
}
