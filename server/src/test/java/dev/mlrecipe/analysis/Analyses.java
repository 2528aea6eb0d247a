package dev.mlrecipe.analysis;

import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.plan.Fakes;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Recipes of fake techniques, analysed with models made of words. */
final class Analyses {
    static final Availability AVAILABILITY = Availability.load();
    static final Shape MATRIX = Shape.of(64, 64);

    /** Three layers, as converted for iOS18. */
    static final ModelIndex SMALL = model(Opset.COREML8)
            .weight("conv_1_weight", Shape.of(63, 3, 7, 7), "conv_1:conv")
            .weight("conv_1_bias", Shape.of(63), "conv_1:conv")
            .weight("conv_2_weight", Shape.of(64, 32, 3, 3), "conv_2:conv")
            .weight("fc_weight", MATRIX, "fc:linear")
            .build();

    private static final RecipeParser PARSER =
            new RecipeParser(List.of(Fakes.TABLES, Fakes.PRUNE, Fakes.BROKEN), AVAILABILITY);

    private Analyses() {}

    static Analysis analyse(String recipe, ModelState model) {
        return analyse(PARSER, recipe, model);
    }

    static Analysis analyse(RecipeParser parser, String recipe, ModelState model) {
        ParsedRecipe parsed = parser.parse(Text.of(recipe));
        return Analysis.of(
                parsed,
                Optional.of(RecipePaths.of(Path.of("/project/r.mlrecipe.yaml"), parsed.recipe())),
                model,
                AVAILABILITY,
                Optional.empty());
    }

    static ModelState read(ModelIndex index) {
        return new ModelState.Read(index, new Fakes.SumEncoding());
    }

    /** The marks of the recipe are its findings. */
    static void check(ModelIndex index, String annotated) {
        check(read(index), annotated);
    }

    static void check(ModelState model, String annotated) {
        String recipe = Annotated.clean(annotated);
        assertEquals(annotated, Annotated.annotate(Text.of(recipe), analyse(recipe, model).findings()));
    }

    /** The recipe after the fix with this title. */
    static String fixed(ModelIndex index, String recipe, String title) {
        return fixed(recipe, analyse(recipe, read(index)).findings(), title);
    }

    static String fixed(String recipe, List<Finding> findings, String title) {
        return Annotated.apply(recipe, Annotated.fix(findings, title).orElseThrow(() -> new AssertionError(
                findings.stream().flatMap(f -> f.fixes().stream()).map(Finding.Fix::title).toList())));
    }
}
