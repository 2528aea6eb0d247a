package dev.mlrecipe.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.cli.Main;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.testing.Peer;
import dev.mlrecipe.testing.Shared;
import dev.mlrecipe.testing.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every technique and every joint form, at every target that has it, read by coremltools. */
class TechniquePeerTest {

    /** A small network with convolutions, a linear layer, an embedding, an LSTM and more; one package per target. */
    private static final Map<String, Integer> BASES = new TreeMap<>(Map.of(
            "net_fp16_ios16", 16,
            "net_fp16_ios17", 17,
            "net_fp16_ios18", 18,
            "net_fp16_ios26", 26,
            "net_fp32_ios16", 16,
            "net_fp32_ios18", 18));
    /** A weight of it that suits every way, [64,32,3,3]. */
    private static final String SUITABLE = "conv_2.weight";

    private static final Map<String, Integer> REAL = new TreeMap<>(Map.of(
            "seed/mobilenetv2_iOS16.mlpackage", 16,
            "seed/mobilenetv2_iOS18.mlpackage", 18));

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyTechniqueOnEveryTarget() throws Exception {
        Path python = Peer.python();
        List<PeerJob> jobs = new ArrayList<>();
        for (Map.Entry<String, Integer> base : BASES.entrySet()) {
            int target = base.getValue();
            Path model = Goldens.base(base.getKey()).toAbsolutePath();
            Path few = fewValues(model);
            for (Way way : at(target)) {
                jobs.add(PeerJob.compress(
                        folder,
                        jobs.size(),
                        base.getKey() + ", " + way.title(),
                        way.few() ? few : model,
                        way.forAll(),
                        Map.of(SUITABLE, way.form(target))));
            }
        }
        return PeerJob.check(python, folder, jobs);
    }

    /** One layer for each technique. */
    @TestFactory
    Stream<DynamicTest> allTechniquesWithinRealModels() throws Exception {
        Path python = Peer.python();
        Path models = Shared.folder("models");
        List<PeerJob> jobs = new ArrayList<>();
        for (Map.Entry<String, Integer> real : REAL.entrySet()) {
            Path model = models.resolve(real.getKey());
            List<Weight> layers = suitable(model);
            List<Way> ways = at(real.getValue()).stream().filter(way -> !way.few()).toList();
            for (int from = 0; from < ways.size(); from += layers.size()) {
                List<String> steps = new ArrayList<>();
                Map<String, String> forms = new TreeMap<>();
                for (int i = 0; i < Math.min(layers.size(), ways.size() - from); i++) {
                    Way way = ways.get(from + i);
                    steps.add(way.forConst(layers.get(i).constNames().get(0)));
                    forms.put(layers.get(i).name(), way.form(real.getValue()));
                }
                String title = model.getFileName() + ", ways from " + from;
                jobs.add(PeerJob.compress(folder, jobs.size(), title, model, String.join(", ", steps), forms));
            }
        }
        return PeerJob.check(python, folder, jobs);
    }

    private static List<Way> at(int target) {
        return Way.ALL.stream().filter(way -> way.since() <= target).toList();
    }

    /** Weights of convolutions with enough channels for every pattern, block and group. */
    private static List<Weight> suitable(Path file) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(file)) {
            return model.index().weights().stream()
                    .filter(weight -> {
                        Shape shape = weight.stored().shape();
                        return shape.rank() == 4 && shape.dim(0) % 16 == 0 && shape.dim(1) % 16 == 0
                                && shape.dim(1) >= 64;
                    })
                    .toList();
        }
    }

    /** A dense model whose weights have four values each. */
    private Path fewValues(Path model) throws IOException {
        String name = model.getFileName().toString();
        Path recipe = folder.resolve(name + ".mlrecipe.yaml");
        Path table = folder.resolve("table-" + name);
        Path few = folder.resolve("few-" + name);
        Files.writeString(
                recipe,
                "model: " + model + "\noutput: " + table
                        + "\nsteps: [{config_type: OpPalettizerConfig, global_config: {nbits: 2}}]\n");
        assertEquals(0, Main.run("compress", recipe.toString(), "--quiet", "--no-cache"));
        assertEquals(0, Main.run("decompress", table.toString(), "-o", few.toString(), "--quiet"));
        return few;
    }
}
