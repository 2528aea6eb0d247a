package dev.mlrecipe.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Runs the usual commands on recipes, one after the other in one process, so that an archive made of this process holds
 * what each of them loads. The launcher runs it after a build, once for each of its archives.
 */
public final class Rehearsal {
    /** Time for answers before the editor of the rehearsal leaves. Too short a time only makes the archive smaller. */
    private static final long EDITOR_STAYS_MILLIS = 1000;

    private static final List<String> PLAIN = List.of(
            "steps: [{config_type: OpPalettizerConfig, global_config: {mode: kmeans, nbits: 6}}]",
            "steps: [{config_type: OpLinearQuantizerConfig, global_config: {mode: linear_symmetric}}]",
            "steps: [{config_type: OpMagnitudePrunerConfig, global_config: {target_sparsity: 0.5}},"
                    + " {config_type: OpPalettizerConfig, joint_compression: true, global_config: {nbits: 4}}]");

    private Rehearsal() {}

    /** @param args {@code lsp} if the language server takes part, and recipes for small models; outputs are written */
    public static void main(String[] args) throws IOException {
        boolean server = args.length > 0 && args[0].equals("lsp");
        List<String> recipes = List.of(args).subList(server ? 1 : 0, args.length);
        Main.run("version");
        for (String recipe : recipes) {
            run(recipe);
        }
        if (!recipes.isEmpty()) {
            for (Path recipe : plain(Path.of(recipes.getFirst()))) {
                run(recipe.toString());
            }
        }
        if (server) {
            rehearseImport(Path.of(recipes.getFirst()).resolveSibling("compress.py"));
            System.setIn(editor(Path.of(recipes.getFirst())));
            Main.run("lsp");
        }
        System.exit(0); // as every command does
    }

    private static void run(String recipe) {
        Main.run("check", recipe);
        Main.run("plan", recipe);
        Main.run("compress", "--no-cache", recipe);
    }

    /** A script becomes a recipe, which the server does as well as a command. */
    private static void rehearseImport(Path script) {
        Main.run("import", script.toString(), "-o", script.resolveSibling("imported.mlrecipe.yaml").toString());
    }

    /** Recipes without a target or expectations, for the model of another one: most are like that. */
    private static List<Path> plain(Path recipe) throws IOException {
        String model = Files.readString(recipe).lines().filter(line -> line.startsWith("model:")).findFirst().orElseThrow();
        List<Path> written = new ArrayList<>();
        for (String leaf : PLAIN) {
            Path file = recipe.resolveSibling("plain" + written.size() + ".mlrecipe.yaml");
            Files.writeString(file, model + "\noutput: plain" + written.size() + ".mlpackage\n" + leaf + "\n");
            written.add(file);
        }
        return written;
    }

    /** What an editor says that opens a recipe, asks for a few things, and leaves. */
    private static InputStream editor(Path recipe) throws IOException {
        ObjectNode document = json().put("uri", recipe.toUri().toString());
        ObjectNode opened = document.deepCopy()
                .put("languageId", "mlrecipe")
                .put("version", 1)
                .put("text", Files.readString(recipe));
        ObjectNode place = json().set("textDocument", document);
        place.set("position", json().put("line", 1).put("character", 1));
        ObjectNode folder = json().put("rootUri", recipe.toAbsolutePath().getParent().toUri().toString());
        folder.set("capabilities", json());
        return new SequenceInputStream(Collections.enumeration(List.of(
                message("initialize", folder, true),
                message("initialized", json(), false),
                message("textDocument/didOpen", json().set("textDocument", opened), false),
                message("textDocument/completion", place, true),
                message("textDocument/hover", place, true),
                new Pause(),
                message("shutdown", json(), true),
                message("exit", json(), false))));
    }

    private static InputStream message(String method, JsonNode parameters, boolean answered) {
        ObjectNode message = json().put("jsonrpc", "2.0").put("method", method);
        if (answered) {
            message.put("id", method);
        }
        byte[] body = message.set("params", parameters).toString().getBytes(StandardCharsets.UTF_8);
        byte[] head = ("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        return new SequenceInputStream(new ByteArrayInputStream(head), new ByteArrayInputStream(body));
    }

    /** A while in which nothing is said. */
    private static final class Pause extends InputStream {
        @Override
        public int read() throws IOException {
            try {
                Thread.sleep(EDITOR_STAYS_MILLIS);
            } catch (InterruptedException left) {
                Thread.currentThread().interrupt();
            }
            return -1;
        }
    }

    private static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }
}
