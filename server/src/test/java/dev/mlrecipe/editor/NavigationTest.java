package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.editor.Fixture.Marked;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.testing.Annotated;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Definitions, anchors and selections at the cursor. */
class NavigationTest {
    private static final String RECIPE = """
            model: Net.mlpackage
            config_type: OpPalettizerConfig
            global_config: &base {nbits: 4}
            op_name_configs:
              fc: *base
              "layer*": {<<: *base, nbits: 6}
            """;

    /** The recipe with the cursor behind the first occurrence of a word. */
    private static Marked behind(String word) {
        int at = RECIPE.indexOf(word) + word.length();
        return Fixture.marked(RECIPE.substring(0, at) + Fixture.MARK + RECIPE.substring(at));
    }

    private static Optional<Definition> definition(String word) {
        Marked marked = behind(word);
        return Definition.at(marked.snapshot(), marked.offset());
    }

    @Test
    void anAliasLeadsToItsAnchor() {
        Definition definition = definition("fc: *b").orElseThrow();
        assertEquals("*base", behind("fc").snapshot().text().slice(definition.origin()));
        Definition.Target.InRecipe target = assertInstanceOf(Definition.Target.InRecipe.class, definition.target());
        assertEquals("&base", behind("fc").snapshot().text().slice(target.span()));
    }

    @Test
    void aRuleLeadsToTheRowOfItsLargestLayer() {
        assertEquals("layer4_2_conv3.weight", layer("\"lay"));
        assertEquals("fc.weight", layer("  f"));
        assertEquals(Optional.empty(), definition("config_"));
    }

    private static String layer(String word) {
        Definition.Target.InReport row = assertInstanceOf(
                Definition.Target.InReport.class, definition(word).orElseThrow().target());
        ModelState.Read model = assertInstanceOf(ModelState.Read.class, behind(word).snapshot().model());
        return model.index().weights().get(row.weight()).name();
    }

    @Test
    void referencesOfAnAnchor() {
        Marked marked = behind("&ba");
        assertEquals(
                "&base *base *base",
                Anchors.references(marked.snapshot(), marked.offset()).stream()
                        .map(marked.snapshot().text()::slice)
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void renamingAnAnchor() {
        Marked marked = behind("<<: *b");
        assertEquals("base", marked.snapshot().text().slice(Anchors.renameable(marked.snapshot(), marked.offset()).orElseThrow()));
        Anchors.Renaming.Edits edits = assertInstanceOf(
                Anchors.Renaming.Edits.class, Anchors.rename(marked.snapshot(), marked.offset(), "usual"));
        assertEquals(
                RECIPE.replace("base", "usual"), Annotated.apply(RECIPE, new Finding.Fix("", edits.edits())));
    }

    @Test
    void whatCannotBeRenamed() {
        Marked marked = behind("<<: *b");
        assertInstanceOf(Anchors.Renaming.Refused.class, Anchors.rename(marked.snapshot(), marked.offset(), "a b"));
        assertInstanceOf(Anchors.Renaming.Refused.class, Anchors.rename(marked.snapshot(), 0, "a"));
        assertEquals(Optional.empty(), Anchors.renameable(marked.snapshot(), 0));
    }

    @Test
    void selections() {
        Marked marked = behind("nbits: 6");
        assertEquals(
                "6 ◂ nbits: 6 ◂ {<<: *base, nbits: 6}",
                SelectionRanges.at(marked.snapshot(), marked.offset()).stream()
                        .limit(3)
                        .map(marked.snapshot().text()::slice)
                        .collect(Collectors.joining(" ◂ ")));
    }
}
