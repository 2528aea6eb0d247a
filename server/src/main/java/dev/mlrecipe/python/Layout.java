package dev.mlrecipe.python;

import dev.mlrecipe.python.grammar.PythonLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Makes lines and blocks of tokens: line ends within brackets go, deeper and shallower lines get {@code INDENT} and
 * {@code DEDENT}. Where a bracket is never closed, a line that can only begin a statement closes it. Lines that are
 * nested deeper than any that a person writes become one token that no statement begins with, so that whatever reads
 * the tokens needs a bounded stack.
 */
final class Layout {
    /** Python itself stops at 200 brackets and 100 blocks. */
    private static final int MOST_NESTED = 50;

    /** Words that only begin statements. */
    private static final Set<Integer> STARTS = Set.of(
            PythonLexer.DEF, PythonLexer.CLASS, PythonLexer.IMPORT, PythonLexer.WHILE, PythonLexer.WITH, PythonLexer.TRY,
            PythonLexer.RETURN, PythonLexer.RAISE, PythonLexer.DEL, PythonLexer.GLOBAL, PythonLexer.PASS,
            PythonLexer.BREAK, PythonLexer.CONTINUE, PythonLexer.ASSERT);

    private static final Set<Integer> PREFIXES = Set.of(
            PythonLexer.NOT, PythonLexer.MINUS, PythonLexer.PLUS, PythonLexer.TILDE, PythonLexer.AWAIT,
            PythonLexer.STAR, PythonLexer.YIELD);

    /** Words whose right side holds all that follows. */
    private static final Set<Integer> RIGHT = Set.of(
            PythonLexer.POWER, PythonLexer.ELSE, PythonLexer.LAMBDA, PythonLexer.WALRUS);

    private final List<? extends Token> tokens;
    private final boolean balanced;
    private final List<Token> laidOut = new ArrayList<>();
    private final Deque<Integer> indents = new ArrayDeque<>(List.of(0));

    /** @param tokens all of the lexer's, the last one being the end */
    Layout(List<? extends Token> tokens) {
        this.tokens = tokens;
        this.balanced = tokens.stream().mapToInt(token -> step(token.getType())).sum() <= 0;
    }

    /** The tokens with lines and blocks. */
    List<Token> tokens() {
        int at = 0;
        while (at < tokens.size() && tokens.get(at).getType() != Token.EOF) {
            if (tokens.get(at).getType() == PythonLexer.NEWLINE) {
                at++;
            } else {
                at = line(at);
            }
        }
        Token end = tokens.getLast();
        while (indents.size() > 1) {
            indents.pop();
            laidOut.add(like(end, PythonLexer.DEDENT));
        }
        laidOut.add(end);
        for (int i = 0; i < laidOut.size(); i++) {
            ((CommonToken) laidOut.get(i)).setTokenIndex(i);
        }
        return laidOut;
    }

    private int line(int start) {
        Token first = tokens.get(start);
        int column = first.getCharPositionInLine();
        blocks(first, column);
        int depth = 0;
        int deepest = 0;
        int prefixes = 0;
        int right = 0;
        int at = start;
        for (; tokens.get(at).getType() != Token.EOF; at++) {
            Token token = tokens.get(at);
            int type = token.getType();
            if (type == PythonLexer.NEWLINE && depth == 0) {
                break;
            }
            if (at > start && depth > 0 && isLineStart(at) && beginsStatement(at, column)) {
                break;
            }
            depth = Math.max(0, depth + step(type));
            prefixes = PREFIXES.contains(type) ? prefixes + 1 : 0;
            right = RIGHT.contains(type) ? right + 1 : type == PythonLexer.COMMA ? 0 : right;
            deepest = Math.max(deepest, depth + prefixes + right);
        }
        if (deepest > MOST_NESTED || indents.size() > MOST_NESTED) {
            laidOut.add(like(first, PythonLexer.OTHER));
        } else {
            tokens.subList(start, at).stream()
                    .filter(token -> token.getType() != PythonLexer.NEWLINE)
                    .forEach(laidOut::add);
        }
        boolean ended = tokens.get(at).getType() == PythonLexer.NEWLINE;
        laidOut.add(like(tokens.get(ended ? at : at - 1), PythonLexer.NEWLINE));
        return ended ? at + 1 : at;
    }

    private void blocks(Token first, int column) {
        if (column > indents.peek()) {
            indents.push(column);
            laidOut.add(like(first, PythonLexer.INDENT));
        }
        while (column < indents.peek()) {
            indents.pop();
            laidOut.add(like(first, PythonLexer.DEDENT));
        }
    }

    private boolean isLineStart(int at) {
        return tokens.get(at - 1).getType() == PythonLexer.NEWLINE && tokens.get(at).getType() != PythonLexer.NEWLINE;
    }

    private boolean beginsStatement(int at, int column) {
        Token token = tokens.get(at);
        if (balanced) {
            return false;
        }
        return STARTS.contains(token.getType())
                || token.getType() == PythonLexer.NAME
                        && token.getCharPositionInLine() <= column
                        && Set.of(PythonLexer.ASSIGN, PythonLexer.DOT, PythonLexer.LPAREN)
                                .contains(tokens.get(at + 1).getType());
    }

    private static int step(int type) {
        return switch (type) {
            case PythonLexer.LPAREN, PythonLexer.LBRACK, PythonLexer.LBRACE -> 1;
            case PythonLexer.RPAREN, PythonLexer.RBRACK, PythonLexer.RBRACE -> -1;
            default -> 0;
        };
    }

    private static Token like(Token token, int type) {
        CommonToken copy = new CommonToken(token);
        copy.setType(type);
        return copy;
    }
}
