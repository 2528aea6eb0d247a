package dev.mlrecipe.python;

import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;

/** A statement of a script. */
public sealed interface Statement {

    Span span();

    /** @param targets what the value is assigned to; none for an expression that stands alone */
    record Assign(Span span, List<Expression> targets, Expression value) implements Statement {
        public Assign {
            targets = List.copyOf(targets);
        }
    }

    /** {@code target += value}; the operator without its equals sign. */
    record Augment(Span span, Expression target, String operator, Expression value) implements Statement {}

    record If(Span span, Expression condition, List<Statement> then, List<Statement> otherwise) implements Statement {
        public If {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    record For(Span span, Expression target, Expression iterable, List<Statement> body, List<Statement> otherwise)
            implements Statement {
        public For {
            body = List.copyOf(body);
            otherwise = List.copyOf(otherwise);
        }
    }

    record While(Span span, List<Statement> body) implements Statement {
        public While {
            body = List.copyOf(body);
        }
    }

    /** @param values what is opened, each with the name it gets */
    record With(Span span, List<Opened> values, List<Statement> body) implements Statement {
        public With {
            values = List.copyOf(values);
            body = List.copyOf(body);
        }
    }

    /** {@code value as target}. */
    record Opened(Expression value, Optional<Expression> target) {}

    /**
     * @param body what runs unless something fails, with {@code else}
     * @param handlers what runs after an error, one of them
     * @param last {@code finally}
     */
    record Try(Span span, List<Statement> body, List<Handler> handlers, List<Statement> last) implements Statement {
        public Try {
            body = List.copyOf(body);
            handlers = List.copyOf(handlers);
            last = List.copyOf(last);
        }
    }

    /** @param caught types of errors, or their tuples; none for all */
    record Handler(Span span, Optional<Expression> caught, List<Statement> body) {
        public Handler {
            body = List.copyOf(body);
        }
    }

    record Def(Span span, String name, List<Parameter> parameters, List<Statement> body) implements Statement {
        public Def {
            parameters = List.copyOf(parameters);
            body = List.copyOf(body);
        }
    }

    /** @param kind {@code *}, {@code **} or nothing */
    record Parameter(String kind, String name, Optional<Expression> preset) {}

    record ClassDef(Span span, String name, List<Statement> body) implements Statement {
        public ClassDef {
            body = List.copyOf(body);
        }
    }

    record Return(Span span, Optional<Expression> value) implements Statement {}

    /** {@code raise}: the path ends. */
    record Raise(Span span) implements Statement {}

    record Break(Span span) implements Statement {}

    record Continue(Span span) implements Statement {}

    /** Modules and the names they get; a dotted module without {@code as} binds its first part. */
    record Import(Span span, List<Binding> modules) implements Statement {
        public Import {
            modules = List.copyOf(modules);
        }
    }

    /** Names of a module; {@code *} is a name. */
    record FromImport(Span span, String module, List<Binding> names) implements Statement {
        public FromImport {
            names = List.copyOf(names);
        }
    }

    /** @param alias the name after {@code as} */
    record Binding(String name, Optional<String> alias) {}

    /** What says nothing that matters here: {@code pass}, {@code del}, {@code assert}, {@code global}. */
    record Nothing(Span span) implements Statement {}
}
