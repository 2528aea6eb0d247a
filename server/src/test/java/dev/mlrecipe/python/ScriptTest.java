package dev.mlrecipe.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.text.Text;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
    private static Script read(String text) {
        return Script.read(Text.of(text));
    }

    private static Expression value(String expression) {
        Script script = read("x = " + expression + "\n");
        assertEquals(List.of(), script.unread(), expression);
        return assertInstanceOf(Statement.Assign.class, script.statements().getFirst()).value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x = 1; y = 2;",
                "x: int = 3\ny: str\nz += 1",
                "a = b = c, d = 1, *e",
                "def f(a, /, b: int = 2, *args, c=3, **rest) -> int:\n    return a\n",
                "async def f():\n    await g()\n    async for x in y: pass\n    async with a as b, c: pass\n",
                "class A(B, metaclass=C):\n    x = 1\n\n    def f(self): pass\n",
                "@a.b(c)\n@d\nclass A: pass",
                "with (open(x) as f, open(y)):\n    pass",
                "try:\n    x\nexcept (A, B) as e:\n    y\nexcept* C:\n    z\nelse:\n    a\nfinally:\n    b",
                "for i, (a, b) in enumerate(x): print(i)\nelse:\n    pass",
                "from ..a.b import (c as d, e,)\nfrom . import f\nimport g.h as i, j",
                "x = [a for b in c if d if e for f, in g] + [*h]",
                "x = {a: b for a, b in c} | {**d, 'e': f} | {g, h}",
                "x = (yield) or (yield from a)\nlambda *a, b=1, **c: (a, b)",
                "x = a if b else c if d else e",
                "x = not a is not b not in c <= d != e",
                "x = a[1:2, ::3, ...][b]",
                "x = (\n    1 +\n\n    # comment\n  2)\ny = 1 + \\\n    2",
                "x = 'a' \"b\" f'{c!r:>{d}}' rb'e' '''f\n'g'\n'''",
                "print(a, *b, sep='', **c)\nf(x for x in y)",
                "if (n := len(a)) > 10: pass",
                "def f[T](x: T) -> list[T]: ...",
                "global a, b\ndel x, y[0]\nassert x, 'y'\nraise A from b",
                "if x:\n\ty = 1\nelif z:\n\ty = 2\n",
                "\uFEFFx = 'é\uD83D\uDE00'\r\ny = 1\r\n",
            })
    void pythonIsRead(String text) {
        assertEquals(List.of(), read(text).unread());
    }

    @Test
    void stringsMeanWhatTheySay() {
        assertEquals("a\nb\\c'é\u00e9\uD83D\uDE00", text("'a\\nb\\\\c\\'é\\xe9\\U0001F600'"));
        assertEquals("a\\n", text("r'a\\n'"));
        assertEquals("ab", text("'a' \"b\""));
        assertEquals("a\n  b", text("'''a\n  b'''"));
        assertEquals("ab", text("'a\\\nb'"));
        assertEquals("\\d", text("'\\d'"));
        assertEquals("{x}", text("f'{{x}}'"));
    }

    private static String text(String literal) {
        return assertInstanceOf(Expression.Text.class, value(literal)).value();
    }

    @Test
    void theBracesOfAFormatAreExpressions() {
        Expression.Format format = assertInstanceOf(Expression.Format.class, value("f'a{b.c}-{d!r}{ e + 1 :d}'"));
        assertInstanceOf(Expression.Attribute.class, format.parts().get(1));
        assertInstanceOf(Expression.Opaque.class, format.parts().get(3));
        assertInstanceOf(Expression.Binary.class, format.parts().get(5));
    }

    @Test
    void placesAreThoseOfTheTextAlsoBehindCharactersOfTwoUnits() {
        Script script = read("x = '\uD83D\uDE00'\ny = f('b')\n");
        assertEquals("y = f('b')", script.text().slice(script.statements().get(1).span()));
        assertEquals(2, script.line(script.statements().get(1).span()));
    }

    @Test
    void aLineThatIsNoPythonLeavesTheOthersAlone() {
        Script script = read("a = 1\nb = = 2\nprint \"c\"\n)\nif d:\n    e = ?\n    f = 6\ng = 7\n");
        assertEquals(List.of(2, 3, 4, 6), script.unread());
        assertEquals(3, script.statements().size());
        Statement.If choice = assertInstanceOf(Statement.If.class, script.statements().get(1));
        assertEquals(1, choice.then().size());
    }

    @Test
    void aHeadThatIsNoPythonLeavesItsBlock() {
        Script script = read("def f(x) y:\n    a = 1\n    b = 2\nc = 3\n");
        assertEquals(List.of(1), script.unread());
        assertEquals(3, script.statements().size());
    }

    @Test
    void aBracketThatIsNeverClosedEndsWhereAStatementBegins() {
        Script script = read("a = f(1,\nb = 2\nc = [3\ndef d():\n    return 4\n");
        assertTrue(script.unread().contains(1), script.unread().toString());
        assertInstanceOf(Statement.Def.class, script.statements().getLast());
        assertEquals("b = 2", script.text().slice(script.statements().getFirst().span()));
    }
}
