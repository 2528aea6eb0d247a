package dev.mlrecipe.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say is what the product does. */
class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("mlrecipe.root"));
    private static final Pattern RECIPE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)");

    /** With {@code -Dtest.jvm=-Dupdate.docs=true} the page is written instead. */
    @Test
    void theReferenceIsTheVocabulary() throws IOException {
        Path file = ROOT.resolve("docs/recipe-reference.md");
        try (Techniques techniques = Techniques.builtIn()) {
            String page = RecipeReference.render(techniques.all(), Availability.load());
            if (Boolean.getBoolean("update.docs")) {
                Files.writeString(file, page);
            }
            assertEquals(page, Files.readString(file));
        }
    }

    @Test
    void theReadmesRecipesHaveNoFindings() throws IOException {
        Matcher matcher = RECIPE.matcher(Files.readString(ROOT.resolve("README.md")));
        int found = 0;
        try (Techniques techniques = Techniques.builtIn()) {
            RecipeParser parser = new RecipeParser(techniques.all(), Availability.load());
            for (; matcher.find(); found++) {
                ParsedRecipe parsed = parser.parse(Text.of(matcher.group(1)));
                assertEquals(List.<Finding>of(), parsed.findings(), matcher.group(1));
                assertFalse(parsed.recipe().steps().isEmpty());
            }
        }
        assertTrue(found >= 2, found + " recipes found");
    }

    @Test
    void linksBetweenDocumentsLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            for (Path page : Stream.concat(top, docs)
                    .filter(p -> p.toString().endsWith(".md"))
                    .toList()) {
                Matcher matcher = LINK.matcher(Files.readString(page));
                while (matcher.find()) {
                    if (!Files.exists(page.resolveSibling(matcher.group(1)))) {
                        broken.add(ROOT.relativize(page) + " -> " + matcher.group(1));
                    }
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void everyFeatureOfTheTableIsUsedOrDescribed() {
        for (Feature feature : Availability.load().features()) {
            assertFalse(feature.doc().isBlank(), feature.id());
            assertFalse(feature.source().isBlank(), feature.id());
        }
    }
}
