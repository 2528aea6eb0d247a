package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.testing.CommandLineRun;
import dev.mlrecipe.testing.JsonSchemas;
import dev.mlrecipe.testing.Peer;
import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script for Macs, run with the real coremltools over proxies that answer in Core ML's place, and what it writes read
 * again. The same plan as coremltools' own classes write it says the same.
 */
class MeasureScriptTest {
    private static final Path MODEL = Repository.path("examples/models/DigitNet_iOS17.mlpackage");

    @TempDir
    private Path folder;

    @Test
    void whatTheScriptWritesIsRead() throws Exception {
        Path python = Peer.python();
        Path measured = folder.resolve("DigitNet.measured.json");
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        python.toString(),
                        Repository.path("server/src/test/peer/measure_check.py").toString(),
                        Repository.path("examples/measure_on_mac.py").toString(),
                        MODEL.toString(),
                        measured.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> read(log));
        JsonNode json = new ObjectMapper().readTree(measured.toFile());
        JsonSchemas.assertValid("measured.schema.json", json);
        JsonNode device = predict(measured);
        assertEquals("cpu_and_ne", device.get("compute_units").asText());
        assertEquals("measured", device.get("basis").asText());
        assertEquals(json.get("latency_ms").get("median").asDouble(), device.get("latency_ms").asDouble(), 1e-6);
        assertEquals(json.get("operations").size(), device.get("measured").get("operations").asInt());
        assertEquals(0, device.get("measured").get("unknown").size());
        for (JsonNode layer : device.get("layers")) {
            assertEquals("measured", layer.get("basis").asText(), layer.toString());
        }
        JsonNode plan = predict(Path.of(measured + ".plan.json"));
        assertEquals("coremltools", plan.get("measured").get("format").asText());
        assertEquals("predicted", plan.get("basis").asText());
        assertEquals(plan.get("layers"), predict(Path.of(measured + ".list.json")).get("layers"));
        for (JsonNode layer : plan.get("layers")) {
            assertTrue(layer.get("basis").asText().startsWith("measured_"), layer.toString());
        }
    }

    private static JsonNode predict(Path measured) throws Exception {
        CommandLineRun run = CommandLineTest.run(
                "predict", MODEL.toString(), "--measured", "MacBook Pro M3=" + measured, "--json", "-");
        assertEquals(0, run.code(), run.err());
        return run.json().get("devices").get(0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
