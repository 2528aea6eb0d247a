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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** A recipe, or a variant of one. */
    private record Part(String name, ParsedRecipe parsed) {

        Recipe recipe() {
            return parsed.recipe();
        }

        Map<String, String> exported() {
            Export export = CoremltoolsExport.of(new ExportSource(
                    "r.mlrecipe.yaml",
                    parsed.text(),
                    recipe(),
                    Optional.empty(),
                    path(recipe().model()),
                    path(recipe().output())));
            Map<String, String> files = new TreeMap<>();
            export.files().forEach(file -> files.put(file.name(), file.content()));
            return files;
        }
    }

    @TestFactory
    Stream<DynamicTest> theExportedScriptSaysTheSame() throws IOException {
        return parts().map(part -> DynamicTest.dynamicTest(part.name(), () -> {
            Map<String, String> files = part.exported();
            Function<String, Optional<String>> folder = name -> Optional.ofNullable(files.get(name));
            ImportSource script = new ImportSource(
                    "compress.py", Text.of(files.get("compress.py")), folder, UnaryOperator.identity());
            List<ImportedRecipe> again = new Importer(Corpus.PARSER).recipes(List.of(script));
            assertEquals(1, again.size(), files.get("compress.py"));
            ParsedRecipe second = Corpus.PARSER.parse(Text.of(again.getFirst().text()));
            assertEquals(steps(part.recipe().steps()), steps(second.recipe().steps()), again.getFirst().text());
            assertEquals(path(part.recipe().model()), path(second.recipe().model()));
            assertEquals(path(part.recipe().output()), path(second.recipe().output()));
        }));
    }

    @TestFactory
    Stream<DynamicTest> theExportedConfigurationsSayTheSame() throws IOException {
        return parts().map(part -> DynamicTest.dynamicTest(part.name(), () -> {
            List<ImportSource> files = part.exported().entrySet().stream()
                    .filter(file -> file.getKey().endsWith(".yaml"))
                    .map(file -> new ImportSource(
                            file.getKey(), Text.of(file.getValue()), path -> Optional.empty(), UnaryOperator.identity()))
                    .toList();
            ImportedRecipe again = new Importer(Corpus.PARSER).recipes(files).getFirst();
            // A dictionary does not say whether it is for a joint step.
            assertEquals(
                    steps(part.recipe().steps()).replace("joint ", ""),
                    steps(Corpus.PARSER.parse(Text.of(again.text())).recipe().steps()),
                    again.text());
        }));
    }

    @TestFactory
    Stream<DynamicTest> aVariantSaysWhatARecipeOfItsOwnWouldSay() throws IOException {
        List<Path> files = Corpus.files().stream().filter(file -> !file.toString().matches(".*(yaml|json)")).toList();
        return files.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            ImportSource source = Importer.script(Corpus.source(file.getFileName().toString(), Files.readString(file)));
            for (Group group : new ScriptImport(source, Corpus.PARSER).groups()) {
                String text = RecipeText.of(source, group, List.of()).text();
                List<ParsedRecipe> parts = Corpus.PARSER.parse(Text.of(text)).parts();
                assertEquals(group.outcomes().size(), parts.size(), text);
                for (int i = 0; i < parts.size(); i++) {
                    Outcome outcome = group.outcomes().get(i);
                    String alone = RecipeText.of(source, new Group(List.of(outcome), false), List.of()).text();
                    Recipe expected = Corpus.PARSER.parse(Text.of(alone)).recipe();
                    Recipe found = parts.get(i).recipe();
                    assertEquals(steps(expected.steps()), steps(found.steps()), text);
                    assertEquals(path(expected.model()), path(found.model()), text);
                    assertEquals(expected.targets().stream().map(t -> t.value()).toList(),
                            found.targets().stream().map(t -> t.value()).toList(), text);
                    assertEquals(expected.computeUnits().map(u -> u.value()), found.computeUnits().map(u -> u.value()), text);
                }
            }
        }));
    }

    /** The recipes of the corpus in which nothing is wrong; that there are some keeps the test honest. */
    private static Stream<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Path file : Corpus.files()) {
            for (ImportedRecipe recipe : Corpus.recipes(file)) {
                for (ParsedRecipe part : Corpus.PARSER.parse(Text.of(recipe.text())).parts()) {
                    parts.add(new Part(file.getFileName() + " " + part.recipe().part().name(), part));
                }
            }
        }
        // The export has no function for activations and for neural networks, and says so.
        parts.removeIf(part -> part.recipe().steps().isEmpty()
                || part.recipe().steps().stream().anyMatch(step -> steps(List.of(step)).contains("Activation"))
                || path(part.recipe().model()).filter(model -> model.endsWith(".mlmodel")).isPresent()
                || part.parsed().findings().stream().anyMatch(Code::blocks));
        assertTrue(parts.size() > 20, parts.size() + " recipes");
        return parts.stream();
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
