package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.availability.Hazards;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.measured.MeasuredException;
import dev.mlrecipe.measured.MeasuredJson;
import dev.mlrecipe.measured.MeasuredPlan;
import dev.mlrecipe.measured.MeasuredState;
import dev.mlrecipe.text.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
        return of(recipe, Map.of());
    }

    private static Snapshot of(String recipe, Map<String, MeasuredState> measured) {
        Snapshot plain = Fixture.of(recipe);
        ModelState.Read model = (ModelState.Read) plain.model();
        ModelState.Read known = new ModelState.Read(model.index(), model.encoding(), FUNCTIONS);
        Analysis analysis = Analysis.of(
                plain.parsed(),
                plain.paths(),
                known,
                new Surroundings(plain.vocabulary().availability(), Hazards.none(), measured, List.of()),
                Optional.empty());
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

    /** The line of the layer and that of its rule, with what a device measured. */
    private static List<String> measured(String head) throws MeasuredException {
        String json = "{\"mlrecipe_measured\": 1, \"device\": \"iPhone16,1\", " + head
                + "\"operations\": [{\"output\": \"fc\", \"unit\": \"cpu\", \"cost\": 1}]}";
        MeasuredPlan plan = MeasuredJson.read(json.getBytes(StandardCharsets.UTF_8));
        Snapshot snapshot = Fixture.after(of("""
                model: Net.mlpackage
                target: iOS18
                devices: [iPhone 15 Pro]
                measured: m.json
                config_type: OpPalettizerConfig
                op_name_configs: {fc: {nbits: 4}}
                """, Map.of("m.json", new MeasuredState.Read(plan))));
        return ResultFindings.of(snapshot).stream()
                .map(Finding::message)
                .map(message -> message.substring(message.indexOf("SNR 14.0 dB; ") + "SNR 14.0 dB; ".length()))
                .toList();
    }

    @Test
    void whatWasMeasuredStandsInsteadAndSaysSo() throws MeasuredException {
        assertEquals(
                List.of(
                        "0.5 of 0.5 ms on the CPU (measured on iPhone16,1)",
                        "CPU, 0.5 of 0.5 ms (measured on iPhone16,1)"),
                measured("\"latency_ms\": {\"median\": 0.5}, "));
        List<String> shares = measured("");
        assertTrue(shares.get(0).endsWith(" on the CPU of iPhone 15 Pro (predicted, units measured)"), shares.get(0));
        assertTrue(
                shares.get(1).matches("CPU \\(measured\\), [0-9.]+ ms \\([0-9.]+ to [0-9.]+\\), its measured share of the"
                        + " predicted time on iPhone 15 Pro"),
                shares.get(1));
        List<String> other = measured("\"weight_bytes\": 9000000, \"latency_ms\": {\"median\": 0.5}, ");
        assertTrue(
                other.get(1).matches("CPU \\(measured\\), [a-z ]+ bound, [0-9.]+ → [0-9.]+ ms \\([0-9.]+ to [0-9.]+\\)"
                        + " on iPhone 15 Pro \\(predicted\\)"),
                other.get(1));
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
