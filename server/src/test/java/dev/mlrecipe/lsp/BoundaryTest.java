package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recipe that was merely opened may not do. */
class BoundaryTest {
    private static final Editor.Setup UNTRUSTED = new Editor.Setup().options("{\"trusted\": false}");

    @TempDir
    private Path root;

    /** The workspace: a folder inside of what the test may touch. */
    private Path workspace() throws IOException {
        Path folder = root.resolve("workspace");
        Files.createDirectories(folder);
        return folder;
    }

    private static void compress(Editor editor, Document recipe) throws Exception {
        Editor.await(editor.server()
                .getWorkspaceService()
                .executeCommand(new ExecuteCommandParams(Commands.COMPRESS, List.of(recipe.uri()))));
    }

    @Test
    void nothingIsRunWithoutTrust() throws Exception {
        Models.put(workspace(), "Net.mlpackage");
        try (Editor editor = Editor.in(workspace(), UNTRUSTED)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("nbits: 4", "nbit: 4"));
            recipe.sees("unknown-key");
            recipe.replace("nbit: 4", "nbits: 4").save();
            ExecutionException refused = assertThrows(ExecutionException.class, () -> compress(editor, recipe));
            assertTrue(refused.getMessage().contains("not trusted"), refused.getMessage());
            assertFalse(Files.exists(workspace().resolve("out")));
        }
    }

    @Test
    void modelsOutsideAreNotReadWithoutTrust() throws Exception {
        Models.put(root, "Outside.mlpackage");
        String text = Models.RECIPE.replace("Net.mlpackage\noutput", "../Outside.mlpackage\noutput");
        try (Editor editor = Editor.in(workspace(), UNTRUSTED)) {
            Document recipe = editor.open("a.mlrecipe.yaml", text);
            assertTrue(recipe.sees("model-unreadable").getMessage().getLeft().contains("not trusted"));
            trust(editor, true);
            recipe.seesNo("model-unreadable");
            trust(editor, false);
            recipe.sees("model-unreadable");
        }
    }

    @Test
    void linksDoNotLeadOutWithoutTrust() throws Exception {
        Models.put(root, "Outside.mlpackage");
        Files.createSymbolicLink(workspace().resolve("Net.mlpackage"), root.resolve("Outside.mlpackage"));
        try (Editor editor = Editor.in(workspace(), UNTRUSTED)) {
            editor.open("a.mlrecipe.yaml", Models.RECIPE).sees("model-unreadable");
        }
    }

    private static void trust(Editor editor, boolean trusted) {
        JsonObject change = new JsonObject();
        change.addProperty("trusted", trusted);
        Endpoint endpoint = ServiceEndpoints.toEndpoint(editor.server());
        endpoint.notify("mlrecipe/trustChanged", change);
    }

    @Test
    void outputsStayInsideTheWorkspace() throws Exception {
        Models.put(workspace(), "Net.mlpackage");
        try (Editor editor = Editor.in(workspace())) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("out/Net", "../out/Net"));
            assertTrue(recipe.sees("output-conflict").getMessage().getLeft().contains("inside their workspace only"));
            recipe.save();
            compress(editor, recipe);
            editor.see("why not", () -> editor.screen().messages().toString(), all -> all.contains("not compressed"));
            assertFalse(Files.exists(root.resolve("out")));
        }
    }

    @Test
    void outputsStayInsideBehindLinks() throws Exception {
        Models.put(workspace(), "Net.mlpackage");
        Files.createDirectories(root.resolve("elsewhere"));
        Files.createSymbolicLink(workspace().resolve("out"), root.resolve("elsewhere"));
        try (Editor editor = Editor.in(workspace())) {
            editor.open("a.mlrecipe.yaml", Models.RECIPE).sees("output-conflict");
        }
    }

    @Test
    void theUserMayAllowOtherFolders() throws Exception {
        Models.put(workspace(), "Net.mlpackage");
        Editor.Setup setup = new Editor.Setup().options("{\"outputRoots\": [\"" + root.resolve("out") + "\"]}");
        try (Editor editor = Editor.in(workspace(), setup)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("out/Net", "../out/Net"));
            recipe.save();
            recipe.sees("layer-result");
        }
    }

    @Test
    void withoutAFolderTheRecipesOwnIsTheLimit() throws Exception {
        Models.put(workspace(), "Net.mlpackage");
        Path other = root.resolve("other");
        Files.createDirectories(other);
        try (Editor editor = Editor.in(workspace(), new Editor.Setup().folders(other))) {
            editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("out/Net", "../other/Net")).sees("output-conflict");
            Document inside = editor.open("b.mlrecipe.yaml", Models.RECIPE);
            inside.save();
            inside.sees("layer-result");
        }
    }

    @Test
    void pipesAreNotOpened() throws Exception {
        Process maker = new ProcessBuilder("mkfifo", workspace().resolve("Net.mlmodel").toString()).start();
        assertEquals(0, maker.waitFor());
        try (Editor editor = Editor.in(workspace())) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("model: Net.mlpackage", "model: Net.mlmodel"));
            assertTrue(recipe.sees("model-unreadable").getMessage().getLeft().contains("a device or a pipe"));
        }
    }

    @Test
    void documentsWithoutAPlaceAreCheckedOnly() throws Exception {
        try (Editor editor = Editor.in(workspace())) {
            Document untitled = editor.openAt("untitled:Untitled-1", "target: iOS99\n");
            untitled.sees("invalid-value");
            ExecutionException refused = assertThrows(ExecutionException.class, () -> compress(editor, untitled));
            assertTrue(refused.getMessage().contains("lie on disk"), refused.getMessage());
        }
    }

    @Test
    void oldVersionsAreIgnored() throws Exception {
        try (Editor editor = Editor.in(workspace())) {
            Document old = editor.openAt("git:/a.mlrecipe.yaml?ref", "target: iOS99\n");
            editor.openAt("untitled:Untitled-1", "target: iOS99\n").sees("invalid-value");
            assertEquals(null, editor.screen().diagnostics(old.uri()));
        }
    }

    @Test
    void twoRecipesWithOneOutputAreTold() throws Exception {
        Models.put(workspace(), "Net.mlpackage");
        try (Editor editor = Editor.in(workspace())) {
            Document one = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            Document two = editor.open("b.mlrecipe.yaml", Models.RECIPE);
            one.sees("output-conflict");
            two.sees("output-conflict");
            two.close();
            one.seesNo("output-conflict");
        }
    }

    @Test
    void pluginsAndFoldersOfSettingsCountForNothing() throws Exception {
        Models.put(workspace(), "Net.mlpackage");
        String settings = "{\"plugins\": \"/tmp\", \"outputRoots\": [\"" + root + "\"], \"trusted\": true}";
        try (Editor editor = Editor.in(workspace(), new Editor.Setup().settings(settings))) {
            editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("out/Net", "../out/Net")).sees("output-conflict");
            TimeUnit.MILLISECONDS.sleep(50);
            editor.open("b.mlrecipe.yaml", Models.RECIPE.replace("out/Net", "../o/Net")).sees("output-conflict");
        }
    }
}
