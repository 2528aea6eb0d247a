package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.executor.rules.AllRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No rule without a test, and the document lists them all. */
class CoverageTest {
    private static final Path DOCUMENT = TestData.ROOT.resolve("docs/executor.md");
    private static final String BEGIN = "<!-- operations: begin -->\n";
    private static final String END = "<!-- operations: end -->\n";

    @Test
    void everyRuleIsComparedWithNumPy() throws IOException {
        TreeSet<String> untested = new TreeSet<>(AllRules.RULES.types());
        for (Path model : TestData.packages(TestData.ROOT.resolve("executor/src/test/resources/ops"))) {
            try (CoreMlModel open = CoreMlModels.open(model)) {
                open.functions().forEach(function -> function.ops().stream().map(OpFacts::type).forEach(untested::remove));
            }
        }
        assertEquals(new TreeSet<>(), untested);
    }

    /** With {@code -Dupdate.docs=true} the list is written anew. */
    @Test
    void documentListsEveryOperation() throws IOException {
        String list = AllRules.RULES.types().stream().map(type -> "`" + type + "`").collect(Collectors.joining(", "));
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        String expected = text.substring(0, begin) + list + "\n" + text.substring(text.indexOf(END));
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertEquals(expected, Files.readString(DOCUMENT), "run with -Dtest.jvm=-Dupdate.docs=true");
    }
}
