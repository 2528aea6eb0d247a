package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.editor.Fixture.Marked;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.recipe.NamedPreset;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.recipe.TreeEdits;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code preset: NAME} in recipes and in the editor. */
class PresetsTest {
    private static final RecipeParser PARSER =
            new RecipeParser(Fixture.VOCABULARY.techniques(), Fixture.VOCABULARY.availability());

    private static ParsedRecipe parse(String recipe) {
        return PARSER.parse(Text.of(recipe));
    }

    private static List<String> messages(String recipe) {
        return parse(recipe).findings().stream().map(f -> f.code() + ": " + f.message()).toList();
    }

    /** What steps mean, without their places. */
    private static String steps(Recipe recipe) {
        StringBuilder text = new StringBuilder();
        recipe.steps().forEach(step -> {
            text.append(step.number()).append(step.joint());
            step.rules().forEach(rule -> text.append(' ').append(rule.path()).append(' ').append(rule.config()
                    .map(config -> config.technique().configType() + config.options() + config.weightThreshold())
                    .orElse("null")));
        });
        return text.toString();
    }

    @TestFactory
    Stream<DynamicTest> eachIsFineOnTheFirstSystemsThatHaveItAndMeansWhatItsStepsMean() {
        return NamedPreset.all().stream().map(preset -> DynamicTest.dynamicTest(preset.name(), () -> {
            int since = preset.needs().stream()
                    .mapToInt(id -> Fixture.VOCABULARY.availability().feature(id).orElseThrow()
                            .since(ModelKind.ML_PROGRAM))
                    .max()
                    .orElseThrow();
            Target target = Fixture.VOCABULARY.availability().platforms().getFirst().oldest(since).orElseThrow();
            String recipe = "target: " + target.word() + "\npreset: " + preset.name() + "\n";
            assertEquals(List.of(), messages(recipe));
            String inlined = "target: " + target.word() + "\n" + preset.inline(0, "\n") + "\n";
            assertEquals(List.of(), messages(inlined));
            assertFalse(parse(recipe).recipe().steps().isEmpty());
            assertEquals(steps(parse(inlined).recipe()), steps(parse(recipe).recipe()));
        }));
    }

    @Test
    void thereAreTen() {
        assertEquals(10, NamedPreset.all().size());
    }

    @Test
    void anUnknownPresetHasANeighbour() {
        assertEquals(
                List.of("invalid-value: preset takes " + names() + ", found \"llm-4bit-table\"; did you mean llm-4bit-tables?"),
                messages("target: iOS18\npreset: llm-4bit-table\n"));
    }

    private static String names() {
        List<String> names = NamedPreset.all().stream().map(NamedPreset::name).toList();
        return String.join(", ", names.subList(0, 9)) + " or " + names.get(9);
    }

    @Test
    void besideStepsItSaysNothing() {
        for (String steps : List.of(
                "steps:\n  - config_type: OpPalettizerConfig\n    global_config: {nbits: 4}\n",
                "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n")) {
            String recipe = "target: iOS18\npreset: small-and-safe\n" + steps;
            ParsedRecipe parsed = parse(recipe);
            assertEquals(1, parsed.findings().size(), parsed.findings().toString());
            Finding finding = parsed.findings().getFirst();
            assertEquals("wrong-combination", finding.code());
            assertTrue(finding.message().startsWith("preset stands for all steps; beside "), finding.message());
            assertEquals(
                    "target: iOS18\n" + steps, TreeEdits.apply(recipe, finding.fixes().getFirst().edits()));
        }
    }

    @Test
    void whatATargetLacksIsToldAtTheNameAndInlined() {
        String recipe = "model: Net.mlpackage\ntarget: iOS17\npreset: llm-4bit-tables\n";
        Finding finding = parse(recipe).findings().stream()
                .filter(f -> f.message().contains("per_grouped_channel"))
                .findFirst()
                .orElseThrow();
        assertEquals("llm-4bit-tables", Text.of(recipe).slice(finding.span()));
        Snapshot snapshot = Fixture.of(recipe);
        int at = recipe.indexOf("llm");
        for (CodeAction action : CodeActions.at(snapshot, Span.at(at))) {
            for (Edit edit : action.edits()) {
                assertTrue(edit.span().start() <= recipe.indexOf("preset"), action.toString());
            }
        }
        CodeAction inline = CodeActions.at(snapshot, Span.at(at)).stream()
                .filter(action -> action.title().startsWith("Inline preset"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                """
                model: Net.mlpackage
                target: iOS17
                steps:
                  - config_type: OpPalettizerConfig
                    global_config: {mode: kmeans, nbits: 4, granularity: per_grouped_channel, group_size: 32}
                """,
                TreeEdits.apply(recipe, inline.edits()));
    }

    @Test
    void itCanAlwaysBeInlined() {
        String recipe = "model: Net.mlpackage\ntarget: iOS18\npreset: mixed-depth  # both ends\n";
        List<CodeAction> actions = CodeActions.rewrites(Fixture.of(recipe), Span.at(recipe.indexOf("mixed")));
        assertEquals(List.of("Inline preset mixed-depth"), actions.stream().map(CodeAction::title).toList());
        String inlined = TreeEdits.apply(recipe, actions.getFirst().edits());
        assertEquals(steps(parse(recipe).recipe()), steps(parse(inlined).recipe()));
        assertEquals(List.of(), messages(inlined));
    }

    @Test
    void variantsMayNameOthers() {
        String recipe = """
                target: iOS18
                preset: small-and-safe
                variants:
                  int8: {}
                  tables:
                    preset: llm-4bit-tables
                """;
        assertEquals(List.of(), messages(recipe));
        assertEquals(List.of("OpLinearQuantizerConfig", "OpPalettizerConfig"), types(recipe));
    }

    @Test
    void hoverShowsWhatItStandsFor() {
        Marked marked = Fixture.marked("target: iOS18\npreset: sparse-▮4bit-tables\n");
        String hover = Hover.at(marked.snapshot(), marked.offset()).orElseThrow().markdown();
        assertTrue(hover.startsWith("**`sparse-4bit-tables`** — half zeros, 4-bit tables for the rest"), hover);
        assertTrue(hover.contains("```yaml\nsteps:\n  - config_type: OpMagnitudePrunerConfig\n"), hover);
        assertTrue(hover.contains("since iOS18"), hover);
    }

    @Test
    void completionHasTheLegalOnesFirst() {
        Marked marked = Fixture.marked("target: iOS17\npreset: ▮");
        List<String> offered = Completion.at(marked.snapshot(), marked.offset(), List.of(), true).items().stream()
                .sorted(Comparator.comparing(CompletionItem::sortText))
                .map(CompletionItem::label)
                .toList();
        assertEquals(10, offered.size(), offered.toString());
        assertEquals(List.of("small-and-safe", "neural-engine-6bit", "diffusion-6bit"), offered.subList(0, 3));
        assertTrue(offered.indexOf("llm-4bit-tables") > offered.indexOf("mixed-depth"), offered.toString());
        marked = Fixture.marked("target: iOS17\n▮");
        assertTrue(Completion.at(marked.snapshot(), marked.offset(), List.of(), true).items().stream()
                .anyMatch(item -> item.label().equals("preset")));
    }

    private static List<CompletionItem> offered(String recipe) {
        Marked marked = Fixture.marked(recipe);
        return Completion.at(marked.snapshot(), marked.offset(), List.of(), true).items().stream()
                .sorted(Comparator.comparing(CompletionItem::sortText))
                .toList();
    }

    private static List<String> labels(List<CompletionItem> items) {
        return items.stream().map(CompletionItem::label).toList();
    }

    private static final List<String> KEYS =
            NamedPreset.all().stream().map(preset -> "preset: " + preset.name()).toList();

    @TestFactory
    Stream<DynamicTest> allAreOfferedBeforeAnyKeyWhereARecipeTakesOne() {
        return Stream.of(
                        "▮",
                        "model: Net.mlpackage\n▮",
                        "target: iOS18\n▮\n",
                        "model: Net.mlpackage\ntarget: iOS18\n▮",
                        "{target: iOS18, ▮}",
                        "target: iOS18\npreset: small-and-safe\nvariants:\n  int8: {}\n  other:\n    ▮\n",
                        "target: iOS18\npreset: small-and-safe\nvariants:\n  other: {▮}\n",
                        "target: iOS18\nconfig_type: OpPalettizerConfig\nvariants:\n  other: ▮\n",
                        "target: iOS18\nmodels:\n  encoder:\n    model: Net.mlpackage\n    ▮\n")
                .map(recipe -> DynamicTest.dynamicTest(recipe, () -> {
                    List<CompletionItem> offered = offered(recipe);
                    assertEquals(KEYS, labels(offered).subList(0, KEYS.size()));
                    for (CompletionItem item : offered.subList(0, KEYS.size())) {
                        String taken = TreeEdits.apply(recipe.replace("▮", ""), List.of(item.edit()));
                        assertEquals(List.of(), messages(taken), taken);
                        assertTrue(Completion.document(Fixture.of(taken), item.id()).orElseThrow().contains("```yaml"));
                    }
                }));
    }

    @Test
    void anEmptyRecipeGetsItsModelAndTargetToo() {
        CompletionItem first = offered("▮").getFirst();
        assertEquals("model: ${1:Model.mlpackage}\ntarget: ${2:iOS18}\npreset: small-and-safe", first.text());
        assertTrue(first.snippet());
    }

    @Test
    void whatTheTargetLacksIsLastAmongTheKeys() {
        List<CompletionItem> offered = offered("model: Net.mlpackage\ntarget: iOS17\n▮");
        List<String> labels = labels(offered);
        assertEquals("preset: small-and-safe", labels.getFirst());
        int late = labels.indexOf("preset: llm-4bit-tables");
        assertTrue(late > labels.indexOf("variants"), labels.toString());
        assertTrue(offered.get(late).detail().endsWith("(since iOS18)"), offered.get(late).detail());
        assertEquals(10, labels.stream().filter(KEYS::contains).count());
    }

    @Test
    void besideStepsNoneIsOffered() {
        for (String recipe : List.of(
                "steps: []\n▮", "config_type: OpPalettizerConfig\n▮", "preset: small-and-safe\n▮", "▮: x\n",
                "target: iOS18\nvariants:\n  other:\n    global_config: {nbits: 4}\n    ▮\n")) {
            assertTrue(labels(offered(recipe)).stream().noneMatch(KEYS::contains), recipe);
        }
    }

    @TestFactory
    Stream<DynamicTest> theirStepsAreOfferedBeforeAnyKeyOfAStep() {
        List<String> titles = NamedPreset.all().stream().map(NamedPreset::title).toList();
        return Stream.of(
                        "target: iOS18\nsteps:\n  - ▮\n",
                        "target: iOS18\nsteps:\n  ▮\n",
                        "target: iOS18\nsteps: ▮\n",
                        "target: iOS18\nsteps:\n  - config_type: OpPalettizerConfig\n    global_config: {nbits: 4}\n  - ▮\n")
                .map(recipe -> DynamicTest.dynamicTest(recipe, () -> {
                    List<CompletionItem> offered = offered(recipe);
                    assertEquals(titles, labels(offered).subList(0, titles.size()));
                    assertEquals("preset small-and-safe", offered.getFirst().detail());
                    assertTrue(offered.size() > titles.size());
                }));
    }

    @Test
    void stepsThatTheTargetLacksComeLast() {
        List<CompletionItem> offered = offered("target: iOS17\nsteps:\n  - ▮\n");
        assertEquals("preset small-and-safe", offered.getFirst().detail());
        assertEquals("since iOS18", offered.getLast().detail());
    }

    @Test
    void aVariantMayReplaceStepsByAPresetAndAPresetBySteps() {
        String recipe = """
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {nbits: 6}
                variants:
                  own: {}
                  named:
                    preset: small-and-safe
                """;
        assertEquals(List.of(), messages(recipe));
        assertEquals(List.of("OpPalettizerConfig", "OpLinearQuantizerConfig"), types(recipe));
        for (String steps : List.of(
                "{config_type: OpPalettizerConfig, global_config: {nbits: 6}}",
                "{steps: [{config_type: OpPalettizerConfig, global_config: {nbits: 6}}]}")) {
            String named = "target: iOS18\npreset: small-and-safe\nvariants:\n  named: {}\n  own: " + steps + "\n";
            assertEquals(List.of(), messages(named));
            assertEquals(List.of("OpLinearQuantizerConfig", "OpPalettizerConfig"), types(named));
        }
    }

    /** The class of the first rule of each variant. */
    private static List<String> types(String recipe) {
        return parse(recipe).several().stream()
                .map(part -> part.recipe().steps().getFirst().rules().getFirst().config().orElseThrow()
                        .technique().configType())
                .toList();
    }
}
