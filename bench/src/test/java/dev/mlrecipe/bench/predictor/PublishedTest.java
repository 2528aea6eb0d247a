package dev.mlrecipe.bench.predictor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void mobileOneHasThePublishedSizes() {
        assertSize(2.1e6, 275e6, MobileOne.of(false, 0.75, 1, 1, 2));
        assertSize(4.8e6, 825e6, MobileOne.of(false, 1.5, 1.5, 2, 2.5));
        assertSize(7.8e6, 1299e6, MobileOne.of(false, 1.5, 2, 2.5, 4));
        assertSize(10.1e6, 1896e6, MobileOne.of(false, 2, 2.5, 3, 4));
        assertSize(14.8e6, 2978e6, MobileOne.of(true, 3, 3.5, 3.5, 4));
    }

    private static void assertSize(double parameters, double multiplyAdds, Workload workload) {
        assertEquals(parameters, parameters(workload), 0.03 * parameters);
        double products = workload.work().stream().mapToDouble(Work::multiplyAdds).sum();
        assertEquals(multiplyAdds, products, 0.01 * multiplyAdds);
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
    void thePageAndTheConstantsAreWhatTheFitsGive() throws IOException {
        Calibrate calibrate = new Calibrate(ROOT);
        Fits fits = Fits.read(Calibrate.fitsFile(ROOT), calibrate.constants());
        String page = Files.readString(ROOT.resolve("docs/predictor.md"));
        assertEquals(calibrate.page(fits), page, "docs/predictor.md: run bench/predictor");
        assertEquals(
                fits.all().all(), calibrate.constants().all(), "schema/predictor.yaml: run bench/predictor");
        assertEquals(
                calibrate.lines(fits),
                Files.readAllLines(Calibrate.fitsFile(ROOT)),
                "bench/predictor-fits.csv is of other rows, programs or another predictor: run bench/predictor");
        assertTrue(page.contains("| **R030** |"), "misses are marked");
    }

    /** The ends of the widest trusted range hold nine of ten rows that the constants know nothing of. */
    @Test
    void rangesHoldWhatTheyPromise() throws IOException {
        Matcher factor = Pattern.compile("within a factor of ([0-9.]+)")
                .matcher(Files.readString(ROOT.resolve("docs/predictor.md")));
        assertTrue(factor.find());
        Matcher high = Pattern.compile("high: ([0-9.]+),")
                .matcher(Files.readString(ROOT.resolve("schema/predictor.yaml")));
        assertTrue(high.find());
        assertTrue(Double.parseDouble(high.group(1)) >= Double.parseDouble(factor.group(1)));
    }

    @Test
    void programsSurviveTheirFiles(@TempDir Path folder) throws IOException {
        Workload encoder = Transformer.encoder(2, 64, 128, 4, 16);
        ProgramFile.write(folder.resolve("encoder.txt"), encoder);
        assertEquals(encoder, ProgramFile.read(folder.resolve("encoder.txt")));
    }
}
