package dev.mlrecipe.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.text.Text.Position;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void linesEndWithLfCrOrCrLf() {
        Text text = Text.of("a\nbc\r\nd\re");
        assertEquals(4, text.lines());
        assertEquals("a", text.slice(text.lineSpan(0)));
        assertEquals("bc", text.slice(text.lineSpan(1)));
        assertEquals("d", text.slice(text.lineSpan(2)));
        assertEquals("e", text.slice(text.lineSpan(3)));
    }

    @Test
    void aFinalLineBreakStartsAnEmptyLine() {
        assertEquals(1, Text.of("").lines());
        assertEquals(2, Text.of("a\n").lines());
        assertEquals(new Span(2, 2), Text.of("a\n").lineSpan(1));
    }

    @Test
    void positionsAndOffsetsAreInverse() {
        Text text = Text.of("model: 🐈.mlpackage\r\ntarget: iOS18\n\nx");
        for (int offset = 0; offset <= text.length(); offset++) {
            Position position = text.position(offset);
            boolean insideLineBreak = offset > text.lineSpan(position.line()).end();
            assertEquals(
                    insideLineBreak ? text.lineSpan(position.line()).end() : offset,
                    text.offset(position.line(), position.column()));
        }
    }

    @Test
    void positionsBeyondTheTextAreItsEnd() {
        Text text = Text.of("ab\nc");
        assertEquals(new Position(1, 1), text.position(99));
        assertEquals(4, text.offset(7, 0));
        assertEquals(2, text.offset(0, 99));
        assertEquals(2, text.offset(0, Integer.MAX_VALUE));
    }

    @Test
    void columnsCountUtf16UnitsOrCodePoints() {
        Text text = Text.of("x\n🐈é: 4");
        int colon = text.content().indexOf(':');
        assertEquals(new Position(1, 3), text.position(colon));
        assertEquals(2, text.codePointColumn(colon));
    }

    @Test
    void aByteOrderMarkIsACharacter() {
        assertEquals(new Position(0, 1), Text.of("\uFEFFa").position(1));
    }

    @Test
    void theFirstLineBreakIsTheUsualOne() {
        assertEquals("\n", Text.of("a").lineBreak());
        assertEquals("\n", Text.of("a\nb\r\n").lineBreak());
        assertEquals("\r\n", Text.of("a\r\nb\n").lineBreak());
        assertEquals("\r", Text.of("a\rb\r").lineBreak());
    }

    @Test
    void indentationIsTheWhiteSpaceInFront() {
        assertEquals(" \t", Text.of("a\n \tb ").indentation(1));
        assertEquals("", Text.of("a").indentation(0));
    }
}
