package dev.mlrecipe.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.export.CoremltoolsExport;
import dev.mlrecipe.export.Export;
import dev.mlrecipe.export.ExportSource;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is imported, exported for coremltools and imported again says the same. */
class RoundTripTest {

    @TestFactory
    Stream<DynamicTest> theExportedScriptSaysTheSame() throws IOException {
        return recipes().map(recipe -> DynamicTest.dynamicTest(recipe.name(), () -> {
            Recipe first = Corpus.PARSER.parse(Text.of(recipe.text())).recipe();
            Map<String, String> files = exported(recipe);
            Function<String, Optional<String>> folder = name -> Optional.ofNullable(files.get(name));
            ImportSource script = new ImportSource(
                    "compress.py", Text.of(files.get("compress.py")), folder, UnaryOperator.identity());
            List<ImportedRecipe> again = new Importer(Corpus.PARSER).recipes(List.of(script));
            assertEquals(1, again.size(), files.get("compress.py"));
            ParsedRecipe second = Corpus.PARSER.parse(Text.of(again.getFirst().text()));
            assertEquals(steps(first.steps()), steps(second.recipe().steps()), again.getFirst().text());
            assertEquals(path(first.model()), path(second.recipe().model()));
            assertEquals(path(first.output()), path(second.recipe().output()));
        }));
    }

    @TestFactory
    Stream<DynamicTest> theExportedConfigurationsSayTheSame() throws IOException {
        return recipes().map(recipe -> DynamicTest.dynamicTest(recipe.name(), () -> {
            List<ImportSource> files = exported(recipe).entrySet().stream()
                    .filter(file -> file.getKey().endsWith(".yaml"))
                    .map(file -> new ImportSource(
                            file.getKey(), Text.of(file.getValue()), path -> Optional.empty(), UnaryOperator.identity()))
                    .toList();
            ImportedRecipe again = new Importer(Corpus.PARSER).recipes(files).getFirst();
            // A dictionary does not say whether it is for a joint step.
            assertEquals(
                    steps(Corpus.PARSER.parse(Text.of(recipe.text())).recipe().steps()).replace("joint ", ""),
                    steps(Corpus.PARSER.parse(Text.of(again.text())).recipe().steps()),
                    again.text());
        }));
    }

    /** The recipes of the corpus in which nothing is wrong; that there are some keeps the test honest. */
    private static Stream<ImportedRecipe> recipes() throws IOException {
        List<ImportedRecipe> recipes = Corpus.files().stream()
                .flatMap(file -> {
                    try {
                        return Corpus.recipes(file).stream();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                // The export has no function for activations and for neural networks, and says so.
                .filter(recipe -> !recipe.text().contains("OpActivation") && !recipe.text().contains(".mlmodel"))
                .filter(recipe -> Corpus.PARSER.parse(Text.of(recipe.text())).findings().stream().noneMatch(Code::blocks))
                .toList();
        assertTrue(recipes.size() > 20, recipes.size() + " recipes");
        return recipes.stream();
    }

    private static Map<String, String> exported(ImportedRecipe recipe) {
        Text text = Text.of(recipe.text());
        Recipe parsed = Corpus.PARSER.parse(text).recipe();
        Export export = CoremltoolsExport.of(new ExportSource(
                "r.mlrecipe.yaml", text, parsed, Optional.empty(), path(parsed.model()), path(parsed.output())));
        Map<String, String> files = new TreeMap<>();
        export.files().forEach(file -> files.put(file.name(), file.content()));
        return files;
    }

    private static Optional<String> path(Optional<dev.mlrecipe.recipe.Located<String>> path) {
        return path.map(dev.mlrecipe.recipe.Located::value);
    }

    /** Steps with all their rules and given keys; patterns need a model, so they are left out. */
    private static String steps(List<Step> steps) {
        return steps.stream()
                .map(step -> (step.joint() ? "joint " : "")
                        + step.rules().stream()
                                .filter(rule -> !(rule.selector() instanceof Selector.Pattern))
                                .map(RoundTripTest::rule)
                                .sorted()
                                .collect(Collectors.joining("\n  ", "step\n  ", "")))
                .collect(Collectors.joining("\n"));
    }

    private static String rule(Rule rule) {
        return rule.selector() + ": " + rule.config().map(RoundTripTest::config).orElse("null");
    }

    private static String config(Config config) {
        String options = new TreeMap<>(config.keys()).keySet().stream()
                .filter(key -> !key.equals("weight_threshold"))
                .map(key -> key + "=" + config.options().get(key).orElse("?"))
                .collect(Collectors.joining(" "));
        return config.technique().configType() + " " + options + " " + config.weightThreshold();
    }
}
