package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.mlrecipe.editor.Fixture.Marked;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CodeActionsTest {
    private static List<CodeAction> actions(String recipe) {
        Marked marked = Fixture.marked(recipe);
        return CodeActions.at(marked.snapshot(), Span.at(marked.offset()));
    }

    private static List<String> titles(String recipe) {
        return actions(recipe).stream().map(action -> (action.preferred() ? "* " : "") + action.title()).toList();
    }

    private static String apply(String recipe, List<Finding.Edit> edits) {
        return Annotated.apply(recipe, new Finding.Fix("", edits));
    }

    private static String applied(String recipe, String title) {
        CodeAction action = actions(recipe).stream().filter(a -> a.title().equals(title)).findFirst().orElseThrow();
        return apply(recipe.replace("▮", ""), action.edits());
    }

    @Test
    void fixesOfTheFindingAtTheCursor() {
        assertEquals(
                List.of("* Change to nbits", "Remove nbit"),
                titles("config_type: OpPalettizerConfig\nglobal_config: {nb▮it: 4, mode: kmeans}\n"));
        assertEquals(List.of(), titles("config_type: OpPalettizerConfig\nglobal_config: {nbits: ▮4}\n"));
        assertEquals(
                List.of("Raise the target to iOS18", "Change to 4"),
                titles("target: iOS17\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: ▮3}\n"));
    }

    @Test
    void whatDoesNotBlockCanBeIgnored() {
        String recipe = """
                model: Net.mlpackage
                config_type: OpPalettizerConfig
                op_name_configs:
                  ▮fcc: {nbits: 4}
                """;
        assertEquals(List.of("Change to fc", "Ignore rule-matches-nothing here"), titles(recipe));
        String ignored = applied(recipe, "Ignore rule-matches-nothing here");
        assertEquals(
                recipe.replace("  ▮fcc", "  # mlrecipe: ignore rule-matches-nothing\n  fcc"), ignored);
        assertEquals(List.of(), Fixture.of(ignored).analysis().findings());
    }

    @Test
    void aFurtherCodeJoinsTheComment() {
        String recipe = """
                model: Net.mlpackage
                config_type: OpPalettizerConfig
                op_name_configs:
                  # mlrecipe: ignore no-inheritance
                  ▮fcc: {nbits: 4}
                """;
        assertEquals(
                recipe.replace("▮", "").replace("no-inheritance", "no-inheritance rule-matches-nothing"),
                applied(recipe, "Ignore rule-matches-nothing here"));
    }

    @Test
    void theCommentHasTheLineBreaksOfTheText() {
        String recipe = "model: Net.mlpackage\r\nconfig_type: OpPalettizerConfig\r\nop_name_configs:\r\n  ▮fcc: {nbits: 4}\r\n";
        assertEquals(
                recipe.replace("  ▮fcc", "  # mlrecipe: ignore rule-matches-nothing\r\n  fcc"),
                applied(recipe, "Ignore rule-matches-nothing here"));
    }

    private static Optional<String> fixAll(String recipe) {
        return FixAll.of(Fixture.of(recipe)).map(action -> apply(recipe, action.edits()));
    }

    @Test
    void allMisspeltWordsAtOnce() {
        assertEquals(Optional.of("""
                target: iOS18
                steps:
                  - config_type: OpPalettizerConfig
                    joint_compression: true
                    global_config: {nbits: 4, mode: kmeans}
                    op_name_configs:
                      a: {nbits: 6}
                """), fixAll("""
                target: ios18
                steps:
                  - config_type: OpPaletizerConfig
                    joint_compresion: yes
                    global_config: {nbit: 4, mode: kmean}
                    op_name_config:
                      a: {nbits: '6'}
                """));
    }

    @Test
    void whatChangesTheMeaningIsLeft() {
        assertEquals(Optional.empty(), fixAll("target: iOS17\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 3}\n"));
        assertEquals(Optional.empty(), fixAll("config_type: OpPalettizerConfig\nglobal_config: {nbits: 5}\n"));
        assertEquals(Optional.empty(), fixAll("config_type: OpPalettizerConfig\nglobal_config: {nbits: 4, xyzzy: 1}\n"));
        assertEquals(Optional.empty(), fixAll("config_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n"));
    }

    @Test
    void aFixThatMakesAnotherErrorIsNotTaken() {
        String recipe = "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4, nbit: 6, mode: kmean}\n";
        String fixed = fixAll(recipe).orElseThrow();
        assertEquals(recipe.replace("kmean}", "kmeans}"), fixed);
        assertFalse(Fixture.of(fixed).parsed().findings().isEmpty());
    }
}
