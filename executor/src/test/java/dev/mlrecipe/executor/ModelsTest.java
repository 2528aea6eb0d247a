package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whole models: all of them can be run, and those with known outputs tell them. */
class ModelsTest {

    @TestFactory
    Stream<DynamicTest> everyModelRuns() throws IOException {
        return Stream.concat(
                        TestData.packages(TestData.shared("models")).stream(),
                        TestData.packages(TestData.golden("")).stream())
                .map(model -> DynamicTest.dynamicTest(
                        model.toString().replaceAll(".*/(models|goldens)/", ""), () -> runs(model)));
    }

    private static void runs(Path model) throws IOException {
        try (Session session = TestData.open(model, ExecuteOptions.defaults().withThreads(2))) {
            assertEquals(List.of(), session.unsupported());
            assertFalse(session.outputs().isEmpty());
            Map<String, Tensor> outputs = session.run(TestData.random(session, 7));
            assertEquals(session.outputs(), List.copyOf(outputs.keySet()));
            outputs.forEach((name, tensor) -> {
                for (float value : tensor.toFloats()) {
                    assertTrue(Float.isFinite(value), name + ": " + value);
                }
            });
        }
    }

    /** {@code src/test/peer/make_digitnet.py} computed the logits with NumPy. */
    @Test
    void digitNetComputesWhatNumPyComputes() throws IOException {
        Map<String, Tensor> values =
                JsonTensors.read(TestData.ROOT.resolve("executor/src/test/resources/digitnet.json"));
        float[] expected = values.get("logits").toFloats();
        Path model = TestData.ROOT.resolve("examples/models/DigitNet_iOS17.mlpackage");
        assertLogits(model, ExecuteOptions.defaults(), values.get("images"), expected, 2e-5);
        // Eleven bits of every stored value, and some twenty layers.
        assertLogits(model, ExecuteOptions.defaults().withRoundedHalves(), values.get("images"), expected, 5e-3);
    }

    private static void assertLogits(
            Path model, ExecuteOptions options, Tensor images, float[] expected, double tolerance)
            throws IOException {
        try (Session session = TestData.open(model, options)) {
            for (int i = 0; i < images.shape().dim(0); i++) {
                float[] logits = session.run(Map.of("image", TestData.sample(images, i))).get("logits").toFloats();
                for (int j = 0; j < logits.length; j++) {
                    float wanted = expected[i * logits.length + j];
                    assertEquals(wanted, logits[j], tolerance * Math.max(1, Math.abs(wanted)), "image " + i);
                }
            }
        }
    }

    @Test
    void digitNetRecognisesDigits() throws IOException {
        Tensor images = TestData.npy(TestData.shared("models/digitnet/test_images.npy"));
        int[] labels = ((Tensor.Ints) TestData.npy(TestData.shared("models/digitnet/test_labels.npy"))).values();
        for (String version : List.of("iOS15", "iOS16", "iOS17", "iOS18")) {
            Path model = TestData.shared("models/digitnet/DigitNet_" + version + ".mlpackage");
            try (Session session = TestData.open(model, ExecuteOptions.defaults())) {
                int right = 0;
                for (int i = 0; i < labels.length; i++) {
                    Tensor logits = session.run(Map.of("image", TestData.sample(images, i))).get("logits");
                    right += argmax(logits.toFloats()) == labels[i] ? 1 : 0;
                }
                assertEquals(396, right, version + " of " + labels.length);
            }
        }
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    @Test
    void miniLmEmbedsSentences() throws IOException {
        Path folder = TestData.shared("models/minilm");
        Tensor ids = TestData.npy(folder.resolve("input_ids.npy"));
        Tensor mask = TestData.npy(folder.resolve("attention_mask.npy"));
        Tensor expected = TestData.npy(folder.resolve("reference_embeddings.npy"));
        try (Session session = TestData.open(folder.resolve("minilm_iOS18.mlpackage"), ExecuteOptions.defaults())) {
            for (int i = 0; i < 50; i += 7) {
                Map<String, Tensor> outputs = session.run(
                        Map.of("input_ids", TestData.sample(ids, i), "attention_mask", TestData.sample(mask, i)));
                float[] embedding = outputs.values().iterator().next().toFloats();
                double cosine = TestData.cosine(embedding, TestData.sample(expected, i).toFloats());
                assertTrue(cosine > 0.99999, "sentence " + i + ": " + cosine);
            }
        }
    }
}
