package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.mlrecipe.editor.Display;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users and workspaces can set. */
class SettingsTest {
    @TempDir
    private Path folder;

    private static Settings of(String json) {
        return Settings.of(JsonParser.parseString(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null", "1", "[]", "{}", "{\"compressOn\": 3}", "{\"compressOn\": \"never\"}", "{\"threads\": 0}",
                "{\"threads\": \"four\"}", "{\"severity\": [1]}", "{\"severity\": {\"unknown-key\": \"loud\"}}",
                "{\"diagnostics\": 3}", "{\"diagnostics\": {\"perLayer\": -1}}", "{\"hazards\": {\"off\": \"x\"}}",
                "{\"defaultTarget\": \" \"}", "{\"threads\": 1e99}"
            })
    void nonsenseIsAsIfItWereNotThere(String json) {
        assertEquals(Settings.STANDARD, of(json));
    }

    @Test
    void layers() {
        assertEquals(
                Display.Layers.OFF, of("{\"diagnostics\": {\"perLayer\": \"off\"}}").display().orElseThrow().layers());
        assertEquals(
                Display.Layers.ALL, of("{\"diagnostics\": {\"perLayer\": \"all\"}}").display().orElseThrow().layers());
        assertEquals(2, of("{\"diagnostics\": {\"perLayer\": 2}}").display().orElseThrow().perRule());
    }

    @Test
    void severitiesAreAsTheUserWants() throws Exception {
        Editor.Setup setup = new Editor.Setup().settings("{\"severity\": {\"unknown-key\": \"off\", \"invalid-value\": \"hint\"}}");
        try (Editor editor = Editor.in(folder, setup)) {
            Document recipe = editor.openAt("untitled:1", "target: iOS99\nmodle: a\n");
            recipe.sees("a hint", shown -> shown.stream().anyMatch(d -> Document.has("invalid-value").test(d)
                    && d.getSeverity() == DiagnosticSeverity.Hint));
            // It keeps the recipe from being run, so it cannot be hidden.
            recipe.sees("unknown-key");
        }
    }

    @Test
    void theDefaultTargetIsThatOfTheSettings() throws Exception {
        Editor.Setup setup = new Editor.Setup().settings("{\"defaultTarget\": \"iOS16\"}");
        try (Editor editor = Editor.in(folder, setup)) {
            Document recipe = editor.openAt(
                    "untitled:1",
                    "config_type: OpPalettizerConfig\nglobal_config: {mode: kmeans, nbits: 4, granularity: per_grouped_channel}\n");
            recipe.sees("unavailable-on-target");
            editor.screen().set("{\"defaultTarget\": \"iOS18\"}");
            editor.server().getWorkspaceService().didChangeConfiguration(new DidChangeConfigurationParams(new JsonObject()));
            recipe.seesNo("unavailable-on-target");
        }
    }

    @Test
    void clientsThatCannotBeAskedTell() throws Exception {
        try (Editor editor = Editor.in(folder, new Editor.Setup().withoutConfiguration())) {
            Document recipe = editor.openAt("untitled:1", "target: iOS99\n");
            recipe.sees("invalid-value");
            editor.server()
                    .getWorkspaceService()
                    .didChangeConfiguration(new DidChangeConfigurationParams(JsonParser.parseString(
                            "{\"mlrecipe\": {\"severity\": {\"invalid-value\": \"warning\"}}}")));
            recipe.sees("a warning", shown -> shown.stream()
                    .anyMatch(d -> d.getSeverity() == DiagnosticSeverity.Warning));
        }
    }

    @Test
    void options() {
        UserOptions options = UserOptions.of(JsonParser.parseString(
                "{\"trusted\": false, \"autoSave\": true, \"profile\": \"IntelliJ\", \"cacheSizeMB\": 10,"
                        + " \"outputRoots\": [\"/a\", \"relative\", 3], \"plugins\": \"/p\"}"));
        assertTrue(!options.trusted() && options.autoSave() && options.intellij());
        assertEquals(Optional.of(10L << 20), options.cacheBytes());
        assertEquals(List.of(Path.of("/a").toAbsolutePath()), options.outputRoots());
        assertTrue(UserOptions.of(null).trusted());
    }
}
