package dev.mlrecipe.python;

import dev.mlrecipe.python.grammar.PythonLexer;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;

/** What does not fit ends with its line: nothing is guessed within one. */
final class LineRecovery extends DefaultErrorStrategy {

    @Override
    public void recover(Parser parser, RecognitionException problem) {
        while (!endsLine(parser.getInputStream().LA(1))) {
            parser.consume();
        }
    }

    private static boolean endsLine(int type) {
        return type == PythonLexer.NEWLINE || type == PythonLexer.INDENT || type == PythonLexer.DEDENT || type == Token.EOF;
    }

    @Override
    public Token recoverInline(Parser parser) {
        throw new InputMismatchException(parser);
    }

    @Override
    public void sync(Parser parser) {}
}
