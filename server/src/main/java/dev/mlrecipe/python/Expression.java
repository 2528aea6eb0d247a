package dev.mlrecipe.python;

import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;

/** An expression of a script. Strings and numbers are literal; everything that cannot be followed is {@link Opaque}. */
public sealed interface Expression {

    Span span();

    record Name(Span span, String id) implements Expression {}

    record Attribute(Span span, Expression of, String name) implements Expression {}

    record Call(Span span, Expression function, List<Argument> arguments) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** @param indexes empty for a slice, which has none that can be followed */
    record Subscript(Span span, Expression of, List<Expression> indexes) implements Expression {
        public Subscript {
            indexes = List.copyOf(indexes);
        }
    }

    /** A string with its escapes resolved. */
    record Text(Span span, String value) implements Expression {}

    /** An f-string, or strings side by side of which one is: literal parts and expressions in turn. */
    record Format(Span span, List<Expression> parts) implements Expression {
        public Format {
            parts = List.copyOf(parts);
        }
    }

    /** @param text the number as written */
    record Numeral(Span span, String text) implements Expression {}

    /** {@code True}, {@code False}, {@code None} or {@code ...}. */
    record Constant(Span span, String word) implements Expression {}

    /** A list, tuple or set. */
    record Items(Span span, List<Expression> items) implements Expression {
        public Items {
            items = List.copyOf(items);
        }
    }

    record Braces(Span span, List<Entry> entries) implements Expression {
        public Braces {
            entries = List.copyOf(entries);
        }
    }

    record Binary(Span span, String operator, Expression left, Expression right) implements Expression {}

    record Unary(Span span, String operator, Expression operand) implements Expression {}

    record Conditional(Span span, Expression condition, Expression then, Expression otherwise) implements Expression {}

    /** @param element what is made for every round; of a dictionary, key and value */
    record Comprehension(Span span, Entry element, List<Clause> clauses) implements Expression {
        public Comprehension {
            clauses = List.copyOf(clauses);
        }
    }

    /** {@code *value} or {@code **value}. */
    record Spread(Span span, Expression of) implements Expression {}

    /** {@code name := value}. */
    record Named(Span span, String name, Expression value) implements Expression {}

    /** Lambdas, yields, slices, bytes, and what is nested too deeply. */
    record Opaque(Span span) implements Expression {}

    /** An argument of a call; without a name one by position. */
    record Argument(Optional<String> name, Expression value) {}

    /** {@code key: value}; without a key the value alone, as in sets and {@code **others}. */
    record Entry(Optional<Expression> key, Expression value) {}

    /** {@code for target in iterable if conditions}. */
    record Clause(Expression target, Expression iterable, List<Expression> conditions) {
        public Clause {
            conditions = List.copyOf(conditions);
        }
    }
}
