package dev.mlrecipe.peer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.calibrate.Statistics;
import dev.mlrecipe.calibrate.StatisticsJson;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.activation.ActivationSite;
import dev.mlrecipe.coreml.activation.Range;
import dev.mlrecipe.coreml.activation.Scheme;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.RecipeRuns;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import dev.mlrecipe.testing.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** coremltools loads, infers and validates every operation of models with 8-bit activations, for every opset. */
final class ActivationsPeerTest {
    private static final Path GOLDENS =
            Path.of(System.getProperty("mlrecipe.root"), "server/src/test/resources/goldens");

    @TempDir
    private Path folder;

    @Test
    void coremltoolsTakesQuantizedActivations() throws IOException, InterruptedException {
        Path python = Peer.python();
        List<Peer.Pair> pairs = new ArrayList<>();
        for (String model : List.of(
                "w8a8/base_ios17_fp16", "w8a8/base_ios16_fp32", "base/net_fp16_ios16", "base/net_fp16_ios18",
                "base/net_fp16_ios26", "base/net_fp32_ios18")) {
            for (String config : List.of("{}", "{mode: linear, dtype: uint8}")) {
                pairs.add(quantized(GOLDENS.resolve(model + ".mlpackage"), config, pairs.size()));
            }
        }

        Peer.check(python, folder, pairs);
        pairs.forEach(pair -> Peer.requirePassed(pair.rows()));
    }

    private Peer.Pair quantized(Path model, String config, int number) throws IOException {
        Path statistics = folder.resolve("statistics" + number + ".json");
        Files.writeString(statistics, StatisticsJson.write(new Statistics(ranges(model))));
        Path output = folder.resolve("out" + number + ".mlpackage");
        Path file = folder.resolve("test" + number + ".mlrecipe.yaml");
        Files.writeString(
                file,
                """
                model: %s
                output: %s
                target: iOS26
                raise_opset: true
                statistics: %s
                steps:
                  - config_type: OpActivationLinearQuantizerConfig
                    global_config: %s
                  - config_type: OpLinearQuantizerConfig
                    global_config: {}
                """
                        .formatted(model, output, statistics, config));
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs = RecipeRuns.open(file, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"))) {
            RecipeRun run = runs.all().getFirst();
            assertFalse(run.blocked(), () -> run.findings().toString());
            RecipeRun.Result result = run.run(2, Progress.NONE, new Cancellation(), failure -> {
                throw new AssertionError(failure);
            });
            assertTrue(result.report().activations().size() >= 2, model.toString());
        }
        return new Peer.Pair(model, output, folder.resolve("rows" + number + ".json"));
    }

    /** Some range for every value. */
    private static Map<String, Range> ranges(Path model) throws IOException {
        try (CoreMlModel open = CoreMlModels.open(model)) {
            Map<String, Scheme> all = open.index().activations().stream()
                    .collect(Collectors.toMap(ActivationSite::op, site -> new Scheme(DataType.INT8, true)));
            return open.activationValues(all).keySet().stream()
                    .collect(Collectors.toMap(
                            value -> value, value -> new Range(-(double) value.length() / 3, 2 + value.length() % 5)));
        }
    }
}
