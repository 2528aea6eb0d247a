package dev.mlrecipe.python;

import dev.mlrecipe.python.grammar.PythonParser.AliasContext;
import dev.mlrecipe.python.grammar.PythonParser.AssignmentContext;
import dev.mlrecipe.python.grammar.PythonParser.BlockContext;
import dev.mlrecipe.python.grammar.PythonParser.BreakingContext;
import dev.mlrecipe.python.grammar.PythonParser.ContinuingContext;
import dev.mlrecipe.python.grammar.PythonParser.DecoratedContext;
import dev.mlrecipe.python.grammar.PythonParser.DefinitionContext;
import dev.mlrecipe.python.grammar.PythonParser.ForStatementContext;
import dev.mlrecipe.python.grammar.PythonParser.IfStatementContext;
import dev.mlrecipe.python.grammar.PythonParser.ImportingContext;
import dev.mlrecipe.python.grammar.PythonParser.ImportingFromContext;
import dev.mlrecipe.python.grammar.PythonParser.OtherwiseContext;
import dev.mlrecipe.python.grammar.PythonParser.ParameterContext;
import dev.mlrecipe.python.grammar.PythonParser.RaisingContext;
import dev.mlrecipe.python.grammar.PythonParser.ReturningContext;
import dev.mlrecipe.python.grammar.PythonParser.SimpleContext;
import dev.mlrecipe.python.grammar.PythonParser.SmallContext;
import dev.mlrecipe.python.grammar.PythonParser.StatementContext;
import dev.mlrecipe.python.grammar.PythonParser.TryStatementContext;
import dev.mlrecipe.python.grammar.PythonParser.WithStatementContext;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;

/** The parser's tree of statements → {@link Statement}. */
final class StatementTree {
    /** Each branch nests in the one before. */
    private static final int MOST_BRANCHES = 50;

    private final ExpressionTree expressions;
    private final NavigableSet<Integer> unread;

    /** @param unread lines of what the parser could not read */
    StatementTree(ExpressionTree expressions, NavigableSet<Integer> unread) {
        this.expressions = expressions;
        this.unread = unread;
    }

    List<Statement> statements(List<StatementContext> trees) {
        List<Statement> statements = new ArrayList<>();
        trees.forEach(tree -> add(tree, statements));
        return statements;
    }

    private void add(StatementContext tree, List<Statement> statements) {
        if (tree.simple() != null) {
            simple(tree.simple(), statements);
        } else if (tree.strayBlock() != null) {
            statements.addAll(statements(tree.strayBlock().statement()));
        } else if (tree.broken() != null) {
            unread.add(tree.broken().getStart().getLine());
        } else if (tree.getChildCount() > 0 && tree.getChild(0) instanceof ParserRuleContext compound) {
            if (isWhole(compound)) {
                compound(compound, statements);
            } else {
                inner(compound, statements);
            }
        }
    }

    /** Whether all but the blocks could be read. */
    private static boolean isWhole(ParseTree tree) {
        if (!(tree instanceof ParserRuleContext rule) || rule instanceof BlockContext) {
            return true;
        }
        return rule.exception == null
                && (rule.children == null || rule.children.stream().allMatch(StatementTree::isWhole));
    }

    /** The statements of the blocks, where what they belong to cannot be read. */
    private void inner(ParseTree tree, List<Statement> statements) {
        if (tree instanceof BlockContext block) {
            statements.addAll(block(block));
        } else if (tree instanceof ParserRuleContext rule && rule.children != null) {
            rule.children.forEach(child -> inner(child, statements));
        }
    }

    private List<Statement> block(BlockContext tree) {
        if (tree == null) {
            return List.of();
        }
        List<Statement> statements = new ArrayList<>();
        if (tree.simple() != null) {
            simple(tree.simple(), statements);
        }
        statements.addAll(statements(tree.statement()));
        return statements;
    }

    private List<Statement> block(OtherwiseContext tree) {
        return tree == null ? List.of() : block(tree.block());
    }

    private void compound(ParserRuleContext tree, List<Statement> statements) {
        Span span = expressions.span(tree);
        switch (tree) {
            case IfStatementContext c -> statements.add(branches(c, 0));
            case ForStatementContext c -> statements.add(new Statement.For(
                    span, expressions.targets(c.targets()), expressions.items(c.items()), block(c.block()),
                    block(c.otherwise())));
            case TryStatementContext c -> statements.add(tried(span, c));
            case WithStatementContext c -> statements.add(new Statement.With(
                    span,
                    c.opened().stream()
                            .map(o -> new Statement.Opened(
                                    expressions.expression(o.expression()),
                                    Optional.ofNullable(o.target()).map(expressions::target)))
                            .toList(),
                    block(c.block())));
            case DecoratedContext c when c.definition() != null -> statements.add(definition(c.definition()));
            case DecoratedContext c when c.classDefinition() != null -> statements.add(new Statement.ClassDef(
                    span, c.classDefinition().NAME().getText(), block(c.classDefinition().block())));
            default -> {
                List<Statement> body = new ArrayList<>();
                inner(tree, body);
                statements.add(new Statement.While(span, body));
            }
        }
    }

    private Statement branches(IfStatementContext tree, int at) {
        List<Statement> otherwise = at + 1 < Math.min(MOST_BRANCHES, tree.expression().size())
                ? List.of(branches(tree, at + 1))
                : block(tree.otherwise());
        Expression condition = expressions.expression(tree.expression(at));
        return new Statement.If(condition.span(), condition, block(tree.block(at)), otherwise);
    }

    private Statement tried(Span span, TryStatementContext tree) {
        List<Statement> body = new ArrayList<>(block(tree.block(0)));
        body.addAll(block(tree.otherwise()));
        List<Statement.Handler> handlers = tree.handler().stream()
                .map(handler -> new Statement.Handler(
                        expressions.span(handler),
                        Optional.ofNullable(handler.items()).map(expressions::items),
                        block(handler.block())))
                .toList();
        List<Statement> last = tree.block().size() > 1 ? block(tree.block(1)) : List.of();
        return new Statement.Try(span, body, handlers, last);
    }

    private Statement definition(DefinitionContext tree) {
        List<Statement.Parameter> parameters = new ArrayList<>();
        if (tree.parameters() != null) {
            for (ParameterContext parameter : tree.parameters().parameter()) {
                if (parameter.NAME() != null) {
                    String kind = parameter.STAR() != null ? "*" : parameter.POWER() != null ? "**" : "";
                    // The last expression is what stands behind the equals sign.
                    Optional<Expression> preset = parameter.ASSIGN() == null
                            ? Optional.empty()
                            : Optional.of(expressions.expression(parameter.expression().getLast()));
                    parameters.add(new Statement.Parameter(kind, parameter.NAME().getText(), preset));
                }
            }
        }
        return new Statement.Def(expressions.span(tree), tree.NAME().getText(), parameters, block(tree.block()));
    }

    private void simple(SimpleContext tree, List<Statement> statements) {
        Token last = tree.getStop() == null ? tree.getStart() : tree.getStop();
        if (!unread.subSet(tree.getStart().getLine(), true, Math.max(tree.getStart().getLine(), last.getLine()), true)
                .isEmpty()) {
            return;
        }
        tree.small().forEach(small -> statements.add(small(small)));
    }

    private Statement small(SmallContext tree) {
        Span span = expressions.span(tree);
        return switch (tree) {
            case AssignmentContext c -> assignment(span, c);
            case ReturningContext c -> new Statement.Return(span, Optional.ofNullable(c.items()).map(expressions::items));
            case RaisingContext c -> new Statement.Raise(span);
            case BreakingContext c -> new Statement.Break(span);
            case ContinuingContext c -> new Statement.Continue(span);
            case ImportingContext c -> new Statement.Import(
                    span,
                    c.imported().stream()
                            .map(i -> new Statement.Binding(
                                    i.dotted().getText(), Optional.ofNullable(i.NAME()).map(ParseTree::getText)))
                            .toList());
            case ImportingFromContext c -> new Statement.FromImport(
                    span, c.dotted() == null ? "" : c.dotted().getText(), names(c));
            default -> new Statement.Nothing(span);
        };
    }

    private static List<Statement.Binding> names(ImportingFromContext tree) {
        if (tree.STAR() != null) {
            return List.of(new Statement.Binding("*", Optional.empty()));
        }
        List<Statement.Binding> names = new ArrayList<>();
        for (AliasContext alias : tree.alias()) {
            Optional<String> as = alias.NAME().size() > 1 ? Optional.of(alias.NAME(1).getText()) : Optional.empty();
            names.add(new Statement.Binding(alias.NAME(0).getText(), as));
        }
        return names;
    }

    private Statement assignment(Span span, AssignmentContext tree) {
        List<Expression> items = tree.items().stream().map(expressions::items).toList();
        if (tree.AUGMENTED() != null) {
            String operator = tree.AUGMENTED().getText();
            return new Statement.Augment(
                    span, items.get(0), operator.substring(0, operator.length() - 1), items.get(1));
        }
        if (tree.COLON() != null && items.size() == 1) {
            return new Statement.Nothing(span);
        }
        return new Statement.Assign(span, items.subList(0, items.size() - 1), items.getLast());
    }
}
