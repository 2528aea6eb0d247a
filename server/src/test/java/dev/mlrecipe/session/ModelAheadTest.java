package dev.mlrecipe.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are opened before anyone asks for them. */
class ModelAheadTest {
    private static final Path MODEL =
            Path.of(System.getProperty("mlrecipe.root"), "examples/models/DigitNet_iOS18.mlpackage");

    @TempDir
    Path folder;

    private ModelAhead begin(String text) throws IOException {
        return ModelAhead.begin(Files.writeString(folder.resolve("r.mlrecipe.yaml"), text).toString());
    }

    @Test
    void theModelOfTheRecipeIsGivenOnce() throws IOException {
        ModelAhead ahead = begin("model: " + MODEL + "\nsteps: [\n");
        assertEquals(Optional.empty(), ahead.take(folder.resolve("Other.mlpackage")));
        try (CoreMlModel model = ahead.take(RealPaths.real(MODEL)).orElseThrow()) {
            assertEquals(RealPaths.real(MODEL), model.path());
            ahead.close();
            assertTrue(model.fingerprint().length() > 0, "whoever took it keeps it open");
        }
        assertEquals(Optional.empty(), ahead.take(RealPaths.real(MODEL)));
    }

    @Test
    void aModelThatNobodyTookIsClosed() throws IOException {
        ModelAhead ahead = begin("model: " + MODEL + "\n");
        ahead.close();
        assertEquals(Optional.empty(), ahead.take(RealPaths.real(MODEL)));
    }

    @Test
    void whatStandsAgainstItIsLeftToWhoeverAsks() throws IOException {
        Files.createDirectory(folder.resolve("Empty.mlpackage"));
        for (String text : List.of("", "- a", "model: [a]", "model: Missing.mlpackage", "model: Empty.mlpackage",
                "model: \"\\0\"", "models: {a: {model: a.mlpackage}}", "\u0000", "model: &a [*a]")) {
            assertEquals(Optional.empty(), begin(text).take(folder.resolve("Empty.mlpackage")), text);
        }
        for (String recipe : List.of("", "\0", folder.toString(), folder.resolve("none.yaml").toString())) {
            assertEquals(Optional.empty(), ModelAhead.begin(recipe).take(folder), recipe);
        }
    }
}
