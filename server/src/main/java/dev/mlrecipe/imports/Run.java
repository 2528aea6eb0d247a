package dev.mlrecipe.imports;

import dev.mlrecipe.python.Expression;
import dev.mlrecipe.python.Script;
import dev.mlrecipe.python.Statement;
import dev.mlrecipe.text.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One way through a script: what it saw and did so far, and how much more it may do. */
final class Run {
    /** Expressions and statements of one way; a script that a person wrote needs some thousands. */
    private static final int MOST_STEPS = 200_000;

    /** Characters and items of new values that count as much as one expression. */
    private static final int ITEMS_OF_A_STEP = 64;

    /** Models that are saved; who sweeps, compares some dozens. */
    private static final int MOST_OUTCOMES = 256;

    /** Calls within calls. */
    private static final int MOST_CALLS = 12;

    final Script script;
    final ImportSource source;
    final Decisions decisions;
    final Scope module = new Scope(Optional.empty());
    final Set<Statement.Def> called = new HashSet<>();
    final List<Outcome> outcomes = new ArrayList<>();
    final List<Outcome> copies = new ArrayList<>();
    final List<Value.Model> compressed = new ArrayList<>();
    final List<Value.Torch> torch = new ArrayList<>();
    final Set<Note> notes = new LinkedHashSet<>();
    final Set<String> conditions = new LinkedHashSet<>();
    final Deque<Pattern> patterns = new ArrayDeque<>();
    final Evaluator values = new Evaluator(this);
    private int steps;
    private int calls;
    private int loops;

    /** Names that something has where a condition is true; what it is, in the script's words. */
    record Pattern(String variable, List<String> names) {}

    Run(Script script, ImportSource source, Decisions decisions) {
        this.script = script;
        this.source = source;
        this.decisions = decisions;
    }

    /** Follows the script, then what nothing in it calls. */
    void follow(Interest interest) {
        Execution execution = new Execution(this, interest);
        module.put("__name__", new Value.Text("__main__"));
        module.put("__file__", new Value.Text(source.fileName()));
        execution.run(script.statements(), module);
        for (Statement.Def def : interest.functions()) {
            if (!called.contains(def) && module.get(def.name()).isPresent()) {
                execution.runUncalled(def);
            }
        }
        for (Value.Model model : compressed) {
            if (!model.state().used) {
                save(model, Optional.empty());
            }
        }
    }

    /** Whether there is room for one more step. */
    boolean step() {
        return ++steps <= MOST_STEPS;
    }

    /** A new value takes room as well. */
    void made(int size) {
        steps += size / ITEMS_OF_A_STEP;
    }

    int steps() {
        return steps;
    }

    boolean exhausted() {
        return steps > MOST_STEPS;
    }

    boolean enter() {
        return calls < MOST_CALLS && ++calls > 0;
    }

    void leave() {
        calls--;
    }

    /** Within a loop over what cannot be seen. */
    boolean inOpenLoop() {
        return loops > 0;
    }

    void openLoop(Runnable body) {
        loops++;
        body.run();
        loops--;
    }

    /** @param given where the script saves it; empty for a model that goes nowhere */
    void save(Value.Model model, Optional<Value> given) {
        Optional<Value> path = given.map(value -> Value.isPath(value)
                ? value
                : new Value.Unknown("a path", model.passes().isEmpty() ? model.source().line : model.passes().getLast().line()));
        model.state().used = true;
        if (outcomes.size() + copies.size() >= MOST_OUTCOMES) {
            notes.add(new Note(1, "the script saves more than " + MOST_OUTCOMES + " models; the others are missing"));
            return;
        }
        if (model.passes().isEmpty()) {
            if (path.isPresent() && model.source().path instanceof Value.Unknown) {
                model.source().path = path.get();
            } else {
                copies.add(new Outcome(model, path, List.of()));
            }
            return;
        }
        outcomes.add(new Outcome(model, path, List.copyOf(conditions)));
    }

    int line(Expression expression) {
        return script.line(expression.span());
    }

    /** Where a line is, in words. */
    String place(int line) {
        return source.cells().place(line);
    }

    void note(Span at, String message) {
        notes.add(new Note(script.line(at), message));
    }

    /** What cannot be told, with its text on one line. */
    Value.Unknown unknown(Expression expression) {
        return new Value.Unknown(words(expression.span()), line(expression));
    }

    /** The script's words on one line, cut where they are long. */
    String words(Span span) {
        String text = script.text().slice(span).replaceAll("\\s+", " ").strip();
        return text.length() > 60 ? text.substring(0, 57) + "…" : text;
    }
}
