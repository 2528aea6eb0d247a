package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Opset;
import java.nio.file.Path;
import org.eclipse.lsp4j.Diagnostic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe for iOS18 and a model of iOS17 in an editor. */
class RaiseSessionTest {
    private static final String RECIPE = """
            model: Net.mlpackage
            output: out/Net.mlpackage
            target: iOS18
            config_type: OpLinearQuantizerConfig
            global_config: {dtype: int4}
            """;

    @TempDir
    private Path folder;

    @Test
    void theKeyTurnsAnErrorIntoARaisedAndCompressedModel() throws Exception {
        Models.copy(Path.of("..", "examples", "models", "DigitNet_iOS17.mlpackage"), folder.resolve("Net.mlpackage"));
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", RECIPE);
            Diagnostic old = recipe.sees("model-opset-too-old");
            assertTrue(old.getMessage().getLeft().contains("raise_opset: true"), old.getMessage().getLeft());
            recipe.replace("target: iOS18", "target: iOS18\nraise_opset: true");
            Diagnostic raised = recipe.sees("opset-raised");
            assertTrue(raised.getMessage().getLeft().contains("CoreML7 to CoreML8"), raised.getMessage().getLeft());
            recipe.seesNo("model-opset-too-old");
            recipe.save();
            recipe.sees("layer-result");
            editor.see("the end", () -> editor.screen().progress().toString(), all -> all.contains("\"done\""));
            try (CoreMlModel output = CoreMlModels.open(folder.resolve("out/Net.mlpackage"))) {
                assertEquals(Opset.COREML8, output.index().opset().orElseThrow());
            }
        }
    }
}
