package dev.mlrecipe.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.availability.Hazards;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.measured.Evidence;
import dev.mlrecipe.measured.MeasuredException;
import dev.mlrecipe.measured.MeasuredJson;
import dev.mlrecipe.measured.MeasuredResult;
import dev.mlrecipe.measured.MeasuredState;
import dev.mlrecipe.plan.Fakes;
import dev.mlrecipe.plan.Fixture;
import dev.mlrecipe.predict.Unit;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of measured files, and what they change. */
class MeasuredFindingsTest {
    private static final ValueFacts X = new ValueFacts("x", List.of(1L, 4096L), "float16");
    private static final ModelIndex INDEX = Fixture.model(Opset.COREML8)
            .weight("w", Shape.of(4096, 4096), "first:linear")
            .weight("v", Shape.of(4096, 4096), "second:linear")
            .build();
    private static final ModelState MODEL = new ModelState.Read(
            INDEX,
            new Fakes.SumEncoding(),
            List.of(new FunctionFacts(
                    "main", List.of(X), List.of(), List.of(linear("first"), linear("second")), 2L << 24, List.of())));

    /** What {@link #TABLES} makes of the weights: 8-bit indices and a table of 16 values each. */
    private static final String RECIPE = """
            model: Net.mlpackage
            target: [iOS18, macOS15]
            devices: [iPhone 15 Pro, MacBook Pro M3]
            measured: %s
            config_type: TablesConfig
            global_config: {nbits: 4}
            """;

    private static OpFacts linear(String name) {
        ValueFacts output = new ValueFacts(name, List.of(1L, 4096L), "float16");
        return new OpFacts(
                name, "linear", List.of(X), List.of(output), 4096L * 4096, 8192, 8192, 2L << 24, 2L << 24, true);
    }

    private static String row(String output, String unit, double cost) {
        return "{\"output\": \"" + output + "\", \"unit\": \"" + unit + "\", \"cost\": " + cost + "}";
    }

    private static String file(String head, String... rows) {
        return "{\"mlrecipe_measured\": 1, " + head + "\"operations\": [" + String.join(", ", rows) + "]}";
    }

    private static final String[] BOTH = {row("first", "gpu", 0.75), row("second", "cpu", 0.25)};
    private static final String M3 = "\"device\": \"Mac15,3\", \"chip\": \"Apple M3\", \"os\": \"macOS 15.4\", ";
    private static final String TIME = "\"latency_ms\": {\"median\": 2.0, \"min\": 1.5, \"max\": 3.0}, ";

    private static MeasuredState state(String json) {
        try {
            return new MeasuredState.Read(MeasuredJson.read(json.getBytes(StandardCharsets.UTF_8)));
        } catch (MeasuredException wrong) {
            return new MeasuredState.Unreadable("m.json: " + wrong.getMessage());
        }
    }

    private static Analysis analyse(String recipe, String... files) {
        ParsedRecipe parsed =
                new RecipeParser(List.of(Fakes.TABLES, Fakes.PRUNE), Analyses.AVAILABILITY).parse(Text.of(recipe));
        Map<String, MeasuredState> measured = files.length == 1
                ? Map.of("m.json", state(files[0]))
                : Map.of("m.json", state(files[0]), "n.json", state(files[1]));
        return Analysis.of(
                parsed,
                Optional.of(RecipePaths.of(Path.of("/project/r.mlrecipe.yaml"), parsed.recipe())),
                MODEL,
                new Surroundings(Analyses.AVAILABILITY, Hazards.none(), measured, List.of()),
                Optional.empty());
    }

    /** The findings about measured files are those that the marks say. */
    private static void check(String annotated, String... files) {
        String recipe = Annotated.clean(annotated);
        List<Finding> findings = analyse(recipe, files).findings().stream()
                .filter(finding -> finding.code().startsWith("measured") || finding.code().equals("unknown-device"))
                .toList();
        assertEquals(annotated, Annotated.annotate(Text.of(recipe), findings));
    }

    private static String with(String measured, String mark) {
        return RECIPE.formatted(measured + (mark.isEmpty() ? "" : "\n" + mark));
    }

    @Test
    void aFileThatFitsHasNoFinding() {
        check(with("m.json", ""), file(M3, BOTH));
        check(with("{MacBook Pro M3: m.json}", ""), file("", BOTH));
        check(with("[m.json, n.json]", ""), file(M3, BOTH), file("\"chip\": \"A17 Pro\", ", BOTH));
    }

    @Test
    void aFileThatIsNone() {
        check(
                with("m.json", "#         ^^^^^^ measured-invalid m.json: operations[0].unit: CPU, GPU or ANE expected,"
                        + " \"tpu\" found; predictions stand instead"),
                file(M3, row("first", "tpu", 1)));
    }

    @Test
    void aFileForAnotherDevice() {
        check(
                with("m.json", "#         ^^^^^^ measured-mismatch \"m.json\" was measured on Mac13,1 (M1 Max), and no device"
                        + " of the recipe has a chip M1 Max; name the device, as in measured: {iPhone 15 Pro: m.json};"
                        + " nothing of it is used"),
                file("\"device\": \"Mac13,1\", \"chip\": \"Apple M1 Max\", ", BOTH));
        check(
                with("m.json", "#         ^^^^^^ measured-mismatch \"m.json\" does not say on which of iPhone 15 Pro, MacBook"
                        + " Pro M3 it was measured; name the device, as in measured: {iPhone 15 Pro: m.json}; nothing of"
                        + " it is used"),
                file("", BOTH));
        check(
                with("{iPhone 51: m.json}", "#          ^^^^^^^^^ unknown-device nothing is predicted for \"iPhone 51\","
                        + " which is no known device; did you mean iPhone 11?"),
                file("", BOTH));
        check(
                with("[m.json, n.json]", "#                  ^^^^^^ measured-mismatch \"n.json\" is a second file for MacBook"
                        + " Pro M3; nothing of it is used"),
                file(M3, BOTH),
                file(M3, BOTH));
    }

    @Test
    void aFixNamesTheDevice() {
        List<Finding> findings = analyse(RECIPE.formatted("m.json"), file("", BOTH)).findings();
        String fixed = Analyses.fixed(RECIPE.formatted("m.json"), findings, "Say that it was measured on MacBook Pro M3");
        assertEquals(RECIPE.formatted("{\"MacBook Pro M3\": m.json}"), fixed);
        check(fixed, file("", BOTH));
    }

    @Test
    void aFileForAnotherModelOrOtherUnits() {
        check(
                with("m.json", "#         ^^^^^^ measured-mismatch \"m.json\" is about another model: this one has 1 of its 3"
                        + " operations; nothing of it is used"),
                file(M3, row("first", "gpu", 1), row("a", "gpu", 1), row("b", "gpu", 1)));
        check(
                with("m.json", "#         ^^^^^^ measured-mismatch \"m.json\" was measured with compute_units: cpu_only, and"
                        + " the model runs with all; nothing of it is used"),
                file(M3 + "\"compute_units\": \"cpu_only\", ", BOTH));
    }

    @Test
    void operationsThatTheModelLacksAreNamedWithTheNearest() {
        check(
                with("m.json", "#         ^^^^^^ measured-mismatch(information) \"m.json\": the model lacks 2 of its 4"
                        + " operations: \"secnod\" (the nearest is \"second\"), \"cast_12\"; the others are used"),
                file(M3, BOTH[0], BOTH[1], row("secnod", "gpu", 0), row("cast_12", "cpu", 0)));
    }

    @Test
    void timesOfOtherWeightsAreNotTaken() {
        String json = file(M3 + TIME + "\"weight_bytes\": 67000000, ", BOTH);
        check(
                with("m.json", "#         ^^^^^^ measured-mismatch \"m.json\" was measured with 67 MB of weights, and here"
                        + " they take 16.8 MB: units are taken from it, times are predicted; measure the output of this"
                        + " recipe"),
                json);
        MeasuredResult measured = onMac(RECIPE, json).measured().orElseThrow();
        assertEquals(Optional.empty(), measured.latency());
        assertEquals(Evidence.MEASURED_UNIT, measured.evidence("first"));
    }

    /** The forecast for the Mac, which is the first device then. */
    private static Forecast onMac(String recipe, String json) {
        return analyse(recipe.formatted("m.json").replace("iPhone 15 Pro, ", ""), json).forecast().orElseThrow();
    }

    @Test
    void unitsAreMeasuredAndTimesApportioned() {
        Forecast whole = onMac(RECIPE, file(M3 + TIME, BOTH));
        MeasuredResult measured = whole.measured().orElseThrow();
        assertEquals(Unit.GPU, whole.result().layer("first").orElseThrow().unit());
        assertEquals(Unit.CPU, whole.result().layer("second").orElseThrow().unit());
        assertEquals(1.5, measured.ms(whole.result().layer("first").orElseThrow()), 1e-12);
        assertEquals(0.5, measured.ms(whole.result().layer("second").orElseThrow()), 1e-12);
        assertEquals(Evidence.MEASURED, measured.evidence("first"));
        assertEquals(1.5, measured.latency(whole.result()).low());
        assertEquals(3.0, measured.latency(whole.result()).high());
        assertEquals(2, measured.agreement().compared());

        Forecast relative = onMac(RECIPE, file(M3, BOTH));
        measured = relative.measured().orElseThrow();
        double together = relative.result().layers().stream().mapToDouble(layer -> layer.ms()).sum();
        assertEquals(0.75 * together, measured.ms(relative.result().layer("first").orElseThrow()), 1e-12);
        assertEquals(Evidence.MEASURED_SHARE, measured.evidence("first"));
        assertEquals(relative.result().latency(), measured.latency(relative.result()));
    }

    @Test
    void whatTheFileLeavesOutStaysPredicted() {
        Forecast part = onMac(RECIPE, file(M3 + TIME, BOTH[0]));
        MeasuredResult measured = part.measured().orElseThrow();
        assertEquals(Optional.empty(), measured.latency(), "the second operation takes time and has no row");
        assertEquals(Evidence.PREDICTED, measured.evidence("second"));
        assertEquals(
                part.result().layer("second").orElseThrow().ms(),
                measured.ms(part.result().layer("second").orElseThrow()));
        assertTrue(measured.caveat().orElseThrow().contains("leaves out operations"));
    }

    @Test
    void expectationsAreJudgedByWhatWasMeasured() {
        String expect = RECIPE + "expect:\n  max_latency_ms: {MacBook Pro M3: 1.9}\n  max_weight_memory: {MacBook Pro M3: 1 MB}\n";
        List<String> messages = expectations(expect, file(M3 + TIME, BOTH));
        assertEquals(
                "max_latency_ms 1.9 ms is not met: 2 ms (1.5 to 3 ms) is measured on Mac15,3 (M3), macOS 15.4; the"
                        + " slowest operation is first with 1.5 ms, weight memory bound",
                messages.get(0));
        assertTrue(
                messages.get(1).contains("are predicted on MacBook Pro M3 for the units measured on Mac15,3 (M3), macOS 15.4"),
                messages.get(1));
        assertEquals(List.of(), expectations(expect.replace("1.9", "2").replace("1 MB", "90 MB"), file(M3 + TIME, BOTH)));
        List<String> predicted = expectations(expect.replace("1.9", "0.001"), file(M3, BOTH));
        assertTrue(predicted.get(0).contains("is predicted on MacBook Pro M3"), predicted.get(0));
    }

    private static List<String> expectations(String recipe, String json) {
        return analyse(recipe.formatted("m.json"), json).findings().stream()
                .filter(finding -> finding.code().equals("expectation-failed"))
                .map(Finding::message)
                .toList();
    }
}
