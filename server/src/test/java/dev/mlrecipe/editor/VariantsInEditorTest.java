package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every feature inside of variants, and what the variants share. */
class VariantsInEditorTest {
    private static final String RECIPE = """
            model: Net.mlpackage
            output: build/small.mlpackage
            target: iOS18
            config_type: OpPalettizerConfig
            global_config: {mode: kmeans, nbits: 4}
            op_name_configs:
              fc: {nbits: 8}
            variants:
              same: {}
              six:
                global_config:
                  nbits: 6
              int8: {config_type: OpLinearQuantizerConfig, global_config: {dtype: int8}}
            """;

    private static List<String> labels(String recipe) {
        Fixture.Marked marked = Fixture.marked(recipe);
        return Completion.at(marked.snapshot(), marked.offset(), List.of("Net.mlpackage"), true).items().stream()
                .map(CompletionItem::label)
                .toList();
    }

    private static String hover(String recipe) {
        Fixture.Marked marked = Fixture.marked(recipe);
        return Hover.at(marked.snapshot(), marked.offset()).map(Hover::markdown).orElse("");
    }

    private static String lenses(Snapshot snapshot) {
        return CodeLenses.of(snapshot).stream()
                .map(lens -> snapshot.text().line(lens.span().start()) + " " + lens.command() + " "
                        + lens.variant().map(name -> "[" + name + "] ").orElse("") + lens.title() + "\n")
                .collect(Collectors.joining());
    }

    /** The same after a run of all variants. */
    private static Snapshot after(Snapshot file) {
        List<Snapshot> parts = file.parts().stream().map(Fixture::after).toList();
        return parts.getFirst().of(file.parsed(), file.analysis().findings(), parts);
    }

    @Test
    void aLensForEveryVariant() {
        assertEquals("""
                0 COMPRESS Compress 3 variants
                0 OPEN_REPORT Compare
                4 NOTHING 3 layers, 4.00x (2.25 MB → 0.56 MB) (variant same)
                8 COMPRESS [same] planned: 3.37x (2.76 MB → 0.82 MB)
                9 COMPRESS [six] planned: 2.51x (2.76 MB → 1.10 MB)
                10 NOTHING 3 layers, 2.67x (2.25 MB → 0.84 MB)
                12 COMPRESS [int8] planned: 1.99x (2.76 MB → 1.38 MB)
                12 NOTHING 4 layers, 1.99x (2.76 MB → 1.38 MB)
                """, lenses(Fixture.of(RECIPE)));
        assertTrue(lenses(after(Fixture.of(RECIPE))).contains("9 OPEN_REPORT [six] Open report\n"));
    }

    @Test
    void resultsStandAtTheRulesOfTheirVariants() {
        Snapshot snapshot = after(Fixture.of(RECIPE));
        List<Finding> rules = ResultFindings.of(snapshot).stream()
                .filter(finding -> finding.code().equals("rule-result"))
                .toList();
        List<String> lines = rules.stream()
                .map(finding -> snapshot.text().line(finding.span().start()) + " "
                        + (finding.message().contains("(variant") ? finding.message().substring(
                                finding.message().indexOf("(variant")) : "here"))
                .toList();
        assertEquals(List.of("6 (variants same, six)", "4 (variant same)", "10 here", "12 here"), lines);
    }

    @Test
    void completionKnowsWhatTheVariantVaries() {
        List<String> options = labels(RECIPE.replace("nbits: 6", "▮"));
        assertTrue(options.contains("nbits") && options.contains("group_size"), options.toString());
        assertFalse(options.contains("dtype"), "the class is that of the recipe around it");
        assertTrue(labels(RECIPE.replace("nbits: 6", "nbits: ▮")).contains("6"));
        assertTrue(labels(RECIPE.replace("{dtype: int8}", "{▮}")).contains("dtype"));
        List<String> keys = labels(RECIPE.replace("same: {}", "same: {▮}"));
        assertTrue(keys.containsAll(List.of("output", "target", "expect", "op_name_configs", "steps")), keys.toString());
        assertFalse(keys.contains("variants"), keys.toString());
        assertTrue(labels("variants:\n  ▮").contains("variant"));
        assertTrue(labels("variants:\n- ▮").contains("variant"));
        assertTrue(labels("steps: [{config_type: OpPalettizerConfig}]\nvariants:\n  a: {steps: {1: {global_config: {▮}}}}")
                .contains("nbits"));
        assertTrue(labels(RECIPE.replace("same: {}", "same: {op_name_configs: {▮}}")).contains("layer4_2_conv3"));
    }

    @Test
    void hoverSaysWhatAVariantMakes() {
        assertEquals("""
                **`six`** — a variant of the recipe

                The model becomes 2.51x (2.76 MB → 1.10 MB).

                Output: `small-six.mlpackage`""", hover(RECIPE.replace("six:", "s▮ix:")));
        assertTrue(hover(RECIPE.replace("nbits: 6", "nb▮its: 6")).startsWith("**`nbits`**"));
        assertTrue(hover(RECIPE.replace("variants:", "vari▮ants:")).startsWith("**`variants`**"));
    }

    @Test
    void fixesInsideOfAVariant() {
        String recipe = RECIPE.replace("nbits: 6", "nbitz: 6");
        int at = recipe.indexOf("nbitz");
        List<CodeAction> actions = CodeActions.at(Fixture.of(recipe), new Span(at, at));
        assertEquals("Change to nbits", actions.getFirst().title());
        assertEquals(1, actions.stream().filter(action -> action.title().equals("Change to nbits")).count());
        assertTrue(FixAll.of(Fixture.of(recipe)).isPresent());
    }

    @Test
    void outlineAndFolds() {
        Snapshot snapshot = Fixture.of(RECIPE);
        Symbol variants = Symbols.of(snapshot).getLast();
        assertEquals(List.of("same", "six", "int8"), variants.children().stream().map(Symbol::name).toList());
        assertEquals("3 layers, 2.67x", variants.children().get(1).children().getFirst().detail());
        assertTrue(Folds.of(snapshot).stream().anyMatch(fold -> fold.firstLine() == 9 && fold.lastLine() == 11));
    }

    @Test
    void statusOfAll() {
        RecipeStatus status = RecipeStatus.of(Fixture.of(RECIPE));
        assertEquals(RecipeStatus.State.PLANNED, status.state());
        assertEquals("3 variants planned: same 3.37x, six 2.51x, int8 1.99x", status.message());
        assertEquals(RecipeStatus.State.MEASURED, RecipeStatus.of(after(Fixture.of(RECIPE))).state());
    }

    @Test
    void modelsHaveLensesToo() {
        String recipe = """
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                models:
                  enc: Net.mlpackage
                  dec: {model: Other.mlpackage, steps: null}
                """;
        Snapshot snapshot = Fixture.of(recipe);
        assertTrue(snapshot.analysis().findings().isEmpty(), snapshot.analysis().findings().toString());
        String lenses = lenses(snapshot);
        assertTrue(lenses.startsWith("0 COMPRESS Compress 2 models\n"), lenses);
        assertTrue(lenses.contains("4 COMPRESS planned: 4.00x"), lenses);
        assertTrue(lenses.contains("5 NOTHING copied as it is"), lenses);
        assertTrue(labels(recipe.replace("Net.mlpackage", "▮")).contains("Net.mlpackage"));
        assertTrue(labels(recipe.replace("Other.mlpackage", "▮")).contains("Net.mlpackage"));
        assertTrue(labels(recipe.replace("steps: null", "▮")).contains("global_config"));
        assertTrue(hover(recipe.replace("enc:", "e▮nc:")).startsWith("**`models`**"));
    }

    @Test
    void combinationsStandAboveTheirLists() {
        String lenses = lenses(Fixture.of("""
                model: Net.mlpackage
                target: iOS18
                config_type: OpPalettizerConfig
                variants:
                - a: {global_config: {nbits: 4}}
                - b: {}
                  c: {global_config: {weight_threshold: 100000}}
                """));
        assertTrue(lenses.contains("3 COMPRESS [a-b] a-b: planned: "), lenses);
        assertTrue(lenses.contains("3 COMPRESS [a-c] a-c: planned: "), lenses);
    }

    private static final String BOTH = """
            target: iOS18
            config_type: OpPalettizerConfig
            global_config: &usual {nbits: 4}
            models:
              enc: Net.mlpackage
              dec:
                model: Other.mlpackage
                op_name_configs:
                  fc: {nbits: 8}
            variants:
            - a:
                global_config: {nbits: 6}
              b:
                op_name_configs:
                  conv1: *usual
            - fine: {}
              coarse:
                target: iOS17
                op_name_configs: {layer1_0_conv1: null}
            """;

    @Test
    void hintsInVariantsAndModels() {
        Snapshot snapshot = Fixture.of(BOTH);
        List<String> hints = InlayHints.of(snapshot, new Span(0, BOTH.length())).stream()
                .map(hint -> snapshot.text().line(hint.offset()) + " " + hint.label())
                .toList();
        assertEquals(
                List.of(
                        "2 3 layers", "2 4.00x", "8 512 kB → 257 kB", "8 2.00x", "11 4 layers", "11 2.67x",
                        "14 18.8 kB → 4.7 kB", "18 left alone: 1 layer"),
                hints);
    }

    @Test
    void anchorsReachIntoVariants() {
        Fixture.Marked marked = Fixture.marked(BOTH.replace("*usual", "*us▮ual"));
        assertEquals(2, Anchors.references(marked.snapshot(), marked.offset()).size());
        Anchors.Renaming renamed = Anchors.rename(marked.snapshot(), marked.offset(), "four");
        assertTrue(renamed instanceof Anchors.Renaming.Edits edits && edits.edits().size() == 2, renamed.toString());
        Fixture.Marked layer = Fixture.marked(BOTH.replace("layer1_0_conv1", "layer1_0_c▮onv1"));
        assertTrue(Definition.at(layer.snapshot(), layer.offset()).isPresent());
    }

    @Test
    void linksToAllModels() {
        assertEquals(
                List.of("Net.mlpackage", "Other.mlpackage"),
                DocumentLinks.of(Fixture.of(BOTH)).stream()
                        .map(link -> BOTH.substring(link.span().start(), link.span().end()))
                        .toList());
    }

    @Test
    void outlineOfModelsAndCombinations() {
        Snapshot snapshot = Fixture.of(BOTH);
        List<Symbol> symbols = Symbols.of(snapshot);
        assertEquals("""
                target
                config_type
                global_config [nbits]
                models [enc, dec [model, op_name_configs [fc [nbits]]]]
                variants [list 1 [a [global_config [nbits]], b [op_name_configs [conv1]]], \
                list 2 [fine, coarse [target, op_name_configs [layer1_0_conv1]]]]""",
                symbols.stream().map(VariantsInEditorTest::outline).collect(Collectors.joining("\n")));
    }

    private static String outline(Symbol symbol) {
        return symbol.name() + (symbol.children().isEmpty()
                ? ""
                : symbol.children().stream().map(VariantsInEditorTest::outline).collect(Collectors.joining(", ", " [", "]")));
    }

    @Test
    void completionInModelsAndCombinations() {
        assertTrue(labels(BOTH.replace("fc: {nbits: 8}", "fc: {▮}")).contains("nbits"));
        assertTrue(labels(BOTH.replace("fc: {nbits: 8}", "▮")).contains("layer4_2_conv3"));
        assertTrue(labels(BOTH.replace("{nbits: 6}", "{▮}")).contains("group_size"));
        assertTrue(labels(BOTH.replace("coarse:\n    target: iOS17", "coarse:\n    target: ▮")).contains("iOS17"));
        assertTrue(labels(BOTH.replace("fine: {}", "fine: {▮}")).contains("expect"));
        assertFalse(labels(BOTH.replace("model: Other.mlpackage", "model: Other.mlpackage\n    ▮")).contains("models"));
    }

    @Test
    void hoverAndFindingsInModelsAndCombinations() {
        assertTrue(hover(BOTH.replace("fc: {nb", "fc: {n▮b")).startsWith("**`nbits`**"));
        assertTrue(hover(BOTH.replace("layer1_0_conv1", "layer1_▮0_conv1")).contains("layer1_0_conv1"));
        assertTrue(hover(BOTH.replace("coarse:", "coar▮se:")).startsWith("**`coarse`** — a variant"));
        String recipe = BOTH.replace("fc: {nbits: 8}", "fc: {nbits: 8, grain: 2}").replace("conv1: *usual", "conv0: *usual");
        Snapshot wrong = Fixture.of(recipe);
        assertEquals(
                List.of("8 unknown-key", "17 unavailable-on-target", "14 rule-matches-nothing"),
                wrong.analysis().findings().stream()
                        .map(finding -> wrong.text().line(finding.span().start()) + " " + finding.code())
                        .toList(),
                "each once, although two models and four variants have them");
    }
}
