package dev.mlrecipe.imports;

import dev.mlrecipe.python.Expression;
import dev.mlrecipe.python.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows statements in order. Loops over what can be seen are followed round by round, others once. */
final class Execution {
    /** Rounds of one loop. */
    private static final int MOST_ROUNDS = 1000;

    /** Steps of one loop with all that is in it, so that what follows it has its turn. */
    private static final int MOST_LOOP_STEPS = 40_000;

    private static final Value NOTHING = new Value.None();

    private final Run run;
    private final Interest interest;
    private Value returned = NOTHING;

    Execution(Run run, Interest interest) {
        this.run = run;
        this.interest = interest;
        run.values.calls(this);
    }

    private enum Flow {
        ON,
        BREAK,
        CONTINUE,
        RETURN,
        END
    }

    void run(List<Statement> statements, Scope scope) {
        block(statements, scope);
    }

    void runUncalled(Statement.Def def) {
        Scope scope = new Scope(Optional.of(run.module));
        bind(def, Map.of(), List.of(), scope);
        run.called.add(def);
        block(def.body(), scope);
    }

    /** What a function of the script returns; empty where it is not followed. */
    Optional<Value> call(Value.Function function, List<Value> positional, Map<String, Value> named) {
        Statement.Def def = function.def();
        run.called.add(def);
        if (!run.enter()) {
            return Optional.empty();
        }
        Scope scope = new Scope(Optional.of(function.scope()));
        List<Value> all = new ArrayList<>();
        function.self().ifPresent(all::add);
        all.addAll(positional);
        bind(def, named, all, scope);
        returned = NOTHING;
        block(def.body(), scope);
        Value result = returned;
        returned = NOTHING;
        run.leave();
        return Optional.of(result);
    }

    private void bind(Statement.Def def, Map<String, Value> named, List<Value> positional, Scope scope) {
        Map<String, Value> rest = new LinkedHashMap<>(named);
        int at = 0;
        for (Statement.Parameter parameter : def.parameters()) {
            String name = parameter.name();
            switch (parameter.kind()) {
                case "*" -> {
                    scope.put(name, new Value.Items(new ArrayList<>(
                            positional.subList(Math.min(at, positional.size()), positional.size()))));
                    at = positional.size();
                }
                case "**" -> scope.put(name, new Value.Dict(rest));
                default -> {
                    Value given = at < positional.size() ? positional.get(at++) : rest.remove(name);
                    scope.put(name, given != null ? given : preset(def, parameter, named.isEmpty() && positional.isEmpty()));
                }
            }
        }
    }

    private Value preset(Statement.Def def, Statement.Parameter parameter, boolean uncalled) {
        int line = run.script.line(def.span());
        if (parameter.preset().isEmpty()) {
            return new Value.Unknown(parameter.name(), line);
        }
        Value value = run.values.of(parameter.preset().get(), run.module);
        return uncalled && !(value instanceof Value.None)
                ? new Value.Assumed(value, "the default of " + parameter.name() + " in " + run.place(line))
                : value instanceof Value.None && uncalled ? new Value.Unknown(parameter.name(), line) : value;
    }

    private Flow block(List<Statement> statements, Scope scope) {
        for (Statement statement : statements) {
            if (!run.step()) {
                return Flow.END;
            }
            Flow flow = statement(statement, scope);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow statement(Statement statement, Scope scope) {
        switch (statement) {
            case Statement.Assign assign -> {
                Value value = run.values.of(assign.value(), scope);
                assign.targets().forEach(target -> run.values.assign(target, value, scope));
                if (assign.targets().isEmpty() && run.values.isExit(assign.value())) {
                    return Flow.END;
                }
            }
            case Statement.Augment augment -> run.values.assign(
                    augment.target(),
                    run.values.of(
                            new Expression.Binary(
                                    augment.span(), augment.operator(), augment.target(), augment.value()),
                            scope),
                    scope);
            case Statement.If choice -> {
                return branch(choice, scope);
            }
            case Statement.For loop -> {
                return loop(loop, scope);
            }
            case Statement.While loop -> {
                return afterLoop(block(loop.body(), scope));
            }
            case Statement.With with -> {
                for (Statement.Opened opened : with.values()) {
                    Value value = run.values.of(opened.value(), scope);
                    opened.target().ifPresent(target -> run.values.assign(target, value, scope));
                }
                return block(with.body(), scope);
            }
            case Statement.Try tried -> {
                SwallowedErrors swallowed = new SwallowedErrors(run, interest, tried, scope);
                Flow flow = block(tried.body(), scope);
                swallowed.tell();
                return flow == Flow.ON ? block(tried.last(), scope) : flow;
            }
            case Statement.Def def -> scope.put(def.name(), new Value.Function(def, scope, Optional.empty()));
            case Statement.ClassDef def -> {
                Scope body = new Scope(Optional.of(scope));
                block(def.body(), body);
                scope.put(def.name(), new Value.Class(def, body));
            }
            case Statement.Return result -> {
                returned = result.value().map(value -> run.values.of(value, scope)).orElse(NOTHING);
                return Flow.RETURN;
            }
            case Statement.Raise raise -> {
                return Flow.END;
            }
            case Statement.Break stop -> {
                return Flow.BREAK;
            }
            case Statement.Continue next -> {
                return Flow.CONTINUE;
            }
            case Statement.Import imported -> imported.modules().forEach(module -> scope.put(
                    module.alias().orElse(module.name().split("\\.")[0]),
                    new Value.Symbol(module.alias().isPresent() ? module.name() : module.name().split("\\.")[0])));
            case Statement.FromImport from -> from.names().forEach(name -> scope.put(
                    name.alias().orElse(name.name()), new Value.Symbol(from.module() + "." + name.name())));
            case Statement.Nothing nothing -> {}
        }
        return Flow.ON;
    }

    private Flow branch(Statement.If choice, Scope scope) {
        Value condition = run.values.of(choice.condition(), scope);
        Optional<Boolean> truth = Value.truth(condition);
        if (truth.isPresent()) {
            return block(truth.get() ? choice.then() : choice.otherwise(), scope);
        }
        boolean matters = interest.isOf(choice.then()) || interest.isOf(choice.otherwise());
        if (run.inOpenLoop() && !interest.compresses(choice.then()) && !interest.compresses(choice.otherwise())) {
            return everyBranch(choice, scope);
        }
        String words = run.words(choice.condition().span());
        boolean first =
                ends(choice.otherwise()) || !ends(choice.then()) && run.decisions.holds(words, matters);
        int line = run.script.line(choice.span());
        // Beside what compresses or not, a condition says nothing about the recipe.
        boolean said = matters && !ends(choice.then()) && !ends(choice.otherwise());
        if (said) {
            run.conditions.add(run.place(line) + ": " + (first ? "if " : "unless ") + words);
        }
        return block(first ? choice.then() : choice.otherwise(), scope);
    }

    /** Within a loop whose rounds cannot be seen, each branch is taken in some round. */
    private Flow everyBranch(Statement.If choice, Scope scope) {
        Optional<Run.Pattern> pattern = run.values.pattern(choice.condition(), scope);
        pattern.ifPresent(run.patterns::push);
        block(choice.then(), scope);
        pattern.ifPresent(p -> run.patterns.pop());
        block(choice.otherwise(), scope);
        return Flow.ON;
    }

    /** Whether a branch only gives up. */
    private boolean ends(List<Statement> statements) {
        if (statements.isEmpty() || interest.isOf(statements)) {
            return false;
        }
        Statement last = statements.getLast();
        return last instanceof Statement.Raise
                || last instanceof Statement.Assign call && call.targets().isEmpty() && run.values.isExit(call.value());
    }

    private Flow loop(Statement.For loop, Scope scope) {
        Value iterable = run.values.of(loop.iterable(), scope);
        Optional<List<Value>> rounds = run.values.rounds(iterable);
        if (rounds.isEmpty()) {
            run.values.assign(loop.target(), run.unknown(loop.target()), scope);
            Flow[] flow = {Flow.ON};
            run.openLoop(() -> flow[0] = block(loop.body(), scope));
            return afterLoop(flow[0]);
        }
        List<Value> shown = rounds.get().subList(0, Math.min(MOST_ROUNDS, rounds.get().size()));
        if (shown.size() < rounds.get().size()) {
            run.note(loop.span(), "only the first " + MOST_ROUNDS + " rounds of this loop were followed");
        }
        int start = run.steps();
        for (Value value : List.copyOf(shown)) {
            if (run.steps() - start > MOST_LOOP_STEPS) {
                run.note(loop.span(), "this loop does more than can be followed; its last rounds are missing");
                break;
            }
            run.values.assign(loop.target(), value, scope);
            Flow flow = block(loop.body(), scope);
            if (flow == Flow.BREAK) {
                return Flow.ON;
            }
            if (flow == Flow.RETURN || flow == Flow.END) {
                return flow;
            }
        }
        return block(loop.otherwise(), scope);
    }

    private static Flow afterLoop(Flow flow) {
        return flow == Flow.BREAK || flow == Flow.CONTINUE ? Flow.ON : flow;
    }
}
