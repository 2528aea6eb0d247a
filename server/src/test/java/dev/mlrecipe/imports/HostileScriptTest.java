package dev.mlrecipe.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Scripts that are there to hurt: they are read to an end, and touch nothing. */
class HostileScriptTest {
    private static final String HEAD = "import coremltools as ct\nimport coremltools.optimize.coreml as cto\n";
    private static final String COMPRESSES = "m = ct.models.MLModel('Net.mlpackage')\n"
            + "cto.palettize_weights(m, cto.OptimizationConfig(cto.OpPalettizerConfig(nbits=4))).save('o.mlpackage')\n";

    private static List<ImportedRecipe> recipes(String script) {
        return Corpus.recipes("hostile.py", script);
    }

    @Test
    void onlyFilesInTheScriptsFolderAreAskedFor() {
        List<String> asked = new ArrayList<>();
        String script = HEAD + "import os, json, yaml\n";
        for (String path : List.of(
                "/etc/passwd", "../up.yaml", "a/../../up.yaml", "~/x.yaml", "..\\\\up.yaml", "C:/x.yaml", "file:///etc/passwd",
                "ok/a.yaml", "./b.yaml", "")) {
            script += "cto.OptimizationConfig.from_yaml('" + path + "')\n";
        }
        script += "yaml.safe_load(open(os.path.join(os.path.dirname(__file__), '..', 'c.yaml')))\n";
        new Importer(Corpus.PARSER).recipes(List.of(new ImportSource(
                "s.py",
                Text.of(script),
                path -> {
                    asked.add(path);
                    return Optional.empty();
                },
                UnaryOperator.identity())));
        assertEquals(List.of("ok/a.yaml", "b.yaml"), asked);
    }

    @Test
    void deepNestingNeedsLittleStack() throws InterruptedException {
        int deep = 10_000;
        List<String> scripts = List.of(
                "x = " + "(".repeat(deep) + ")".repeat(deep),
                "x = " + "[".repeat(deep),
                "x = " + "{1:".repeat(deep),
                "x = " + "not ".repeat(deep) + "y",
                "x = " + "-".repeat(deep) + "1",
                "x = " + "lambda: ".repeat(deep) + "1",
                "x = " + "1 if y else ".repeat(deep) + "2",
                "x = " + "2 ** ".repeat(deep) + "2",
                "x = " + "a + ".repeat(deep) + "b",
                "x = a" + ".b".repeat(deep),
                "x = a" + "()".repeat(deep),
                "x = a" + "[0]".repeat(deep),
                "x = " + "a and ".repeat(deep) + "b",
                "x = " + "a < ".repeat(deep) + "b",
                "x = f'" + "{f\"".repeat(200) + "'",
                "x" + " = x".repeat(deep),
                "(x := ".repeat(deep) + "1",
                "if x: pass\n" + "elif y: pass\n".repeat(2_000),
                "@a\n".repeat(2_000) + "def f(): pass",
                indented("if x:\n", 3_000),
                indented("def f():\n", 3_000),
                indented("for x in y:\n", 3_000));
        List<String> thrown = new ArrayList<>();
        for (String script : scripts) {
            Runnable work = () -> assertNotNull(recipes(script + "\n" + HEAD + COMPRESSES));
            Thread thread = new Thread(null, work, "small", 512 * 1024);
            thread.setUncaughtExceptionHandler((t, e) -> thrown.add(script.substring(0, 20) + ": " + e));
            thread.start();
            thread.join();
        }
        assertEquals(List.of(), thrown);
    }

    private static String indented(String line, int depth) {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            script.append(" ".repeat(i)).append(line);
        }
        return script.append(" ".repeat(depth)).append("pass\n").toString();
    }

    @Test
    void whatNestsTooDeeplyLeavesTheRestAlone() {
        List<ImportedRecipe> recipes = recipes("x = " + "(".repeat(1000) + ")".repeat(1000) + "\n" + HEAD + COMPRESSES);
        assertEquals(1, recipes.size());
        assertTrue(recipes.getFirst().text().contains("nbits: 4"), recipes.getFirst().text());
    }

    @Test
    void endlessScriptsEnd() {
        String script = HEAD
                + "def f(n):\n    return f(n + 1) + f(n + 2)\n"
                + "f(0)\n"
                + "x = 'a'\n"
                + "for i in range(1000000000):\n    x = x + x\n    for j in range(1000000000):\n        y = [x] * 1000000000\n"
                + "while True:\n    x += x\n"
                + "z = 9 ** 9 ** 9 ** 9\n"
                + "w = 'x'.replace('x', 'xxxxxxxxxx' * 100)\n"
                + "l = []\nl.append(l)\nd = {}\nd['d'] = d\n"
                + "cto.palettize_weights(m, cto.OptimizationConfig(cto.OpPalettizerConfig(nbits=l, mode=d)))\n"
                + COMPRESSES;
        assertFalse(recipes(script).isEmpty());
    }

    /** A list or dictionary that holds another ten times, twelve levels deep, is small in memory and huge as a text. */
    @Test
    void whatHoldsItselfManyTimesIsNotWrittenOut() {
        StringBuilder script = new StringBuilder(HEAD).append("l = [1, 2]\nd = {'a': 1}\n");
        for (int i = 0; i < 12; i++) {
            script.append("l = [l, l, l, l, l, l, l, l, l, l]\n")
                    .append("d = {'a': d, 'b': d, 'c': d, 'd': d, 'e': d, 'f': d, 'g': d, 'h': d, 'i': d, 'j': d}\n");
        }
        script.append("e = {}\ne['e'] = e\n")
                .append("c = cto.OptimizationConfig(cto.OpPalettizerConfig(nbits=l, mode=d), op_type_configs=d)\n")
                .append("cto.palettize_weights(ct.models.MLModel(l), c).save(d)\n")
                .append("cto.palettize_weights(ct.models.MLModel(e), cto.OptimizationConfig.from_dict(d)).save(e)\n")
                .append("if d == l or l in l:\n    print(f'{d}' + str(l), l == d, sorted(l))\n")
                .append("PostTrainingPalettizerConfig.from_dict(d)\n");
        assertTrue(recipes(script + COMPRESSES).stream().allMatch(recipe -> recipe.text().length() < 200_000));
        String torch = script.toString().replaceAll("cto.palet.*", "pass");
        assertTrue(recipes(torch).stream().allMatch(recipe -> recipe.text().length() < 2_000_000));
    }

    @Test
    void aDocumentWithALaughInItIsNotWrittenOut() {
        StringBuilder laughs = new StringBuilder("a0: &a0 {x: x}\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d {a: *a%d, b: *a%d, c: *a%d}\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        String quotes = "'".repeat(3);
        String script = HEAD + "import yaml\nx = yaml.safe_load(" + quotes + laughs + quotes + ")\n"
                + "cto.palettize_weights(m, cto.OptimizationConfig.from_dict(x)).save('x.mlpackage')\n";
        assertFalse(recipes(script + COMPRESSES).isEmpty());
        assertFalse(Corpus.recipes("laughs.yaml", laughs.toString()).isEmpty());
    }

    @Test
    void whatComesAfterAnEndlessLoopIsFollowed() {
        String loop = "for i in range(1000):\n    for j in range(1000):\n        d[f'{i} {j}'] = [i, j] + list(range(5000))\n";
        String text = recipes(HEAD + "d = {}\n" + loop + COMPRESSES).getFirst().text();
        assertTrue(text.contains("this loop does more than can be followed"), text);
        assertTrue(text.contains("nbits: 4"), text);
    }

    @Test
    void stepsAndModelsHaveALimitThatIsSaid() {
        String config = "c = cto.OptimizationConfig(cto.OpPalettizerConfig(nbits=4))\nm = ct.models.MLModel('Net.mlpackage')\n";
        String again = "for i in range(1000):\n    m = cto.palettize_weights(m, c)\nm.save('o.mlpackage')\n";
        String steps = recipes(HEAD + config + again).getFirst().text();
        assertTrue(steps.contains("only the first 32 steps"), steps);
        List<ImportedRecipe> many = recipes(
                HEAD + config + "for i in range(1000):\n    cto.palettize_weights(m, c).save(f'o{i}.mlpackage')\n");
        assertTrue(many.getFirst().text().contains("saves more than 256 models"), many.getFirst().text());
        assertTrue(many.size() <= 4, many.size() + " recipes");
    }

    @Test
    void manyWaysAreFollowedToALimitThatIsSaid() {
        StringBuilder script = new StringBuilder(HEAD);
        for (int i = 0; i < 30; i++) {
            script.append("if unknown").append(i).append(":\n    c").append(i).append(" = cto.OpPalettizerConfig(nbits=4)\n")
                    .append("else:\n    c").append(i).append(" = None\n");
        }
        List<ImportedRecipe> recipes = recipes(script + COMPRESSES);
        assertFalse(recipes.isEmpty());
        assertTrue(recipes.getFirst().text().contains("more ways than were followed"), recipes.getFirst().text());
    }

    @Test
    void textsOfAScriptCannotBreakOutOfTheRecipe() {
        String name = "a.mlpackage\\n- evil: true # \\u2028: {x}";
        List<ImportedRecipe> recipes = recipes(HEAD
                + "m = ct.models.MLModel('" + name + "')\n"
                + "c = cto.OptimizationConfig(cto.OpPalettizerConfig(nbits=unknown('''\n- evil: true'''), mode='''\nkmeans'''),\n"
                + "    op_name_configs={'''\nevil: 1''': None, 'x: #': None})\n"
                + "cto.palettize_weights(m, c).save('''o\n.mlpackage''')\n");
        String text = recipes.getFirst().text();
        assertTrue(Corpus.PARSER.parse(Text.of(text)).recipe().model().orElseThrow().value().contains("\n- evil"), text);
        assertTrue(text.lines().noneMatch(line -> line.strip().startsWith("- evil") || line.startsWith("evil")), text);
    }

    @Test
    void everyTextGivesAResult() {
        long seed = 20261126;
        Random random = new Random(seed);
        String[] parts = {
            "cto.palettize_weights(", "m", ")", "(", "[", "]", "{", "}", "'", "\"\"\"", "f'{", "\n", "\n    ", "\n  ", ":", "=",
            "def f(x):", "if x:", "else:", "for i in x:", "lambda", " not ", "#", "\\", "\t", "class A:", "import a.b as c",
            "cto.OpPalettizerConfig(nbits=4)", "é\uD83D\uDE00", "\u0000", "return", "1e5", "0x", ",", "**", "@", "with a as b:",
            "try:", "except:", "m.save('x')", "from . import *", "\r", "async ", "yield", ":="
        };
        for (int i = 0; i < 2_000; i++) {
            StringBuilder script = new StringBuilder();
            for (int j = random.nextInt(40); j >= 0; j--) {
                script.append(parts[random.nextInt(parts.length)]);
            }
            String text = script.toString();
            assertNotNull(recipes(text), () -> "seed " + seed + ": " + text);
        }
    }
}
