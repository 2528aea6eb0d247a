package dev.mlrecipe.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.cli.Main;
import dev.mlrecipe.cli.Version;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.cache.ResultCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs with and without a cache give the same files and reports. */
class CachedRunTest {
    private static final Path BASE =
            Path.of(System.getProperty("mlrecipe.root"), "server/src/test/resources/goldens/base");
    private static final String TABLES = "config_type: OpPalettizerConfig\nglobal_config: {mode: kmeans, nbits: 4}\n";
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    private Path folder;

    private final List<IOException> troubles = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                TABLES,
                "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int4, granularity: per_block, block_size: 8}\n",
                // Declined where a weight has more values than the table can hold.
                "config_type: OpPalettizerConfig\nglobal_config: {mode: unique}\n",
                "steps:\n"
                        + "  - {config_type: OpMagnitudePrunerConfig, global_config: {target_sparsity: 0.5}}\n"
                        + "  - {config_type: OpPalettizerConfig, joint_compression: true,"
                        + " global_config: {mode: kmeans, nbits: 4}}\n"
            })
    void sameFilesAndReportWithoutColdAndWarm(String step) throws IOException {
        Run without = run("without", step, Optional.empty());
        Run cold = run("cold", step, cache());
        Map<String, byte[]> kept = entries();
        assertTrue(kept.size() >= 5, kept.keySet().toString());
        makeOld();
        Run warm = run("warm", step, cache());
        assertSame(without, cold);
        assertSame(without, warm);
        assertEquals(kept.keySet(), entries().keySet());
        for (String name : kept.keySet()) {
            FileTime used = Files.getLastModifiedTime(cacheFolder().resolve(name));
            assertTrue(used.compareTo(LONG_AGO) > 0, name + " was used");
        }
    }

    @Test
    void declinedResultsAreKeptToo() throws IOException {
        String step = "config_type: OpPalettizerConfig\nglobal_config: {mode: unique}\n";
        Run cold = run("cold", step, cache());
        List<String> declined = cold.rows().stream()
                .filter(row -> row.contains("SKIPPED") && cold.tried().stream().anyMatch(row::startsWith))
                .toList();
        assertFalse(declined.isEmpty(), cold.rows().toString());
        assertEquals(cold.tried().size(), entries().size());
        makeOld();
        assertSame(cold, run("warm", step, cache()));
        for (String name : entries().keySet()) {
            assertTrue(Files.getLastModifiedTime(cacheFolder().resolve(name)).compareTo(LONG_AGO) > 0, name);
        }
    }

    @Test
    void anotherOptionIsAnotherResult() throws IOException {
        run("a", TABLES, cache());
        int count = entries().size();
        run("b", TABLES.replace("4", "6"), cache());
        assertEquals(2 * count, entries().size());
        run("c", "# comment\n" + TABLES.replace("nbits: 4", "weight_threshold: 2048, nbits: 4"), cache());
        assertEquals(2 * count, entries().size(), "the same said in other words");
    }

    @Test
    void damagedEntriesAreMadeAnew() throws IOException {
        Run first = run("first", TABLES, cache());
        Map<String, byte[]> sound = entries();
        int kind = 0;
        for (Map.Entry<String, byte[]> entry : sound.entrySet()) {
            byte[] bytes = entry.getValue().clone();
            Path file = cacheFolder().resolve(entry.getKey());
            switch (kind++ % 4) {
                case 0 -> Files.write(file, new byte[0]);
                case 1 -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
                case 2 -> {
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(file, bytes);
                }
                default -> Files.write(file, sound.values().iterator().next());
            }
        }
        assertSame(first, run("second", TABLES, cache()));
        Map<String, byte[]> again = entries();
        assertEquals(sound.keySet(), again.keySet());
        sound.forEach((name, bytes) -> assertArrayEquals(bytes, again.get(name), name));
        assertEquals(List.of(), troubles);
    }

    @Test
    void cacheThatCannotBeWrittenChangesNothing() throws IOException {
        Files.createFile(folder.resolve("file"));
        ResultCache broken = new ResultCache(folder.resolve("file/cache"), ResultCache.LIMIT, Version.PRODUCT, troubles::add);
        assertSame(run("without", TABLES, Optional.empty()), run("broken", TABLES, Optional.of(broken)));
        assertEquals(1, troubles.size());
    }

    @Test
    void cacheWithoutRoomChangesNothing() throws IOException {
        ResultCache tiny = new ResultCache(cacheFolder(), 1 << 14, Version.PRODUCT, troubles::add);
        assertSame(run("without", TABLES, Optional.empty()), run("tiny", TABLES, Optional.of(tiny)));
        assertTrue(entries().values().stream().mapToLong(bytes -> bytes.length).sum() <= 1 << 14);
        assertEquals(List.of(), troubles);
    }

    @Test
    void processesShareOneFolderAndOneGoesWithout() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (String name : List.of("a", "b", "none")) {
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "compress",
                            recipe(name, TABLES).toString(),
                            name.equals("none") ? "--no-cache" : "--debug")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(name + ".log").toFile());
            Path place = name.equals("none") ? folder.resolve("unused") : cacheFolder();
            builder.environment().put("MLRECIPE_CACHE_DIR", place.toString());
            processes.add(builder.start());
        }
        for (Process process : processes) {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        }
        assertFalse(Files.exists(folder.resolve("unused")));
        assertFalse(entries().isEmpty());
        Run here = run("here", TABLES, cache());
        for (String name : List.of("a", "b", "none")) {
            assertSameFiles(here.files(), files(folder.resolve(name + ".mlpackage")));
        }
        String log = Files.readString(folder.resolve("a.log"));
        assertFalse(log.contains("warning: goes on without"), log);
        assertTrue(entries().keySet().stream().noneMatch(name -> name.startsWith("new-")), entries().keySet().toString());
    }

    /** What a run gave: files by name, the weights that it tried to compress, and one row per weight. */
    private record Run(Map<String, byte[]> files, List<String> tried, List<String> rows) {}

    private Run run(String name, String step, Optional<ResultCache> cache) throws IOException {
        try (Techniques techniques = Techniques.builtIn()) {
            Toolbox without = Toolbox.of(techniques.all(), Version.PRODUCT);
            Toolbox toolbox = cache.map(without::with).orElse(without);
            try (RecipeRuns runs = RecipeRuns.open(recipe(name, step), RecipeRuns.Choice.ALL, toolbox)) {
                RecipeRun run = runs.all().getFirst();
                RecipeRun.Result result = run.run(2, Progress.NONE, new Cancellation(), failure -> {
                    throw new AssertionError(failure);
                });
                return new Run(
                        files(run.outputPath().orElseThrow()),
                        run.planned().orElseThrow().layers().stream()
                                .filter(layer -> layer.status() == LayerResult.Status.COMPRESSED)
                                .map(layer -> layer.weight().name() + " |")
                                .toList(),
                        result.report().layers().stream().map(CachedRunTest::row).toList());
            }
        }
    }

    private static String row(LayerResult layer) {
        return String.join(
                " | ",
                layer.weight().name(),
                layer.status().toString(),
                layer.reason().toString(),
                layer.rule().map(rule -> rule.path()).orElse(""),
                layer.form(),
                layer.bits() + " " + layer.originalBytes() + " " + layer.storedBytes() + " " + layer.basis(),
                layer.mse() + " " + layer.snrDb() + " " + layer.sparsity());
    }

    private Path recipe(String name, String step) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".mlrecipe.yaml"),
                "model: " + BASE.resolve("net_fp16_ios18.mlpackage") + "\n" + step);
    }

    private Path cacheFolder() {
        return folder.resolve("cache");
    }

    private Optional<ResultCache> cache() {
        return Optional.of(new ResultCache(cacheFolder(), ResultCache.LIMIT, Version.PRODUCT, troubles::add));
    }

    private Map<String, byte[]> entries() throws IOException {
        return files(cacheFolder());
    }

    private void makeOld() throws IOException {
        for (String name : entries().keySet()) {
            Files.setLastModifiedTime(cacheFolder().resolve(name), LONG_AGO);
        }
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return content;
    }

    private static void assertSame(Run expected, Run actual) {
        assertEquals(expected.rows(), actual.rows());
        assertSameFiles(expected.files(), actual.files());
    }

    private static void assertSameFiles(Map<String, byte[]> expected, Map<String, byte[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, bytes) -> {
            if (!name.endsWith("Manifest.json")) {
                assertArrayEquals(bytes, actual.get(name), name);
            }
        });
    }
}
