package dev.mlrecipe.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages of the findings of this package: there is one for each, and its recipes are right but for its own topic. */
class DiagnosticPagesTest {
    private static final Pattern RECIPE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Availability AVAILABILITY = Availability.load();
    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(), AVAILABILITY);

    @ParameterizedTest
    @EnumSource(value = Code.class, names = {
        "MODEL_OPSET_TOO_OLD", "OPSET_RAISED", "OPSET_NOT_RAISED", "MODEL_UNREADABLE", "OUTPUT_CONFLICT", "CONFLICTING_CONFIGS", "LAYER_SKIPPED",
        "ALREADY_COMPRESSED", "STEP_HAS_NO_EFFECT", "RULE_MATCHES_NOTHING", "NO_INHERITANCE", "SIZE_ONLY",
        "KNOWN_HAZARD", "DATA_INVALID", "MEASURED_INVALID", "MEASURED_MISMATCH", "EXPECTATION_FAILED", "RULE_RESULT",
        "LAYER_RESULT", "RUN_FAILED", "RUN_CANCELLED"})
    void everyCodeHasAPageWhoseRecipesAreRight(Code code) throws IOException {
        Path file = Path.of(System.getProperty("mlrecipe.root"), "docs", "diagnostics", code.word() + ".md");
        String page = Files.readString(file);
        assertTrue(page.startsWith("# " + code.word() + "\n"), file.toString());
        String severity = code.severity().word();
        assertTrue(page.toLowerCase(Locale.ROOT).contains("\n**" + severity), file + " says no " + severity);
        List<String> recipes = recipes(page);
        assertFalse(recipes.isEmpty(), file + " shows no recipe");
        for (String recipe : recipes) {
            ParsedRecipe parsed = PARSER.parse(Text.of(recipe));
            Analysis analysis = Analysis.of(
                    parsed, Optional.empty(), new ModelState.Unknown(), AVAILABILITY, Optional.empty());
            assertEquals(
                    recipe,
                    Annotated.annotate(
                            parsed.text(),
                            analysis.findings().stream().filter(f -> !f.code().equals(code.word())).toList()));
        }
    }

    private static List<String> recipes(String page) {
        List<String> recipes = new ArrayList<>();
        Matcher matcher = RECIPE.matcher(page);
        while (matcher.find()) {
            recipes.add(matcher.group(1));
        }
        return recipes;
    }
}
