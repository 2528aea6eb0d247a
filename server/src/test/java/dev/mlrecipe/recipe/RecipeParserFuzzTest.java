package dev.mlrecipe.recipe;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** With {@code JAZZER_FUZZ=1} this searches for texts that break the parser; else it runs the inputs found before. */
class RecipeParserFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyTextIsParsed(FuzzedDataProvider data) {
        RobustnessTest.check(data.consumeRemainingAsString());
    }
}
