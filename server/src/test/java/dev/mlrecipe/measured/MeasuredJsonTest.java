package dev.mlrecipe.measured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.measured.MeasuredPlan.Format;
import dev.mlrecipe.measured.MeasuredPlan.Latency;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.Unit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every format that is read, and everything that can be wrong with one. */
class MeasuredJsonTest {
    private static final String OWN = """
            {"mlrecipe_measured": 1, "model": "Net.mlpackage", "weight_bytes": 1000,
             "device": "Mac15,3", "chip": "Apple M3 Max", "os": "macOS 15.4", "compute_units": "cpu_and_ne",
             "latency_ms": {"median": 1.5, "min": 1.25, "max": 2.0, "runs": 100},
             "operations": [
              {"function": "main", "output": "a", "type": "ios16.conv", "unit": "neural_engine",
               "supported": ["cpu", "gpu", "neural_engine"], "cost": 0.75},
              {"function": "main", "output": "b", "type": "softmax", "unit": "cpu", "cost": null}]}
            """;
    private static final String INFO = """
            {"deviceUsage": {"preferred": {"neuralEngine": {"totalCoreCount": 16}}, "supported": [{"cpu": {}}]},
             "estimatedCost": 0.5,
             "path": {"components": [{"program": {}}, {"programFunction": {"data": {"name": "main"}}},
              {"programBlock": {"data": {"index": -1}}}, {"programOperation": {"data": {"outputName": "a"}}}]}}
            """;

    private static MeasuredPlan read(String json) throws MeasuredException {
        return MeasuredJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static MeasuredRow row(String output, Unit unit, OptionalDouble cost) {
        return new MeasuredRow(output, new MeasuredRow.Key.Output(output), Optional.of("main"), unit, cost);
    }

    @Test
    void ourOwnSaysEverything() throws MeasuredException {
        MeasuredPlan plan = read(OWN);
        assertEquals(Format.MLRECIPE, plan.format());
        assertEquals("Mac15,3 (M3 Max), macOS 15.4", plan.origin().words());
        assertEquals(Optional.of(ComputeUnits.CPU_AND_NE), plan.origin().computeUnits());
        assertEquals(Optional.of(new Latency(1.5, 1.25, 2)), plan.latency());
        assertEquals(OptionalLong.of(1000), plan.weightBytes());
        assertEquals(
                List.of(
                        row("a", Unit.NEURAL_ENGINE, OptionalDouble.of(0.75)),
                        row("b", Unit.CPU, OptionalDouble.empty())),
                plan.rows());
    }

    @Test
    void coremltoolsWritesAnObjectAndReadsAList() throws MeasuredException {
        List<MeasuredRow> rows = List.of(row("a", Unit.NEURAL_ENGINE, OptionalDouble.of(0.5)));
        assertEquals(rows, read("{\"infos\": [" + INFO + "]}").rows());
        assertEquals(rows, read("{\"infos\": {\"a path\": " + INFO + "}}").rows());
        String layer = INFO.replace("programOperation", "neuralNetworkLayer");
        assertEquals(List.of(), read("{\"infos\": [" + layer + "]}").rows());
    }

    @Test
    void whisperKitAndCoreMlProfilerCountOperations() throws MeasuredException {
        MeasuredPlan whisper = read("""
                {"5_ios16.layer_norm_x_axes": {"dispatch": "ANE", "supported": ["CPU", "ANE"], "cost": 12.5},
                 "7_gather_x_indices": {"dispatch": "CPU", "supported": ["CPU"], "cost": null}}
                """);
        assertEquals(Format.WHISPERKIT, whisper.format());
        assertEquals(new MeasuredRow.Key.Type(5, "ios16.layer_norm_x_axes"), whisper.rows().get(0).key());
        assertEquals(List.of(Unit.NEURAL_ENGINE, Unit.CPU), whisper.rows().stream().map(MeasuredRow::unit).toList());
        MeasuredPlan table = read("""
                [{"op_number": "1", "operatorName": "ios17.conv", "cost": 0.25, "preferred_device": "GPU",
                  "supported_devices": "CPU, GPU"}]
                """);
        assertEquals(Format.COREML_PROFILER, table.format());
        assertEquals(Unit.GPU, table.rows().get(0).unit());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "\"unit\": \"cpu\"     | \"unit\": \"tpu\"       | operations[1].unit: CPU, GPU or ANE expected, \"tpu\" found",
        "\"output\": \"b\"     | \"output\": 7          | operations[1].output: a word in quotes expected, 7 found",
        "\"cost\": 0.75        | \"cost\": -1           | operations[0].cost: a number that is not negative expected, -1 found",
        "\"cost\": 0.75        | \"cost\": \"0.75\"      | operations[0].cost: a number that is not negative expected, \"0.75\" found",
        "\"min\": 1.25         | \"min\": 1.75          | latency_ms: min, median and max in this order expected, an object found",
        "\"measured\": 1       | \"measured\": 2        | mlrecipe_measured: 1, the version that this product reads, expected, 2 found",
        "cpu_and_ne            | cpu_and_npu            | compute_units: one of all, cpu_only, cpu_and_gpu, cpu_and_ne expected, \"cpu_and_npu\" found",
        "\"operations\": [     | \"operatoins\": [      | operations: a list expected, nothing found",
        "\"weight_bytes\": 1000| \"weight_bytes\": []   | weight_bytes: a number that is not negative expected, a list found"})
    void whatIsWrongIsSaidWithItsPlace(String right, String wrong, String message) {
        String json = OWN.replace(key(right), key(wrong));
        assertEquals(message, assertThrows(MeasuredException.class, () -> read(json)).getMessage());
    }

    private static String key(String text) {
        return text.replace("\"measured\"", "\"mlrecipe_measured\"");
    }

    @Test
    void whatIsNoMeasuredFile() {
        assertEquals(
                "line 1, column 12: no JSON: Unexpected close marker '}': expected ']' (for Array starting at line 1,"
                        + " column 11)",
                problem("{\"infos\": [}"));
        assertTrue(problem("").contains("no measured file"), problem(""));
        assertTrue(problem("{}").contains("an object found"), problem("{}"));
        assertTrue(problem("7").contains("7 found"), problem("7"));
        assertTrue(problem("{\"a\": {\"dispatch\": \"ANE\"}}").startsWith("a: a key such as 12_conv"));
        assertTrue(problem("{\"infos\": 3}").startsWith("infos: an object expected"), problem("{\"infos\": 3}"));
        assertTrue(problem("[".repeat(100_000)).contains("nested deeper than 32"), problem("[".repeat(100_000)));
        assertTrue(problem("{\"mlrecipe_measured\": 1, \"mlrecipe_measured\": 1}").contains("no JSON: Duplicate"));
        assertTrue(problem(OWN + "x").contains("no JSON"), problem(OWN + "x"));
        assertTrue(problem("\"" + "x".repeat(1 << 17) + "\"").contains("a word longer than"));
    }

    private static String problem(String json) {
        return assertThrows(MeasuredException.class, () -> read(json)).getMessage();
    }

    @Test
    void tooLargeAFileIsNotParsed() {
        byte[] huge = new byte[MeasuredJson.LARGEST + 1];
        assertTrue(assertThrows(MeasuredException.class, () -> MeasuredJson.read(huge))
                .getMessage()
                .contains("at most 33554432 are read"));
    }

    @Test
    void anyDamageIsAFindingAndNeverAnythingElse() {
        long seed = 20251125;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = (round % 2 == 0 ? OWN : "{\"infos\": [" + INFO + "]}").getBytes(StandardCharsets.UTF_8);
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                MeasuredJson.read(bytes);
            } catch (MeasuredException told) {
                assertTrue(!told.getMessage().isBlank() && told.getMessage().lines().count() == 1, "seed " + seed);
            }
        }
    }
}
