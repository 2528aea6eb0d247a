package dev.mlrecipe.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mlrecipe.cli.Main;
import dev.mlrecipe.testing.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A model that we compressed, to be read by coremltools.
 *
 * @param title what it is called in a test report
 * @param original the input
 * @param compressed the output
 * @param report our report
 * @param rows where the peer writes what it found
 * @param forms weights that must have these forms
 */
record PeerJob(String title, Path original, Path compressed, Path report, Path rows, Map<String, String> forms) {
    /** Python writes Infinity for the ratio of a weight without error. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /**
     * Compresses a model as a user would.
     *
     * @param number names the files of this job in {@code folder}
     * @param steps a recipe's steps as YAML
     * @param forms weights that must get these forms
     */
    static PeerJob compress(
            Path folder, int number, String title, Path model, String steps, Map<String, String> forms)
            throws IOException {
        return compress(folder, number, title, model, "\nsteps: [", steps, forms);
    }

    /** @param middle what stands between the output and the steps */
    static PeerJob compress(
            Path folder, int number, String title, Path model, String middle, String steps, Map<String, String> forms)
            throws IOException {
        Path recipe = folder.resolve(number + ".mlrecipe.yaml");
        Path output = folder.resolve(number + ".mlpackage");
        Path report = folder.resolve(number + ".json");
        Files.writeString(recipe, "model: " + model + "\noutput: " + output + middle + steps + "]\n");
        int exit = Main.run("compress", recipe.toString(), "--json", report.toString(), "--quiet", "--no-cache");
        assertEquals(0, exit, title);
        return new PeerJob(title, model, output, report, folder.resolve(number + ".peer.json"), forms);
    }

    /** Shows all packages to the peer, in one process, and gives a test for each. */
    static Stream<DynamicTest> check(Path python, Path folder, List<PeerJob> jobs)
            throws IOException, InterruptedException {
        Peer.check(
                python,
                folder,
                jobs.stream()
                        .map(job -> new Peer.Pair(job.original, job.compressed, job.rows))
                        .toList());
        return jobs.stream().map(job -> DynamicTest.dynamicTest(job.title, job::verify));
    }

    /** coremltools has the bits that an independent reader finds, and that reader the errors that we report. */
    private void verify() throws IOException {
        Peer.requirePassed(rows);
        Map<String, JsonNode> ours = new HashMap<>();
        for (JsonNode layer : JSON.readTree(report.toFile()).get("layers")) {
            ours.put(layer.get("weight").asText(), layer);
            layer.get("shared_with").forEach(other -> ours.put(other.asText(), layer));
        }
        int compressed = 0;
        Map<String, String> found = new TreeMap<>();
        for (JsonNode row : JSON.readTree(rows.toFile())) {
            JsonNode layer = ours.get(row.get("weight").asText());
            assertTrue(layer != null, "not in our report: " + row.get("weight"));
            found.put(row.get("weight").asText(), row.get("form").asText());
            if (layer.get("status").asText().equals("compressed")) {
                compressed++;
                double mse = layer.get("mse").asDouble();
                assertEquals(row.get("mse").asDouble(), mse, 1e-6 * mse + 1e-30, row.get("weight").asText());
                assertEquals(row.get("form").asText(), layer.get("form").asText());
            }
        }
        assertTrue(compressed > 0, "nothing was compressed");
        found.keySet().retainAll(forms.keySet());
        assertEquals(forms, found);
    }
}
