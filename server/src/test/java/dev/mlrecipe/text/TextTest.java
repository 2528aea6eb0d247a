package dev.mlrecipe.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.text.Text.Position;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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

    @Test
    void editsApplyOneAfterTheOther() {
        Text text = Text.of("model: a\r\ntarget: iOS17\r\n");
        Text edited = text.with(new Position(0, 7), new Position(0, 8), "🐈")
                .with(new Position(0, 9), new Position(0, 9), ".mlpackage")
                .with(new Position(1, 0), new Position(2, 0), "");
        assertEquals("model: 🐈.mlpackage\r\n", edited.content());
        assertEquals(2, edited.lines());
        assertEquals("model: a\r\ntarget: iOS17\r\n", text.content());
    }

    @Test
    void editsBeyondTheTextAreClamped() {
        Text text = Text.of("ab\ncd");
        assertEquals("abX\ncd", text.with(new Position(0, 99), new Position(0, 99), "X").content());
        assertEquals("ab\ncdX", text.with(new Position(7, 3), new Position(9, 0), "X").content());
        assertEquals("X", text.with(new Position(0, 0), new Position(Integer.MAX_VALUE, Integer.MAX_VALUE), "X").content());
        assertEquals("aX\ncd", text.with(new Position(0, 2), new Position(0, 1), "X").content());
        assertEquals("ab\ncX", text.with(new Span(4, 99), "X").content());
    }

    @Test
    void editsMayPartAndJoinLineBreaks() {
        assertEquals(3, Text.of("a\r\nb").with(Span.at(2), "x").lines());
        assertEquals(2, Text.of("a\rx\nb").with(new Span(2, 3), "").lines());
        assertEquals(2, Text.of("a\r").with(Span.at(2), "\n").lines());
        assertEquals(1, Text.of("\r\n").with(new Span(0, 2), "").lines());
    }

    @Test
    void randomEditsAgreeWithAString() {
        long seed = 7;
        Random random = new Random(seed);
        String[] pieces = {"", "a", "\n", "\r", "\r\n", "🐈", "key: value\n", "\n\n", "\r\r\n", "\uD83D"};
        for (int round = 0; round < 200; round++) {
            String model = "a: 1\r\nb: 🐈\n";
            Text text = Text.of(model);
            for (int edit = 0; edit < 50; edit++) {
                int from = random.nextInt(model.length() + 1);
                int to = Math.min(model.length(), from + random.nextInt(6));
                String piece = pieces[random.nextInt(pieces.length)] + pieces[random.nextInt(pieces.length)];
                text = text.with(new Span(from, to), piece);
                model = model.substring(0, from) + piece + model.substring(to);
                String where = "seed " + seed + " round " + round + " edit " + edit;
                assertEquals(model, text.content(), where);
                assertEquals(lines(Text.of(model)), lines(text), where);
            }
        }
    }

    private static List<Span> lines(Text text) {
        return IntStream.range(0, text.lines()).mapToObj(text::lineSpan).toList();
    }
}
