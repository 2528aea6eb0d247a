package dev.mlrecipe.imports;

import dev.mlrecipe.python.Expression;
import dev.mlrecipe.python.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One {@code try} around steps whose errors a script catches and then goes on: many a script saves the uncompressed model
 * under the compressed one's name that way.
 */
final class SwallowedErrors {
    /** Errors that no compression ends with. */
    private static final Pattern OTHERS = Pattern.compile("\\W*(?:ImportError|ModuleNotFoundError|KeyboardInterrupt)\\W*");

    private final Run run;
    private final Interest interest;
    private final Statement.Try tried;
    private final Scope scope;
    private final Set<String> models = new HashSet<>();
    private final int compressed;
    private final int outcomes;

    /** Looks around before the statement runs. */
    SwallowedErrors(Run run, Interest interest, Statement.Try tried, Scope scope) {
        this.run = run;
        this.interest = interest;
        this.tried = tried;
        this.scope = scope;
        this.compressed = run.compressed.size();
        this.outcomes = run.outcomes.size();
        assigned(tried.body()).filter(this::isModel).forEach(models::add);
        tried.handlers().forEach(handler -> returned(handler).filter(this::isModel).ifPresent(models::add));
    }

    private enum After {
        /** The script goes on with the model as it was. */
        UNCOMPRESSED,
        /** It goes on with something else. */
        NOTHING,
        STOP
    }

    /** Notes it at the steps that ran within. */
    void tell() {
        List<Value.Model> fresh = List.copyOf(run.compressed.subList(compressed, run.compressed.size()));
        if (fresh.isEmpty()) {
            return;
        }
        for (Statement.Handler handler : tried.handlers()) {
            After after = after(handler);
            if (after != After.STOP) {
                fresh.forEach(model -> tell(model, handler, after));
                return;
            }
        }
    }

    private void tell(Value.Model model, Statement.Handler handler, After after) {
        Value.Pass pass = model.passes().getLast();
        boolean saved = run.outcomes.subList(outcomes, run.outcomes.size()).stream()
                .anyMatch(outcome -> outcome.model().passes().stream().anyMatch(done -> done == pass));
        String place = "an error here is swallowed in " + run.place(run.script.line(handler.span()));
        String left = model.passes().size() > 1 ? "the model without this step" : "the uncompressed model";
        pass.config().notes.add(new Note(
                pass.line(),
                saved || after == After.NOTHING
                        ? place + ", and the script goes on without this model"
                        : place + ", and " + left + " is saved in its place; mlrecipe saves nothing then"));
    }

    private After after(Statement.Handler handler) {
        boolean other = handler.caught().filter(caught -> OTHERS.matcher(run.words(caught.span())).matches()).isPresent();
        if (other || handler.body().isEmpty() || interest.compresses(handler.body())) {
            return After.STOP;
        }
        return switch (handler.body().getLast()) {
            case Statement.Raise raise -> After.STOP;
            case Statement.Return result ->
                    returned(handler).filter(models::contains).isPresent() ? After.UNCOMPRESSED : After.STOP;
            case Statement.Continue next -> After.NOTHING;
            case Statement.Break end -> After.NOTHING;
            case Statement.Assign call when call.targets().isEmpty() && run.values.isExit(call.value()) -> After.STOP;
            default -> hasModel(handler) ? After.UNCOMPRESSED : After.STOP;
        };
    }

    /** Whether what the step would have been assigned to is something else than undefined. */
    private boolean hasModel(Statement.Handler handler) {
        Set<String> again = new HashSet<>(assigned(handler.body()).toList());
        return assigned(tried.body())
                .filter(this::isModel)
                .allMatch(name -> models.contains(name) || again.contains(name));
    }

    private boolean isModel(String name) {
        return scope.get(name).map(Value::plain).filter(Value.Model.class::isInstance).isPresent();
    }

    private static Optional<String> returned(Statement.Handler handler) {
        return !handler.body().isEmpty()
                        && handler.body().getLast() instanceof Statement.Return result
                        && result.value().orElse(null) instanceof Expression.Name name
                ? Optional.of(name.id())
                : Optional.empty();
    }

    private static Stream<String> assigned(List<Statement> statements) {
        return statements.stream()
                .filter(Statement.Assign.class::isInstance)
                .flatMap(assign -> ((Statement.Assign) assign).targets().stream())
                .filter(Expression.Name.class::isInstance)
                .map(target -> ((Expression.Name) target).id());
    }
}
