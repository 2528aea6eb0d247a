package dev.mlrecipe.bench.predictor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.predict.Predictor;
import dev.mlrecipe.predict.StoredWeight;
import dev.mlrecipe.predict.Work;
import dev.mlrecipe.predict.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The published rows, the programs that are generated for them, and the page that came of both. */
class PublishedTest {
    private static final Path ROOT = Path.of(System.getProperty("mlrecipe.root", ".."));

    @Test
    void everyRowHasItsCells() throws IOException {
        List<Published> rows = Published.read(ROOT.resolve("bench/published.csv"));
        assertEquals(237, rows.size());
        Published blocks = rows.stream().filter(row -> row.id().equals("R177")).findFirst().orElseThrow();
        assertEquals("int4 per-block 32 + KV cache as state, max context 128", blocks.get("config"));
        assertEquals("max context 128", blocks.context());
        assertEquals(25.35, blocks.ms());
    }

    @Test
    void generatedProgramsHaveThePublishedSizes() {
        Workload opt = Transformer.decoder(24, 2048, 8192, 32, 64, 50272);
        // 1.3 billion parameters, of which the embedding is counted once; no biases and norms here.
        assertEquals(1.31e9, parameters(opt) - 50272.0 * 2048, 0.02e9);
        Workload llama = Transformer.llamaStep(32, 4096, 14336, 32, 8, 128, 128256);
        assertEquals(8.03e9, parameters(llama), 0.02e9);
        // Every weight but the embedding meets one token; attention adds 2 * 128 * 4096 a layer.
        double products = llama.work().stream().mapToDouble(Work::multiplyAdds).sum();
        assertEquals(parameters(llama) - 128256.0 * 4096 + 32 * 2.0 * 128 * 4096, products, 1);
    }

    private static double parameters(Workload workload) {
        Map<Integer, Double> elements = new HashMap<>();
        for (Work work : workload.work()) {
            for (StoredWeight weight : work.weights()) {
                elements.put(weight.id(), (double) weight.elements());
            }
        }
        return elements.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    @Test
    void thePageTellsOfTheConstantsThatArePredictedWith() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/predictor.md"));
        Matcher row = Pattern.compile("(?m)^\\| (\\w+) \\| ([0-9.]+) \\| [0-9.]+ to ").matcher(page);
        int found = 0;
        for (; row.find(); found++) {
            double shipped = Predictor.load().constants().all().get(row.group(1)).is();
            assertEquals(shipped, Double.parseDouble(row.group(2)), row.group(1));
        }
        assertEquals(Fit.FREE.size(), found);
        assertTrue(page.contains("| **R030** |"), "misses are marked");
    }
}
