package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.coreml.Packages;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.testing.CommandLineRun;
import dev.mlrecipe.testing.JsonSchemas;
import dev.mlrecipe.testing.Ranged;
import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mlrecipe predict} on models and recipes. */
class PredictCommandTest {
    private static final Path MODELS = Repository.path("server/src/test/resources/goldens/base");
    private static final Path MODEL = MODELS.resolve("net_fp16_ios18.mlpackage").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void aModelOnDevicesAsTextAndAsJson() throws IOException {
        CommandLineRun text = CommandLineTest.run("predict", MODEL.toString(), "--device", "iPhone 15 Pro");
        assertEquals(0, text.code(), text.err());
        assertTrue(text.out().contains("iPhone 15 Pro"), text.out());
        assertTrue(text.out().contains("predicted ms"), text.out());
        CommandLineRun run = CommandLineTest.run(
                "predict", MODEL.toString(), "--device", "iPhone 15 Pro", "--device", "macbook pro m1 max", "--json", "-");
        assertEquals(0, run.code(), run.err());
        JsonSchemas.assertValid("predict.schema.json", run.json());
        JsonNode phone = run.json().get("devices").get(0);
        assertEquals("A17 Pro", phone.get("chip").asText());
        assertEquals("iOS18", phone.get("os").asText(), "the oldest system that loads the model");
        assertTrue(phone.get("low_ms").asDouble() < phone.get("latency_ms").asDouble());
        assertTrue(phone.get("latency_ms").asDouble() < phone.get("high_ms").asDouble());
        assertEquals(phone.get("latency_ms"), phone.get("baseline_ms"), "the weights are float16");
        assertEquals("macOS15", run.json().get("devices").get(1).get("os").asText());
    }

    @Test
    void aDeviceThatIsNotKnownIsPredictedAsAnotherOfItsClass() throws IOException {
        CommandLineRun run = CommandLineTest.run("predict", MODEL.toString(), "--device", "iPhone 99", "--json", "-");
        assertEquals(0, run.code(), run.err());
        assertEquals("iPhone 15 Pro", run.json().get("devices").get(0).get("device").asText());
        assertTrue(run.err().contains("--device iPhone 99: no known device; "), run.err());
        assertTrue(run.err().contains("iPhone 15 Pro is predicted instead"), run.err());
        CommandLineRun other = CommandLineTest.run("predict", MODEL.toString(), "--device", "Toaster");
        assertEquals(2, other.code());
        assertTrue(other.err().contains("--device Toaster: no known device; names are like iPhone 15 Pro"), other.err());

        Path recipe = recipe("""
                devices: [Mac mini M9, Zune]
                config_type: OpLinearQuantizerConfig
                global_config: {dtype: int8}
                """);
        CommandLineRun plan = CommandLineTest.run("predict", recipe.toString(), "--json", "-");
        assertEquals(0, plan.code(), plan.err());
        assertEquals(1, plan.json().get("devices").size());
        assertEquals("MacBook Pro M3", plan.json().get("devices").get(0).get("device").asText());
    }

    @Test
    void aRecipeOnTheDevicesThatItNames() throws IOException {
        Path recipe = recipe("""
                target: [iOS18, macOS15]
                devices: [iPhone 14 Pro, MacBook Air M2]
                compute_units: cpu_and_ne
                config_type: OpLinearQuantizerConfig
                global_config: {dtype: int8}
                """);
        CommandLineRun run = CommandLineTest.run("predict", recipe.toString(), "--json", "-");
        assertEquals(0, run.code(), run.err());
        JsonSchemas.assertValid("predict.schema.json", run.json());
        JsonNode devices = run.json().get("devices");
        assertEquals(2, devices.size());
        for (JsonNode device : devices) {
            assertEquals("cpu_and_ne", device.get("compute_units").asText());
            assertTrue(device.get("weight_memory_bytes").asLong() <= device.get("baseline_weight_memory_bytes").asLong());
        }
    }

    @Test
    void plansOfRecipesAboutDevicesShowWhatIsPredicted() throws IOException {
        String step = "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n";
        Path about = recipe("target: iOS18\ndevices: iPhone 14 Pro\n" + step);
        CommandLineRun run = CommandLineTest.run("plan", about.toString(), "--json", "-");
        JsonSchemas.assertValid("report.schema.json", run.json());
        assertEquals("iPhone 14 Pro", run.json().get("predictions").get(0).get("device").asText());
        assertTrue(CommandLineTest.run("plan", about.toString()).out().contains("predicted ms"));
        CommandLineRun without = CommandLineTest.run("plan", recipe("target: iOS18\n" + step).toString(), "--json", "-");
        assertTrue(without.json().path("predictions").isMissingNode());
    }

    @Test
    void pagesShowABarBeforeAndAfterForEveryDevice() throws IOException {
        Path recipe = recipe("target: iOS18\ndevices: [iPhone 14 Pro, iPhone 16]\n"
                + "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n");
        Path page = folder.resolve("r.html");
        CommandLineRun run = CommandLineTest.run("compress", recipe.toString(), "--html", page.toString());
        assertEquals(0, run.code(), run.err());
        String html = Files.readString(page);
        String table = html.substring(html.indexOf("<table id=\"predictions\">"));
        table = table.substring(0, table.indexOf("</table>"));
        assertEquals(2 * 2, table.split("role=\"img\"", -1).length - 1);
        assertTrue(table.contains("iPhone 16, iOS18"), table);
        assertTrue(html.contains("Predicted, not measured."));
        assertTrue(html.contains("<th>Range</th>"));
        Ranged.assertRanged("predicted " + table.replaceAll("<[^>]*title>", "\n"));
    }

    @Test
    void noNumberStandsWithoutItsRange() throws IOException {
        Path recipe = recipe("target: iOS18\ndevices: [iPhone 14 Pro, MacBook Pro M3]\n"
                + "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n");
        for (String command : List.of("predict", "plan", "compress")) {
            CommandLineRun run = CommandLineTest.run(command, recipe.toString());
            String table = run.out().substring(run.out().indexOf("device "));
            assertTrue(table.contains("predicted ms  range"), table);
            assertTrue(table.lines().skip(1).findFirst().orElseThrow()
                    .matches("iPhone 14 Pro .* [0-9.]+  [0-9.]+ to [0-9.]+ +[0-9.]+ \\([0-9.]+ to [0-9.]+\\) .*"), table);
        }
        CommandLineRun text = CommandLineTest.run("predict", recipe.toString());
        assertTrue(text.out().contains("(all numbers are predicted)"), text.out());
        assertTrue(text.out().contains(" ms  range "), text.out());
        CommandLineRun json = CommandLineTest.run("predict", recipe.toString(), "--json", "-");
        ranges(json.json());
        ranges(CommandLineTest.run("plan", recipe.toString(), "--json", "-").json().get("predictions"));
    }

    /** Every number of milliseconds has a lower and a higher one beside it. */
    private static void ranges(JsonNode node) {
        node.fieldNames().forEachRemaining(name -> {
            String base = name.equals("latency_ms") || name.equals("ms") ? "" : name.replaceFirst("ms$", "");
            if (name.endsWith("ms") && !name.contains("low_") && !name.contains("high_")) {
                double value = node.get(name).asDouble();
                assertTrue(node.get(base + "low_ms").asDouble() <= value, name + " of " + node);
                assertTrue(node.get(base + "high_ms").asDouble() >= value, name + " of " + node);
            }
        });
        node.forEach(PredictCommandTest::ranges);
    }

    @Test
    void everyFunctionCanBePredicted() throws IOException {
        Path model = Packages.copy(MODEL, folder.resolve("Two.mlpackage"));
        Packages.edit(model, PredictCommandTest::prefillBesideMain);
        CommandLineRun usual = CommandLineTest.run("predict", model.toString(), "--device", "iPhone 15 Pro");
        assertTrue(usual.out().contains("functions of the model: main, prefill; --function predicts"), usual.out());
        CommandLineRun both = CommandLineTest.run(
                "predict", model.toString(), "--device", "iPhone 15 Pro", "--function", "main", "--function", "prefill",
                "--json", "-");
        assertEquals(0, both.code(), both.err());
        JsonSchemas.assertValid("predict.schema.json", both.json());
        assertEquals("[\"main\",\"prefill\"]", both.json().get("functions").toString());
        assertEquals("main", both.json().get("devices").get(0).get("function").asText());
        assertEquals("prefill", both.json().get("devices").get(1).get("function").asText());
        assertEquals(
                both.json().get("devices").get(0).get("latency_ms"), both.json().get("devices").get(1).get("latency_ms"));
        CommandLineRun wrong = CommandLineTest.run("predict", model.toString(), "--function", "prefil");
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("did you mean \"prefill\"?"), wrong.err());
    }

    private static Model prefillBesideMain(Model model) {
        Model.Builder builder = model.toBuilder();
        builder.getMlProgramBuilder()
                .putFunctions("prefill", model.getMlProgram().getFunctionsOrThrow("main"));
        for (String name : List.of("main", "prefill")) {
            builder.getDescriptionBuilder().addFunctionsBuilder()
                    .setName(name)
                    .addAllInput(model.getDescription().getInputList())
                    .addAllOutput(model.getDescription().getOutputList());
        }
        builder.getDescriptionBuilder().clearInput().clearOutput().setDefaultFunctionName("main");
        return builder.build();
    }

    @Test
    void choicesOfUnitsSideBySide() throws IOException {
        CommandLineRun run = CommandLineTest.run(
                "predict", MODEL.toString(), "--device", "iPhone 15 Pro", "--compute-units", "cpu_only",
                "--compute-units", "cpu_and_ne", "--json", "-");
        assertEquals(0, run.code(), run.err());
        assertEquals("cpu_only", run.json().get("devices").get(0).get("compute_units").asText());
        assertEquals("cpu_and_ne", run.json().get("devices").get(1).get("compute_units").asText());
        CommandLineRun wrong = CommandLineTest.run("predict", MODEL.toString(), "--compute-units", "cpu_and_an");
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("did you mean \"cpu_and_ne\"?"), wrong.err());
    }

    @Test
    void withoutDevicesAUsualOneForEachPlatform() throws IOException {
        CommandLineRun run = CommandLineTest.run("predict", MODEL.toString(), "--json", "-");
        assertEquals(2, run.json().get("devices").size());
        Path recipe = recipe("target: watchOS11\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n");
        CommandLineRun watch = CommandLineTest.run("predict", recipe.toString(), "--json", "-");
        assertEquals("S10", watch.json().get("devices").get(0).get("chip").asText());
    }

    @Test
    void whatCannotBePredictedIsSaid() throws IOException {
        CommandLineRun device = CommandLineTest.run("predict", MODEL.toString(), "--device", "iPhone 15Pr");
        assertEquals(0, device.code(), device.err());
        assertTrue(device.err().contains("did you mean iPhone 15 Pro?"), device.err());
        Path nothing = folder.resolve("nothing.mlpackage");
        assertEquals(2, CommandLineTest.run("predict", nothing.toString()).code());
        Path recipe = recipe("config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n");
        Files.writeString(recipe, Files.readString(recipe).replaceFirst("model: .*\n", ""));
        CommandLineRun modelless = CommandLineTest.run("predict", recipe.toString());
        assertEquals(2, modelless.code());
        assertTrue(modelless.err().contains("names no model"), modelless.err());
    }

    @Test
    void measuredUnitsAndTimesCountMore() throws IOException {
        Path plan = measured("\"chip\": \"Apple M1 Max\", \"device\": \"Mac13,1\", \"latency_ms\": {\"median\": 3.5}, ", "cpu");
        CommandLineRun run = CommandLineTest.run(
                "predict", MODEL.toString(), "--measured", plan.toString(), "--json", "-");
        assertEquals(0, run.code(), run.err());
        JsonSchemas.assertValid("predict.schema.json", run.json());
        JsonNode device = run.json().get("devices").get(0);
        assertEquals(1, run.json().get("devices").size(), "the file brings its own device");
        assertEquals("M1 Max", device.get("chip").asText());
        assertEquals("measured", device.get("basis").asText());
        assertEquals(3.5, device.get("latency_ms").asDouble());
        double sum = 0;
        for (JsonNode layer : device.get("layers")) {
            assertEquals("cpu", layer.get("unit").asText());
            assertEquals("measured", layer.get("basis").asText());
            sum += layer.get("ms").asDouble();
        }
        assertEquals(3.5, sum, 1e-3, "the shares make up the whole");
        JsonNode about = device.get("measured");
        assertEquals(about.get("compared").asInt(), about.get("agreeing").asInt() + about.get("differences").size());
        CommandLineRun text = CommandLineTest.run("predict", MODEL.toString(), "--measured", plan.toString());
        assertTrue(text.out().contains("(measured on Mac13,1 (M1 Max); the rest is predicted)"), text.out());
        assertTrue(
                text.out().contains("predicted units agree with measured ones for " + about.get("agreeing") + " of "
                        + about.get("compared") + " operations"),
                text.out());
    }

    @Test
    void recipesNameMeasuredFiles() throws IOException {
        measured("", "gpu");
        Path recipe = recipe("target: macOS15\nmeasured: {MacBook Pro M3: m.json}\n"
                + "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n");
        JsonNode device = CommandLineTest.run("predict", recipe.toString(), "--json", "-").json().get("devices").get(0);
        assertEquals("MacBook Pro M3", device.get("device").asText());
        assertEquals("predicted", device.get("basis").asText());
        assertEquals("measured_share", device.get("layers").get(0).get("basis").asText());
        JsonNode planned = CommandLineTest.run("plan", recipe.toString(), "--json", "-").json();
        JsonSchemas.assertValid("report.schema.json", planned);
        assertTrue(planned.get("predictions").get(0).has("measured"));
    }

    @Test
    void measuredFilesThatCannotBeUsedAreRefused() throws IOException {
        Path plan = measured("", "gpu");
        refused(plan.toString(), "does not say on which of iPhone 15 Pro, MacBook Pro M3 it was measured");
        refused("iPhone 15Pr=" + plan, "did you mean iPhone 15 Pro?");
        refused("iPhone 15 Pro=" + plan + "x", "no such file");
        refused("iPhone 15 Pro=net.mlperf", "net.mlperf: a performance report of Xcode, whose format is not published");
        Files.writeString(plan, "{\"infos\": [{\"path\": 3}]}");
        refused("iPhone 15 Pro=" + plan, "m.json: infos[0].path: an object expected, 3 found");
        Files.writeString(plan, "{\"mlrecipe_measured\": 1, \"operations\": [{\"output\": \"q\", \"unit\": \"cpu\"}]}");
        refused("iPhone 15 Pro=" + plan, "is about another model: this one has 0 of its 1 operations");
    }

    private static void refused(String measured, String reason) {
        CommandLineRun run = CommandLineTest.run("predict", MODEL.toString(), "--measured", measured);
        assertEquals(2, run.code());
        assertTrue(run.err().contains(reason), run.err());
        assertEquals(1, run.err().strip().lines().count(), run.err());
    }

    /** A file that has every operation of the model on one unit. */
    private Path measured(String head, String unit) throws IOException {
        JsonNode ops = CommandLineTest.run("inspect", MODEL.toString(), "--json", "-").json().get("functions").get(0).get("ops");
        StringBuilder rows = new StringBuilder();
        for (JsonNode op : ops) {
            if (!op.get("type").asText().startsWith("const")) {
                rows.append(rows.isEmpty() ? "" : ", ").append("{\"output\": ").append(op.get("outputs").get(0).get("name"))
                        .append(", \"unit\": \"").append(unit).append("\", \"cost\": 0.01}");
            }
        }
        return Files.writeString(
                folder.resolve("m.json"), "{\"mlrecipe_measured\": 1, " + head + "\"operations\": [" + rows + "]}");
    }

    private Path recipe(String text) throws IOException {
        Path recipe = folder.resolve("r.mlrecipe.yaml");
        return Files.writeString(recipe, "model: " + MODEL + "\noutput: out.mlpackage\n" + text);
    }
}
