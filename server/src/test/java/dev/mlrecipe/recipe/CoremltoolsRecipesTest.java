package dev.mlrecipe.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.Repository;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Configurations that coremltools has loaded and run are recipes without findings. */
class CoremltoolsRecipesTest {
    private static final Path GOLDENS = Repository.path("server/src/test/resources/goldens");
    private static final List<Technique> TECHNIQUES =
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList();
    private static final RecipeParser PARSER = new RecipeParser(
            TECHNIQUES, Availability.load(), Availability.load().oldest("iOS", 10));

    @TestFactory
    Stream<DynamicTest> documents() throws IOException {
        try (Stream<Path> files = Files.list(GOLDENS.resolve("yaml"))) {
            List<Path> all = files.sorted().toList();
            assertFalse(all.isEmpty());
            return all.stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> parse(Files.readString(file))));
        }
    }

    /** Each golden has a {@code recipe.yaml} with {@code steps[].config}, a complete document of coremltools each. */
    @TestFactory
    Stream<DynamicTest> goldens() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDENS.resolve("golden"))) {
            List<Path> all = folders.map(f -> f.resolve("recipe.yaml")).filter(Files::exists).sorted().toList();
            assertTrue(all.size() > 30, all.size() + " goldens");
            return all.stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getParent().getFileName().toString(), () -> steps(file)));
        }
    }

    private static void steps(Path file) throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        JsonNode steps = yaml.readTree(file.toFile()).get("steps");
        assertFalse(steps.isEmpty());
        for (JsonNode step : steps) {
            if (step.get("pass").asText().equals("decompress_weights")) {
                continue;
            }
            Step parsed = parse(yaml.writeValueAsString(step.get("config"))).steps().getFirst();
            assertFalse(parsed.rules().isEmpty());
            parsed.rules().stream()
                    .flatMap(rule -> rule.config().stream())
                    .forEach(config -> assertTrue(TECHNIQUES.contains(config.technique())));
        }
    }

    private static Recipe parse(String document) {
        ParsedRecipe parsed = PARSER.parse(Text.of(document));
        assertEquals(List.of(), parsed.findings(), document);
        return parsed.recipe();
    }
}
