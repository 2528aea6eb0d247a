package dev.mlrecipe.session;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A recipe for a neural network, run.
 *
 * @param output what it made
 * @param report what it says
 */
record NetworkRun(Path output, Report report) {

    /** @param steps the rest of the recipe, in YAML */
    static NetworkRun of(Path model, Path folder, String name, String steps, int threads) throws IOException {
        Path file = folder.resolve(name + ".mlrecipe.yaml");
        Path output = folder.resolve(name + (Files.isDirectory(model) ? ".mlpackage" : ".mlmodel"));
        Files.writeString(file, "model: " + model + "\noutput: " + output + "\n" + steps.stripIndent());
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs =
                        RecipeRuns.open(file, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"))) {
            RecipeRun run = runs.all().getFirst();
            assertFalse(run.blocked(), () -> run.findings().toString());
            RecipeRun.Result result = run.run(threads, Progress.NONE, new Cancellation(), failure -> {
                throw new AssertionError(failure);
            });
            return new NetworkRun(output, result.report());
        }
    }

    LayerResult layer(String weight) {
        return report.layers().stream()
                .filter(layer -> layer.weight().name().equals(weight))
                .findFirst()
                .orElseThrow();
    }
}
