package dev.mlrecipe.plan;

import static dev.mlrecipe.plan.Fixture.config;
import static dev.mlrecipe.plan.Fixture.global;
import static dev.mlrecipe.plan.Fixture.model;
import static dev.mlrecipe.plan.Fixture.name;
import static dev.mlrecipe.plan.Fixture.opType;
import static dev.mlrecipe.plan.Fixture.recipe;
import static dev.mlrecipe.plan.Fixture.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.recipe.Recipe;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanKeyTest {
    private static final ModelIndex MODEL = model(Opset.COREML8)
            .weight("w1", Shape.of(64, 64), "a:conv")
            .weight("w2", Shape.of(64, 64), "b:linear")
            .build();

    private static String key(Recipe recipe) {
        return PlanKey.of("f00d", Planner.plan(recipe, MODEL, new Fakes.SumEncoding(), Opset.COREML8).plan());
    }

    private static Recipe tables(Map<String, Object> options) {
        return recipe(step(0, false, global(config(Fakes.TABLES, options))));
    }

    @Test
    void equalPlansHaveEqualKeysHoweverTheyAreWritten() {
        String key = key(tables(Map.of()));
        assertTrue(key.matches("[0-9a-f]{64}"), key);
        assertEquals(key, key(tables(Map.of("nbits", 4L))));
        assertEquals(key, key(recipe(step(
                0, false,
                opType("conv", config(Fakes.TABLES, Map.of("group", 1L))),
                opType("linear", config(Fakes.TABLES, Map.of(), 100))))));
    }

    @Test
    void everythingThatChangesTheOutputChangesTheKey() {
        String key = key(tables(Map.of()));
        assertNotEquals(key, key(tables(Map.of("nbits", 6L))));
        assertNotEquals(key, key(recipe(step(0, false, opType("conv", config(Fakes.TABLES, Map.of()))))));
        assertNotEquals(key, key(recipe(step(0, false, global(config(Fakes.PRUNE, Map.of()))))));
        assertNotEquals(key, key(recipe(
                step(0, false, name("w1", config(Fakes.TABLES, Map.of())), global(config(Fakes.TABLES, Map.of()))))));
        assertNotEquals(
                key,
                PlanKey.of(
                        "beef",
                        Planner.plan(tables(Map.of()), MODEL, new Fakes.SumEncoding(), Opset.COREML8).plan()));
        Planning raised = Planner.plan(tables(Map.of()), MODEL, new Fakes.SumEncoding(), Opset.COREML8);
        assertNotEquals(key, PlanKey.of("f00d", raised.at(Opset.COREML9).plan()), "the opset of the output");
    }

    /** A changed key makes every output of every user stale: change it on purpose, with the version. */
    @Test
    void theKeyOfAKnownPlanStaysWhatItIs() {
        assertEquals("26d32f9ef4866e36b08f386f6456b1feed50cc590ce6d4637e3cc6ae2a36dd30", key(tables(Map.of())));
    }
}
