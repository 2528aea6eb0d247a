package dev.mlrecipe.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.util.Optional;

/** Parses recipes with {@link Vocabulary}: the one place of these tests that calls the parser. */
final class Fixture {
    private static final RecipeParser PARSER = new RecipeParser(Vocabulary.TECHNIQUES, Availability.load());

    private Fixture() {}

    static ParsedRecipe parse(String recipe) {
        return PARSER.parse(Text.of(recipe));
    }

    /** The same with the user's setting of a default target. */
    static ParsedRecipe parse(String recipe, Target defaultTarget) {
        return new RecipeParser(Vocabulary.TECHNIQUES, Availability.load(), Optional.of(defaultTarget))
                .parse(Text.of(recipe));
    }

    /** The findings of a recipe are exactly those that its marks say, see {@link Annotated}. */
    static void check(String annotated) {
        ParsedRecipe parsed = parse(Annotated.clean(annotated));
        assertEquals(annotated, Annotated.annotate(parsed.text(), parsed.findings()));
    }

    /** Parses a recipe that has no findings. */
    static Recipe clean(String recipe) {
        check(recipe);
        return parse(recipe).recipe();
    }

    /** The recipe after the fix with this title, which must be offered. */
    static String fixed(String recipe, String title) {
        ParsedRecipe parsed = parse(recipe);
        Finding.Fix fix = Annotated.fix(parsed.findings(), title)
                .orElseThrow(() -> new AssertionError("no fix " + title + " in "
                        + parsed.findings().stream().flatMap(f -> f.fixes().stream()).map(Finding.Fix::title).toList()));
        return Annotated.apply(recipe, fix);
    }
}
