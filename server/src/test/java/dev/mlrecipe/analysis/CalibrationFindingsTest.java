package dev.mlrecipe.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.calibrate.Statistics;
import dev.mlrecipe.calibrate.StatisticsState;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said about weights that shall be calibrated, without looking at a model. */
class CalibrationFindingsTest {
    private static final Set<String> CODES = Set.of(Code.MISSING_KEY.word(), Code.DATA_INVALID.word());

    @Test
    void withoutSamples() {
        String recipe =
                """
                model: Net.mlpackage
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {nbits: 4, algorithm: gptq}
                """;
        Finding finding = findings(recipe, new StatisticsState.Unknown()).getFirst();

        assertEquals("missing-key", finding.code());
        assertEquals("gptq", recipe.substring(finding.span().start(), finding.span().end()));
        assertEquals(
                "algorithm gptq looks at what weights are multiplied with, which needs data, samples to run the model on",
                finding.message());
        assertEquals(List.of("Add data: samples"), finding.fixes().stream().map(Finding.Fix::title).toList());
        assertEquals(List.of(), findings(recipe.replace("gptq", "nearest"), new StatisticsState.Unknown()));
    }

    /** Ranges of activations come from the file, but weights need samples. */
    @Test
    void samplesBesideStatistics() {
        String recipe =
                """
                model: Net.mlpackage
                target: iOS18
                data: samples
                statistics: statistics.json
                config_type: OpLinearQuantizerConfig
                global_config: {algorithm: gptq}
                """;
        Statistics statistics = new Statistics(Map.of());
        StatisticsState broken =
                new StatisticsState.Read(statistics, new StatisticsState.Unreadable("samples: no such file or folder"));

        assertEquals(
                List.of("data-invalid samples: no such file or folder"),
                findings(recipe, broken).stream().map(f -> f.code() + " " + f.message()).toList());
        assertEquals(List.of(), findings(recipe.replace("gptq", "nearest"), broken));
        assertEquals(List.of(), findings(recipe, new StatisticsState.Read(statistics)));
    }

    private static List<Finding> findings(String recipe, StatisticsState statistics) {
        try (Techniques techniques = Techniques.builtIn()) {
            ParsedRecipe parsed = new RecipeParser(techniques.all(), Availability.load()).parse(Text.of(recipe));
            Surroundings surroundings = Surroundings.load().with(statistics);
            return Analysis.of(parsed, Optional.empty(), new ModelState.Unknown(), surroundings, Optional.empty())
                    .findings()
                    .stream()
                    .filter(finding -> CODES.contains(finding.code()))
                    .toList();
        }
    }
}
