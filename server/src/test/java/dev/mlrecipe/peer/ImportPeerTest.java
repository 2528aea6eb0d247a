package dev.mlrecipe.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.cli.Main;
import dev.mlrecipe.testing.Peer;
import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * coremltools runs the scripts of the corpus of imports on a small model. What the recipes that were imported from them
 * make has the same outputs, and in each the same weights in the same forms and bytes. Of sparse weights, percentiles of
 * coremltools leave a few values less.
 */
class ImportPeerTest {
    private static final Path SCRIPTS = Repository.path("server/src/test/resources/imports");
    private static final Path MODELS = Repository.path("server/src/test/resources/goldens/base");

    /** Scripts that cannot be run here, and why. */
    private static final Map<String, String> NOT_RUN = new TreeMap<>(Map.ofEntries(
            Map.entry("activations.py", "ranges of activations need Core ML; ActivationsPeerTest has the graph"),
            Map.entry("branches.py", "the model comes from the command line, so the recipe has none"),
            Map.entry("broken.py", "it is no Python"),
            Map.entry("computed_names.py", "a pattern takes names of operations too, the script's condition those of weights"),
            Map.entry("files.py", "it reads files outside of its folder"),
            Map.entry("global_sweep.py", "with a threshold of 0 coremltools makes one weight of equal small ones"),
            Map.entry("neural_network.py", "NetworkPeerTest has neural networks"),
            Map.entry("older_targets.py", "it converts for three systems; older_target.py is one of them"),
            Map.entry("real_llm.py", "it does what pipeline.py does, with larger models"),
            Map.entry("real_modes.py", "the model comes from the command line, so the recipe has none"),
            Map.entry("real_yolo.py", "the model comes from the command line, so the recipe has none"),
            Map.entry("tied_embedding.py", "with a threshold of 0 coremltools makes one weight of equal small ones"),
            Map.entry("torch_dict.py", "it needs torch"),
            Map.entry("unseen.py", "it needs a module of its own, which the recipe cannot see")));

    /** Scripts that coremltools refuses, and whether their recipes are refused too. */
    private static final Map<String, Boolean> REFUSED =
            Map.of("older_target.py", true, "wrong_options.py", true, "wrong_tool.py", true, "unwrapped.py", false);


    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> recipesDoWhatTheirScriptsDo() throws Exception {
        Path python = Peer.python();
        NOT_RUN.forEach((script, why) -> System.err.println("not run by coremltools: " + script + ": " + why));
        List<String> names;
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".py") && !NOT_RUN.containsKey(name))
                    .sorted()
                    .toList();
        }
        assertTrue(names.size() > 12, names.toString());
        for (String name : names) {
            prepare(name, folder.resolve("theirs").resolve(name));
            prepare(name, folder.resolve("ours").resolve(name));
        }
        Map<String, String> outcomes = run(python, names);
        return names.stream().map(name -> DynamicTest.dynamicTest(name, () -> compare(name, outcomes.get(name))));
    }

    /** A script with the models that it may load. */
    private static void prepare(String name, Path into) throws IOException {
        Files.createDirectories(into);
        String script = Files.readString(SCRIPTS.resolve(name));
        Files.writeString(into.resolve("script.py"), script);
        Files.writeString(into.resolve("arguments.json"), "[]");
        List<String> models = name.equals("swallowed_forms.py")
                ? List.of("encoder", "decoder", "joiner", "vad", "speaker", "preprocessor", "vocoder")
                : List.of("Net", "fp16/encoder", "fp16/decoder", "fp16/joint", "fp16/preprocessor", "fp16/vocoder",
                        "text_encoder", "unet", "llama/ffn");
        for (String model : models) {
            if (script.contains(Path.of(model).getFileName().toString())) {
                String base = name.startsWith("older") ? "net_fp16_ios17.mlpackage" : "net_fp16_ios18.mlpackage";
                copy(MODELS.resolve(base), into.resolve(model + ".mlpackage"));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /** Half of the scripts at a time in two processes; what was raised in each, empty if nothing was. */
    private Map<String, String> run(Path python, List<String> names) throws IOException, InterruptedException {
        Map<String, String> outcomes = new TreeMap<>();
        List<Process> processes = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            List<String> command = new ArrayList<>(List.of(
                    python.toString(), Repository.path("server/src/test/peer/import_check.py").toAbsolutePath().toString()));
            half(names, half).forEach(name -> command.add(folder.resolve("theirs").resolve(name).toString()));
            processes.add(new ProcessBuilder(command)
                    .redirectOutput(folder.resolve("outcomes" + half + ".json").toFile())
                    .redirectError(folder.resolve("peer" + half + ".log").toFile())
                    .start());
        }
        for (int half = 0; half < 2; half++) {
            Path log = folder.resolve("peer" + half + ".log");
            assertEquals(0, processes.get(half).waitFor(), () -> "the peer did not run:\n" + read(log));
            JsonNode said = new ObjectMapper().readTree(folder.resolve("outcomes" + half + ".json").toFile());
            List<String> own = half(names, half);
            for (int i = 0; i < own.size(); i++) {
                outcomes.put(own.get(i), said.get(i).asText());
            }
        }
        return outcomes;
    }

    private static List<String> half(List<String> names, int half) {
        return names.stream().filter(name -> names.indexOf(name) % 2 == half).toList();
    }

    private void compare(String name, String raised) throws IOException {
        Path theirs = folder.resolve("theirs").resolve(name);
        Path ours = folder.resolve("ours").resolve(name);
        Set<String> given = models(ours);
        int imported = Main.run("import", ours.resolve("script.py").toString(), "--quiet");
        List<String> command = new ArrayList<>(List.of("compress", "--quiet", "--no-cache"));
        try (Stream<Path> files = Files.list(ours)) {
            files.filter(file -> file.toString().endsWith(".mlrecipe.yaml")).sorted().forEach(file -> command.add(file.toString()));
        }
        assertTrue(command.size() > 3, "no recipe");
        int compressed = Main.run(command.toArray(String[]::new));
        if (REFUSED.containsKey(name)) {
            assertFalse(raised.isEmpty(), "coremltools ran it");
            assertEquals(REFUSED.get(name), Math.max(imported, compressed) > 0);
            return;
        }
        assertEquals("", raised);
        assertEquals(0, compressed);
        Set<String> made = models(theirs);
        made.removeAll(given);
        assertFalse(made.isEmpty());
        Set<String> alike = models(ours);
        alike.removeAll(given);
        assertEquals(made, alike);
        for (String model : made) {
            Map<String, Stored> expected = weights(theirs.resolve(model));
            Map<String, Stored> found = weights(ours.resolve(model));
            assertEquals(expected.keySet(), found.keySet(), model);
            expected.forEach((weight, stored) -> assertTrue(
                    stored.isLike(found.get(weight)), model + " " + weight + ": " + stored + ", ours " + found.get(weight)));
        }
    }

    /** How a weight is stored. */
    private record Stored(String form, long bytes) {
        boolean isLike(Stored other) {
            long apart = form.contains("sparse") ? 8 : 0;
            return form.equals(other.form) && Math.abs(bytes - other.bytes) <= apart;
        }
    }

    private static Set<String> models(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".mlpackage"))
                    .map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Map<String, Stored> weights(Path model) throws IOException {
        Path json = folder.resolve("weights.json");
        assertEquals(0, Main.run("inspect", model.toString(), "--json", json.toString(), "--quiet"));
        Map<String, Stored> weights = new TreeMap<>();
        for (JsonNode weight : new ObjectMapper().readTree(json.toFile()).get("weights")) {
            // coremltools renames the transposed convolution.
            weights.put(
                    weight.get("weight").asText().replace("_has_output_shape", ""),
                    new Stored(weight.get("form").asText(), weight.get("stored_bytes").asLong()));
        }
        return weights;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
