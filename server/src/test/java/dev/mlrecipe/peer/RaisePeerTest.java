package dev.mlrecipe.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
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

    private record Job(String title, Path original, Path raised, Path log) {}

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> coremltoolsLoadsWhatIsRaised() throws Exception {
        Path python = Peer.python();
        List<Job> jobs = new ArrayList<>();
        for (Path model : Goldens.packages()) {
            raise(model, jobs);
        }
        try (Stream<Path> files = Files.walk(Shared.folder("models"), 2)) {
            for (Path model : files.filter(f -> f.toString().endsWith(".mlpackage")).sorted().toList()) {
                raise(model, jobs);
            }
        }
        for (Path file : RaiseCase.files()) {
            for (RaiseCase raise : RaiseCase.read(file)) {
                fixture(raise, jobs);
            }
        }
        run(python, jobs);
        return jobs.stream().map(job -> DynamicTest.dynamicTest(job.title, () -> Peer.requirePassed(job.log)));
    }

    /** Raises a package as a user would, to all newer opsets. */
    private void raise(Path model, List<Job> jobs) throws IOException {
        Opset own;
        try (CoreMlModel open = CoreMlModels.open(model)) {
            own = open.index().opset().orElseThrow();
        }
        for (Opset to : Opset.values()) {
            if (TARGETS.containsKey(to) && to.compareTo(own) > 0) {
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
