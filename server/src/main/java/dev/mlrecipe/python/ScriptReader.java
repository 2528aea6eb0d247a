package dev.mlrecipe.python;

import dev.mlrecipe.python.grammar.PythonLexer;
import dev.mlrecipe.python.grammar.PythonParser;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;

/** Text → tokens → lines and blocks → the parser's tree → {@link Script}. */
final class ScriptReader {
    private final Text text;
    private final TreeSet<Integer> unread = new TreeSet<>();

    ScriptReader(Text text) {
        this.text = text;
    }

    Script script() {
        if (text.length() > Script.MOST_CHARACTERS) {
            return new Script(text, List.of(), IntStream.rangeClosed(1, text.lines()).boxed().toList());
        }
        PythonParser parser = parser(new Layout(lexer(text.content()).getAllTokensWithEnd()).tokens());
        List<PythonParser.StatementContext> statements = new ArrayList<>();
        while (parser.getInputStream().LA(1) != Token.EOF) {
            int at = parser.getInputStream().index();
            statements.add(parser.statement());
            if (parser.getInputStream().index() == at) {
                parser.consume();
            }
        }
        StatementTree tree = new StatementTree(new ExpressionTree(text, 0, 0), unread);
        List<Statement> read = tree.statements(statements);
        return new Script(text, read, List.copyOf(unread));
    }

    /** The expression that a part of the text is; empty if it is none. */
    static Optional<Expression> expression(Text text, Span part, int formats) {
        ScriptReader reader = new ScriptReader(text);
        // In brackets, so that line ends and blanks mean nothing.
        String source = "(" + text.slice(part) + ")";
        PythonParser parser = reader.parser(new Layout(reader.lexer(source).getAllTokensWithEnd()).tokens());
        PythonParser.ExpressionContext tree = parser.expression();
        return reader.unread.isEmpty() && parser.getInputStream().LA(1) == PythonLexer.NEWLINE
                ? Optional.of(new ExpressionTree(text, part.start() - 1, formats).expression(tree))
                : Optional.empty();
    }

    private Lexer lexer(String content) {
        Lexer lexer = new Lexer(bmp(content));
        lexer.removeErrorListeners();
        return lexer;
    }

    private PythonParser parser(List<Token> tokens) {
        PythonParser parser = new PythonParser(new CommonTokenStream(new ListTokenSource(tokens)));
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        parser.setErrorHandler(new LineRecovery());
        parser.removeErrorListeners();
        parser.addErrorListener(new BaseErrorListener() {
            @Override
            public void syntaxError(
                    Recognizer<?, ?> where, Object token, int line, int column, String message, RecognitionException e) {
                unread.add(line);
            }
        });
        return parser;
    }

    /** The lexer counts code points and a {@link Text} counts characters: here they are the same. */
    private static String bmp(String content) {
        StringBuilder plain = new StringBuilder(content);
        for (int i = 0; i < plain.length(); i++) {
            if (Character.isSurrogate(plain.charAt(i))) {
                plain.setCharAt(i, '\uFFFD');
            }
        }
        return plain.toString();
    }

    /** With the end among the tokens. */
    private static final class Lexer extends PythonLexer {
        Lexer(String content) {
            super(CharStreams.fromString(content));
        }

        List<Token> getAllTokensWithEnd() {
            List<Token> tokens = new ArrayList<>(getAllTokens());
            tokens.add(nextToken());
            return tokens;
        }
    }
}
