package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Recipes about devices: results say which unit runs a layer and what that takes, always as a prediction. */
class LayerForecastTest {
    private static final ValueFacts X = new ValueFacts("x", List.of(1L, 1000L), "float16");
    private static final ValueFacts Y = new ValueFacts("fc", List.of(1L, 256L), "float16");
    private static final OpFacts LINEAR =
            new OpFacts("fc", "linear", List.of(X), List.of(Y), 256_000, 512, 2000, 512_000, 512_000, true);
    private static final List<FunctionFacts> FUNCTIONS =
            List.of(new FunctionFacts("main", List.of(X), List.of(Y), List.of(LINEAR), 256_000, List.of()));

    static Snapshot of(String recipe) {
        Snapshot plain = Fixture.of(recipe);
        ModelState.Read model = (ModelState.Read) plain.model();
        ModelState.Read known = new ModelState.Read(model.index(), model.encoding(), FUNCTIONS);
        Analysis analysis = Analysis.of(
                plain.parsed(), plain.paths(), known, plain.vocabulary().availability(), Optional.empty());
        return new Snapshot(
                plain.parsed(), plain.paths(), known, FUNCTIONS, analysis, plain.planned(), plain.measured(),
                plain.vocabulary(), plain.display());
    }

    @Test
    void layerResultsEndWithWhatIsPredicted() {
        Snapshot snapshot = Fixture.after(of("""
                model: Net.mlpackage
                target: iOS18
                devices: [iPhone 15 Pro]
                compute_units: cpu_and_ne
                config_type: OpPalettizerConfig
                op_name_configs: {fc: {nbits: 4}}
                """));
        List<String> messages = ResultFindings.of(snapshot).stream().map(Finding::message).toList();
        String fc = messages.stream().filter(message -> message.startsWith("fc ")).findFirst().orElseThrow();
        assertTrue(
                fc.matches("fc \\[256,1000]: 4-bit table, .*; (CPU|Neural Engine), [a-z ]+ bound,"
                        + " [0-9.]+ → [0-9.]+ ms \\([0-9.]+ to [0-9.]+\\) on iPhone 15 Pro \\(predicted\\)"),
                fc);
        String rule = messages.getFirst();
        assertTrue(
                rule.matches("1 layer, .*; SNR 14.0 dB; [0-9.]+ → [0-9.]+ ms \\([0-9.]+ to [0-9.]+\\)"
                        + " on the (CPU|Neural Engine) of iPhone 15 Pro \\(predicted\\)"),
                rule);
    }

    @Test
    void lensesAndHintsSayTheSameBeforeARun() {
        Snapshot snapshot = of("""
                model: Net.mlpackage
                target: iOS18
                devices: [iPhone 15 Pro]
                compute_units: cpu_and_ne
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """);
        List<String> lenses = CodeLenses.of(snapshot).stream().map(CodeLens::title).toList();
        String range = "[0-9.]+ → [0-9.]+ ms \\([0-9.]+ to [0-9.]+\\)";
        assertTrue(
                lenses.get(1).matches("planned: .*; " + range + " on iPhone 15 Pro \\(predicted\\)"), lenses.get(1));
        assertTrue(
                lenses.get(2).matches("4 layers, .*; " + range + " on the (CPU|Neural Engine) of iPhone 15 Pro"
                        + " \\(predicted\\)"),
                lenses.get(2));
        InlayHint hint = InlayHints.of(snapshot, new Span(0, snapshot.text().length())).getFirst();
        assertTrue(hint.toString().contains("ms on iPhone") || hint.toString().contains("(predicted)"), hint.toString());
    }

    @Test
    void recipesAboutNoDeviceSayNothing() {
        Snapshot snapshot = Fixture.after(of("""
                model: Net.mlpackage
                target: iOS18
                config_type: OpPalettizerConfig
                op_name_configs: {fc: {nbits: 4}}
                """));
        assertEquals(Optional.empty(), snapshot.analysis().forecast());
        assertFalse(ResultFindings.of(snapshot).toString().contains("predicted"));
    }
}
