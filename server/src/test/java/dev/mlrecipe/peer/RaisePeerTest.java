package dev.mlrecipe.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.mlrecipe.cli.Main;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Packages;
import dev.mlrecipe.coreml.program.ProgramText;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.raise.RaiseCase;
import dev.mlrecipe.testing.Peer;
import dev.mlrecipe.testing.Repository;
import dev.mlrecipe.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * coremltools as a peer of raising: it loads every raised package, which binds each operation to its definition in the
 * new opset and infers all types again, and an independent reader finds the same bits in every constant.
 */
class RaisePeerTest {
    private static final Map<Opset, String> TARGETS =
            Map.of(Opset.COREML7, "iOS17", Opset.COREML8, "iOS18", Opset.COREML9, "iOS26");

    private static final Map<String, String> OPTIONS = new TreeMap<>(Map.of(
            "int4 blocks",
                    "{config_type: OpLinearQuantizerConfig, global_config: {dtype: int4, granularity: per_block,"
                            + " block_size: 8, weight_threshold: 512}}",
            "tables",
                    "{config_type: OpPalettizerConfig, global_config: {mode: kmeans, nbits: 3,"
                            + " granularity: per_grouped_channel, group_size: 8, weight_threshold: 512}}",
            "joint tables",
                    "{config_type: OpPalettizerConfig, joint_compression: true, global_config: {mode: kmeans, nbits: 4}}",
            "pruned",
                    "{config_type: OpMagnitudePrunerConfig, joint_compression: true,"
                            + " global_config: {target_sparsity: 0.5}}"));

    private record Job(String title, Path original, Path raised, Path log) {}

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> coremltoolsLoadsWhatIsRaised() throws Exception {
        Path python = Peer.python();
        List<Job> jobs = new ArrayList<>();
        for (Path model : Goldens.packages()) {
            // Compressed packages are raised to every opset by RaisedPackagesTest; CoreML8 is where their weights change.
            boolean base = model.getParent().endsWith("base");
            raise(model, base ? TARGETS.keySet() : Set.of(Opset.COREML8), jobs);
        }
        try (Stream<Path> files = Files.walk(Shared.folder("models"), 2)) {
            for (Path model : files.filter(f -> f.toString().endsWith(".mlpackage")).sorted().toList()) {
                raise(model, TARGETS.keySet(), jobs);
            }
        }
        for (Path file : RaiseCase.files()) {
            for (RaiseCase raise : RaiseCase.read(file)) {
                fixture(raise, jobs);
            }
        }
        run(python, jobs);
        return Stream.concat(
                Stream.of(DynamicTest.dynamicTest("the table has every definition of coremltools", this::definitions)),
                jobs.stream().map(job -> DynamicTest.dynamicTest(job.title, () -> Peer.requirePassed(job.log))));
    }

    /** What options of newer systems need, on models of older ones. */
    @TestFactory
    Stream<DynamicTest> whatIsRaisedIsCompressedWithNewerOptions() throws Exception {
        Path python = Peer.python();
        String raise = "\nraise_opset: true\ntarget: iOS18\nsteps: [";
        List<PeerJob> jobs = new ArrayList<>();
        for (String base : List.of("net_fp32_ios15", "net_fp16_ios16")) {
            Path model = Goldens.base(base).toAbsolutePath();
            for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
                String title = base + ", " + option.getKey();
                jobs.add(PeerJob.compress(folder, jobs.size(), title, model, raise, option.getValue(), Map.of()));
            }
        }
        for (String real : List.of(
                "seed/mobilenetv2_iOS16", "seed/mobilenetv3s_iOS17", "real/basic_pitch_nmp", "real/DTLN_AEC_128_Part1",
                "digitnet/DigitNet_iOS15")) {
            Path model = Shared.folder("models").resolve(real + ".mlpackage");
            String blocks = real.contains("basic_pitch") ? "tables" : "int4 blocks";
            jobs.add(PeerJob.compress(folder, jobs.size(), real, model, raise, OPTIONS.get(blocks), Map.of()));
        }
        for (String golden : List.of("ios16_pal_kmeans4", "ios16_q8_lin_int8_perchannel", "ios16_prune_magnitude60")) {
            Path model = Goldens.golden(golden).toAbsolutePath();
            String again = golden.contains("pal") ? OPTIONS.get("pruned") : OPTIONS.get("joint tables");
            jobs.add(PeerJob.compress(folder, jobs.size(), golden + " again", model, raise, again, Map.of()));
        }
        return PeerJob.check(python, folder, jobs);
    }

    /** Operation types and the versions that define them, as the registry of coremltools has them and as our table. */
    private void definitions() throws IOException {
        Set<String> registry = new TreeSet<>(Files.readAllLines(folder.resolve("registry.log")));
        registry.removeIf(line -> line.startsWith("_")); // internal
        JsonNode table = new ObjectMapper(new YAMLFactory()).readTree(Repository.path("schema/opsets.yaml").toFile());
        Set<String> ours = new TreeSet<>();
        for (String part : List.of("defined", "changes")) {
            for (JsonNode row : table.get(part)) {
                Opset opset = Opset.ofWord(row.get("opset").asText()).orElseThrow();
                row.get("operations").forEach(type -> ours.add(type.asText() + " " + opset.specification()));
            }
        }
        // coremltools writes coreml_update_state as this, and keeps the old operation where newer ones have a successor.
        ours.removeAll(Set.of("write_state 9", "constexpr_affine_dequantize 9"));
        assertEquals(registry, ours);
    }

    /** Raises a package as a user would, to those of the opsets that are newer. */
    private void raise(Path model, Set<Opset> opsets, List<Job> jobs) throws IOException {
        Opset own;
        try (CoreMlModel open = CoreMlModels.open(model)) {
            own = open.index().opset().orElseThrow();
        }
        for (Opset to : Opset.values()) {
            if (opsets.contains(to) && to.compareTo(own) > 0) {
                Path raised = folder.resolve(jobs.size() + ".mlpackage");
                int exit = Main.run("raise", model.toString(), "--target", TARGETS.get(to), "-o", raised.toString(), "-q");
                assertEquals(0, exit, model + " to " + to);
                String title = model.getParent().getFileName() + "/" + model.getFileName() + " to " + to.word();
                jobs.add(new Job(title, model.toAbsolutePath(), raised, folder.resolve(jobs.size() + ".peer")));
            }
        }
    }

    /** The programs of the fixtures that can be raised, as packages. */
    private void fixture(RaiseCase raise, List<Job> jobs) throws IOException {
        if (raise.raised().raising().safe()) {
            Path original = write(raise.parsed(), raise.from(), jobs.size() + "-before.mlpackage");
            Path raised = write(raise.raised().program(), raise.to(), jobs.size() + ".mlpackage");
            jobs.add(new Job(raise.title(), original, raised, folder.resolve(jobs.size() + ".peer")));
        }
    }

    private Path write(Program program, Opset opset, String name) throws IOException {
        Path target = folder.resolve(name);
        Packages.copy(Goldens.base("net_fp16_ios16"), target);
        Packages.edit(target, model -> ProgramText.model(opset.specification(), program));
        return target;
    }

    private void run(Path python, List<Job> jobs) throws IOException, InterruptedException {
        Path list = folder.resolve("jobs.json");
        new ObjectMapper().writeValue(list.toFile(), jobs.stream()
                .map(job -> Map.of(
                        "original", job.original.toString(), "raised", job.raised.toString(), "log", job.log + ".log"))
                .toList());
        Path script = Repository.path("server/src/test/peer/raise_check.py");
        Path output = folder.resolve("peer.log");
        new ProcessBuilder(python.toString(), script.toString(), list.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertTrue(Files.exists(Path.of(jobs.get(0).log + ".log")), () -> {
            try {
                return "the peer did not run:\n" + Files.readString(output);
            } catch (IOException e) {
                return e.toString();
            }
        });
    }
}
