package dev.mlrecipe.python;

import dev.mlrecipe.python.Expression.Argument;
import dev.mlrecipe.python.Expression.Clause;
import dev.mlrecipe.python.Expression.Entry;
import dev.mlrecipe.python.grammar.PythonLexer;
import dev.mlrecipe.python.grammar.PythonParser.ArgumentContext;
import dev.mlrecipe.python.grammar.PythonParser.ArgumentsContext;
import dev.mlrecipe.python.grammar.PythonParser.AttributeContext;
import dev.mlrecipe.python.grammar.PythonParser.AwaitedContext;
import dev.mlrecipe.python.grammar.PythonParser.BinaryContext;
import dev.mlrecipe.python.grammar.PythonParser.BracesContext;
import dev.mlrecipe.python.grammar.PythonParser.CallContext;
import dev.mlrecipe.python.grammar.PythonParser.ComprehensionContext;
import dev.mlrecipe.python.grammar.PythonParser.ConditionalContext;
import dev.mlrecipe.python.grammar.PythonParser.ConstantContext;
import dev.mlrecipe.python.grammar.PythonParser.EntryContext;
import dev.mlrecipe.python.grammar.PythonParser.ExpressionContext;
import dev.mlrecipe.python.grammar.PythonParser.GroupContext;
import dev.mlrecipe.python.grammar.PythonParser.ItemContext;
import dev.mlrecipe.python.grammar.PythonParser.ItemsContext;
import dev.mlrecipe.python.grammar.PythonParser.ListContext;
import dev.mlrecipe.python.grammar.PythonParser.NameContext;
import dev.mlrecipe.python.grammar.PythonParser.NamedContext;
import dev.mlrecipe.python.grammar.PythonParser.NumberContext;
import dev.mlrecipe.python.grammar.PythonParser.SliceContext;
import dev.mlrecipe.python.grammar.PythonParser.SlicesContext;
import dev.mlrecipe.python.grammar.PythonParser.SubscriptContext;
import dev.mlrecipe.python.grammar.PythonParser.TargetContext;
import dev.mlrecipe.python.grammar.PythonParser.TargetsContext;
import dev.mlrecipe.python.grammar.PythonParser.TextContext;
import dev.mlrecipe.python.grammar.PythonParser.UnaryContext;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** The parser's tree of expressions → {@link Expression}. */
final class ExpressionTree {
    /** Chains such as a + b + … are nested as deep as they are long. */
    private static final int DEEPEST = 200;

    private final Text text;
    private final int offset;
    private final int formats;
    private int depth;

    /**
     * @param offset where the parsed text begins in {@code text}
     * @param formats number of f-strings around
     */
    ExpressionTree(Text text, int offset, int formats) {
        this.text = text;
        this.offset = offset;
        this.formats = formats;
    }

    Span span(ParserRuleContext tree) {
        Token last = tree.getStop() == null ? tree.getStart() : tree.getStop();
        return span(tree.getStart(), last);
    }

    private Span span(Token first, Token last) {
        int start = first.getStartIndex() + offset;
        return new Span(start, Math.max(start, last.getStopIndex() + 1 + offset));
    }

    Expression expression(ExpressionContext tree) {
        return nested(tree, () -> read(tree));
    }

    private Expression nested(ParserRuleContext tree, Supplier<Expression> read) {
        if (depth == DEEPEST) {
            return new Expression.Opaque(span(tree));
        }
        depth++;
        try {
            return read.get();
        } finally {
            depth--;
        }
    }

    private Expression read(ExpressionContext tree) {
        Span span = span(tree);
        return switch (tree) {
            case AttributeContext c -> new Expression.Attribute(span, expression(c.expression()), c.NAME().getText());
            case CallContext c -> new Expression.Call(span, expression(c.expression()), arguments(c.arguments()));
            case SubscriptContext c -> new Expression.Subscript(span, expression(c.expression()), slices(c.slices()));
            case AwaitedContext c -> expression(c.expression());
            case BinaryContext c -> new Expression.Binary(
                    span, operator(c), expression(c.expression(0)), expression(c.expression(1)));
            case UnaryContext c -> new Expression.Unary(span, c.getStart().getText(), expression(c.expression()));
            case ConditionalContext c -> new Expression.Conditional(
                    span, expression(c.expression(1)), expression(c.expression(0)), expression(c.expression(2)));
            case NamedContext c -> new Expression.Named(span, c.NAME().getText(), expression(c.expression()));
            case GroupContext c -> c.comprehension() != null
                    ? comprehension(span, new Entry(Optional.empty(), item(c.item(0))), c.comprehension())
                    : c.item().size() == 1 && c.COMMA().isEmpty() ? item(c.item(0)) : items(span, c.item());
            case ListContext c -> c.comprehension() != null
                    ? comprehension(span, new Entry(Optional.empty(), item(c.item(0))), c.comprehension())
                    : items(span, c.item());
            case BracesContext c -> c.comprehension() != null
                    ? comprehension(span, entry(c.entry(0)), c.comprehension())
                    : new Expression.Braces(span, c.entry().stream().map(this::entry).toList());
            case TextContext c -> strings(span, c.STRING());
            case NumberContext c -> new Expression.Numeral(span, c.getText());
            case NameContext c -> new Expression.Name(span, c.getText());
            case ConstantContext c -> new Expression.Constant(span, c.getText());
            default -> new Expression.Opaque(span);
        };
    }

    private static String operator(BinaryContext tree) {
        return tree.children.stream()
                .filter(TerminalNode.class::isInstance)
                .map(child -> child.getText())
                .collect(Collectors.joining(" "));
    }

    /** One value, or several as a tuple. */
    Expression items(ItemsContext tree) {
        return tree.item().size() == 1 && tree.COMMA().isEmpty() ? item(tree.item(0)) : items(span(tree), tree.item());
    }

    private Expression items(Span span, List<ItemContext> items) {
        return new Expression.Items(span, items.stream().map(this::item).toList());
    }

    private Expression item(ItemContext tree) {
        Expression value = expression(tree.expression());
        return tree.STAR() == null ? value : new Expression.Spread(span(tree), value);
    }

    private Entry entry(EntryContext tree) {
        Expression first = expression(tree.expression(0));
        if (tree.expression().size() == 2) {
            return new Entry(Optional.of(first), expression(tree.expression(1)));
        }
        boolean spread = tree.POWER() != null || tree.STAR() != null;
        return new Entry(Optional.empty(), spread ? new Expression.Spread(span(tree), first) : first);
    }

    private Expression comprehension(Span span, Entry element, ComprehensionContext tree) {
        List<Clause> clauses = new ArrayList<>();
        List<Expression> conditions = new ArrayList<>();
        int expressions = 0;
        int targets = 0;
        // Between FOR and the next one: the iterable, then a condition for every IF.
        for (int i = 0; i < tree.getChildCount(); i++) {
            if (!(tree.getChild(i) instanceof TerminalNode word)) {
                continue;
            }
            if (word.getSymbol().getType() == PythonLexer.FOR) {
                conditions = new ArrayList<>();
                Expression target = targets(tree.targets(targets++));
                clauses.add(new Clause(target, expression(tree.expression(expressions++)), List.of()));
            } else if (word.getSymbol().getType() == PythonLexer.IF) {
                conditions.add(expression(tree.expression(expressions++)));
                Clause last = clauses.removeLast();
                clauses.add(new Clause(last.target(), last.iterable(), conditions));
            }
        }
        return new Expression.Comprehension(span, element, clauses);
    }

    List<Argument> arguments(ArgumentsContext tree) {
        return tree == null ? List.of() : tree.argument().stream().map(this::argument).toList();
    }

    private Argument argument(ArgumentContext tree) {
        Expression value = expression(tree.expression());
        if (tree.NAME() != null) {
            return new Argument(Optional.of(tree.NAME().getText()), value);
        }
        if (tree.STAR() != null || tree.POWER() != null) {
            return new Argument(Optional.empty(), new Expression.Spread(span(tree), value));
        }
        return new Argument(
                Optional.empty(),
                tree.comprehension() == null
                        ? value
                        : comprehension(span(tree), new Entry(Optional.empty(), value), tree.comprehension()));
    }

    private List<Expression> slices(SlicesContext tree) {
        List<Expression> indexes = new ArrayList<>();
        for (SliceContext slice : tree.slice()) {
            if (!slice.COLON().isEmpty() || slice.STAR() != null) {
                return List.of();
            }
            indexes.add(expression(slice.expression(0)));
        }
        return indexes;
    }

    Expression targets(TargetsContext tree) {
        return tree.target().size() == 1 && tree.COMMA().isEmpty()
                ? target(tree.target(0))
                : new Expression.Items(span(tree), tree.target().stream().map(this::target).toList());
    }

    Expression target(TargetContext tree) {
        return nested(tree, () -> {
            Span span = span(tree);
            if (tree.targets() != null) {
                return targets(tree.targets());
            }
            if (tree.DOT() != null) {
                return new Expression.Attribute(span, target(tree.target()), tree.NAME().getText());
            }
            return tree.NAME() != null ? new Expression.Name(span, tree.NAME().getText()) : new Expression.Opaque(span);
        });
    }

    private Expression strings(Span span, List<TerminalNode> tokens) {
        List<Expression> parts = new ArrayList<>();
        for (TerminalNode token : tokens) {
            Span place = span(token.getSymbol(), token.getSymbol());
            Optional<List<Expression>> read = StringLiteral.of(text, place, formats);
            if (read.isEmpty()) {
                return new Expression.Opaque(span);
            }
            parts.addAll(read.get());
        }
        if (parts.stream().allMatch(Expression.Text.class::isInstance)) {
            return new Expression.Text(
                    span, parts.stream().map(part -> ((Expression.Text) part).value()).collect(Collectors.joining()));
        }
        return new Expression.Format(span, parts);
    }
}
