package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.engine.Reports;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.testing.Repository;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What editors offer for a neural network: its layers, and the words that it can hold first. */
class NetworkFeaturesTest {
    private static final ModelState.Read NETWORK = network();
    private static final String TABLES = "model: SmallNet.mlmodel\ntarget: iOS12\nconfig_type: OpPalettizerConfig\n";
    private static final String LINEAR = "model: SmallNet.mlmodel\nconfig_type: OpLinearQuantizerConfig\n";

    private static ModelState.Read network() {
        try (CoreMlModel model = CoreMlModels.open(Repository.path("examples/models/SmallNet.mlmodel"))) {
            return new ModelState.Read(model.index(), model.encoding(Opset.COREML6), model.functions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Snapshot of(String recipe) {
        ParsedRecipe parsed = new RecipeParser(Fixture.VOCABULARY.techniques(), Fixture.VOCABULARY.availability())
                .parse(Text.of(recipe));
        ModelState model = parsed.recipe().model().isPresent() ? NETWORK : new ModelState.Unknown();
        Analysis analysis = Analysis.of(
                parsed, Optional.empty(), model, Fixture.VOCABULARY.availability(), Optional.empty());
        Optional<Report> planned = analysis.planning()
                .map(planning -> Reports.planned(NETWORK.encoding(), NETWORK.encoding(), planning.plan()));
        return new Snapshot(
                parsed, Optional.empty(), model, NETWORK.functions(), analysis, planned, Optional.empty(),
                Fixture.VOCABULARY, Display.STANDARD);
    }

    /** Words in the order of the list with details, at the mark. */
    private static String offered(String recipe) {
        int offset = recipe.indexOf(Fixture.MARK);
        Snapshot snapshot = of(recipe.substring(0, offset) + recipe.substring(offset + 1));
        return Completion.at(snapshot, offset, List.of(), false).items().stream()
                .sorted(Comparator.comparing(CompletionItem::sortText))
                .filter(item -> item.kind() != CompletionItem.Kind.SNIPPET)
                .map(item -> item.label() + (item.detail().isEmpty() ? "" : " (" + item.detail() + ")"))
                .collect(Collectors.joining("\n"));
    }

    private static String hover(String recipe) {
        int offset = recipe.indexOf(Fixture.MARK);
        Snapshot snapshot = of(recipe.substring(0, offset) + recipe.substring(offset + 1));
        return Hover.at(snapshot, offset).map(Hover::markdown).orElse("");
    }

    @Test
    void typesAndNamesOfLayers() {
        String types = offered(TABLES + "op_type_configs:\n  ▮\n");
        assertTrue(types.contains("convolution") && types.contains("innerProduct"), types);
        String names = offered(TABLES + "op_name_configs:\n  ▮\n");
        assertTrue(names.contains("conv1") && names.contains("fc1"), names);
    }

    @Test
    void widthsThatOnlyNetworksHaveAreOffered() {
        assertEquals("1\n2\n3\n4\n5\n6\n7\n8", offered(TABLES + "global_config: {nbits: ▮}"));
        assertEquals(
                "1\n2\n3\n4\n6\n8\n5 (neural networks only)\n7 (neural networks only)",
                offered("target: iOS18\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: ▮}"));
    }

    @Test
    void whatOnlyProgramsHaveIsOfferedLast() {
        assertEquals(
                "per_tensor (default)\nper_grouped_channel (ML programs only)",
                offered(TABLES + "global_config: {granularity: ▮}"));
        assertEquals(
                "per_tensor\nper_channel (default)\nper_block (ML programs only)",
                offered(LINEAR + "global_config: {granularity: ▮}"));
    }

    @Test
    void techniquesOfProgramsComeLast() {
        String classes = offered("model: SmallNet.mlmodel\nconfig_type: ▮");
        List<String> last = classes.lines().filter(line -> line.endsWith("(ML programs only)")).toList();
        assertEquals(3, last.size(), classes);
        assertTrue(classes.endsWith(String.join("\n", last)), classes);
    }

    @Test
    void hoversSayWhatNetworksHave() {
        String bits = hover(TABLES + "global_config: {nbits: ▮5}");
        assertTrue(bits.contains("since iOS12, macOS10.14"), bits);
        String block = hover(LINEAR + "global_config: {granularity: ▮per_block}");
        assertTrue(block.contains("only in ML programs, since iOS18, macOS15"), block);
        String layer = hover(TABLES + "op_name_configs:\n  ▮conv1: {nbits: 4}\n");
        assertTrue(layer.contains("convolution `conv1`") && layer.contains("\\[16,3,3,3\\]"), layer);
        String model = hover("model: ▮SmallNet.mlmodel\n");
        assertTrue(model.contains("Neural network"), model);
    }

    @Test
    void lensesAndHintsTellWhatLayersBecome() {
        String recipe = TABLES + "global_config: {nbits: 5, weight_threshold: 0}\nop_name_configs:\n  conv1: null\n";
        Snapshot snapshot = of(recipe);
        StringBuilder text = new StringBuilder(recipe);
        for (InlayHint hint : InlayHints.of(snapshot, new Span(0, recipe.length())).reversed()) {
            text.insert(hint.offset(), "⟨" + hint.label() + "⟩");
        }
        CodeLenses.of(snapshot).forEach(lens -> text.append(snapshot.text().line(lens.span().start()))
                .append(" ")
                .append(lens.title())
                .append("\n"));
        assertEquals("""
                model: SmallNet.mlmodel
                target: iOS12
                config_type: OpPalettizerConfig
                global_config:⟨2 layers⟩ {nbits: 5⟨4.17x⟩, weight_threshold: 0}
                op_name_configs:
                  conv1:⟨left alone: 1 layer⟩ null
                0 Compress
                0 planned: 1.73x (5.54 kB → 3.20 kB)
                3 2 layers, 4.17x (3.07 kB → 0.74 kB)
                """, text.toString());
    }

    @Test
    void everyGoalGivesARecipeWithoutErrorsAndWarningsOnEveryTarget() {
        RecipeStarter starter = new RecipeStarter(NETWORK, Fixture.VOCABULARY, Surroundings.load());
        assertEquals(Optional.empty(), starter.obstacle());
        List<Target> targets = starter.targets().all();
        assertEquals("iOS12", targets.getFirst().word());
        for (Target target : targets) {
            for (RecipeGoal goal : RecipeGoal.values()) {
                RecipeStarter.Start start = starter.start("SmallNet.mlmodel", target, goal);
                assertEquals(List.of(), start.findings(), start.text());
                assertTrue(
                        of(start.text()).analysis().findings().stream()
                                .noneMatch(finding -> finding.severity().atLeast(Severity.WARNING)),
                        start.text());
            }
        }
    }
}
