package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measured accuracy in an editor: after a save, in another session, and after labels have changed. */
class AccuracyInEditorTest {
    private static final Path EXAMPLES = TestData.ROOT.resolve("examples");

    @TempDir
    private Path folder;

    private Path recipe;

    @BeforeEach
    void placeRecipe() throws IOException {
        Files.copy(EXAMPLES.resolve("data/digit_labels.npy"), folder.resolve("labels.npy"));
        recipe = Files.writeString(
                folder.resolve("digits.mlrecipe.yaml"),
                """
                model: %s
                output: out.mlpackage
                target: iOS18
                data:
                  path: %s
                  labels: labels.npy
                  samples: 20
                config_type: OpPalettizerConfig
                global_config:
                  nbits: 4
                expect:
                  min_top1_agreement: 0.9
                """
                        .formatted(EXAMPLES.resolve("models/DigitNet_iOS18.mlpackage"), EXAMPLES.resolve("data/digits.npy")));
    }

    @Test
    void aSaveMeasuresAndFiguresStayUntilLabelsChange() throws Exception {
        String figures;
        try (EditorSession editor = new EditorSession(recipe)) {
            editor.save();
            editor.ended(1);
            editor.sees("layer-result");
            figures = editor.hover("min_top1_agreement", "output on 20 samples");
            assertTrue(row(figures).contains("| 100 % → 100 % |"), figures);
            assertTrue(figures.contains("Layers furthest off"), figures);
            assertEquals(row(figures), row(editor.hover("expect", "output on 20 samples")));
            assertTrue(editor.hover("global_config", "output SNR dB").contains("| `"));
            assertEquals(1, editor.begun());
        }
        assertTrue(Files.exists(folder.resolve("out.mlpackage/Manifest.json")));

        try (EditorSession editor = new EditorSession(recipe)) {
            editor.sees("layer-result");
            assertEquals(figures, editor.hover("min_top1_agreement", "output on 20 samples"));
            assertEquals(0, editor.begun());

            everyLabelIs(0);
            editor.save();
            editor.ended(1);
            String changed = editor.hover("min_top1_agreement", "% → ");
            assertEquals(1, editor.begun());
            assertTrue(!row(changed).contains("100 % → 100 %"), changed);
            int before = row(figures).indexOf("| 100 % → ");
            assertEquals(row(figures).substring(0, before), row(changed).substring(0, before));
        }
    }

    /** The line of the table that tells of the output. */
    private static String row(String figures) {
        return figures.lines().filter(line -> line.startsWith("| `logits`")).findFirst().orElseThrow(() ->
                new AssertionError(figures));
    }

    private void everyLabelIs(int label) throws IOException {
        Path file = folder.resolve("labels.npy");
        byte[] array = Files.readAllBytes(file);
        ByteBuffer bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(array, 10 + bytes.getShort(8), array.length, (byte) label);
        Files.write(file, array);
    }
}
