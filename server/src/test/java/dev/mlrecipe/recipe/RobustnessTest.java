package dev.mlrecipe.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any text gives a recipe and findings inside of the text, soon; with the vocabulary of the product. */
class RobustnessTest {
    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(), Availability.load());

    private static final String SAMPLE = """
            # 🐈 mlrecipe: target iOS17
            model: "🐈 Net.mlpackage"   # mlrecipe: ignore unusual-spelling
            target: [iOS18, ct.target.macOS15]
            steps:
              - &prune
                config_type: OpMagnitudePrunerConfig
                global_config: {target_sparsity: 0.5, n_m_ratio: ~}
              - config_type: OpPalettizerConfig
                joint_compression: yes
                global_config: &base
                  nbits: '4'
                  granularity: per_grouped_channel
                op_type_configs: {conv: {<<: *base, nbits: 6}, gather: null}
                op_name_configs:
                  "re:layer[0-9]+\\\\.*": {nbits: 8}
                  'it''s *': !!null
              - *prune
            expect: {max_size: 12 MB, max_latency_ms: {iPhone 15: 1.5e0}}
            """;

    /** Parses, and checks what must hold for every text. */
    static ParsedRecipe check(String text) {
        ParsedRecipe parsed = PARSER.parse(Text.of(text));
        for (Finding finding : parsed.findings()) {
            inside(finding.span(), text);
            assertTrue(Code.of(finding.code()).isPresent(), finding.code());
            assertFalse(finding.message().isBlank());
            assertEquals(-1, finding.message().indexOf('\n'), finding.message());
            assertTrue(finding.message().length() < 1000, finding.message());
            finding.related().forEach(related -> inside(related.span(), text));
            finding.fixes().forEach(fix -> fix.edits().forEach(edit -> inside(edit.span(), text)));
        }
        for (Step step : parsed.recipe().steps()) {
            inside(step.span(), text);
            step.rules().forEach(rule -> inside(rule.span(), text));
        }
        return parsed;
    }

    private static void inside(Span span, String text) {
        assertTrue(span.end() <= text.length(), span + " of " + text.length());
    }

    @Test
    void everyTruncation() {
        for (int end = 0; end <= SAMPLE.length(); end++) {
            check(SAMPLE.substring(0, end));
            check(SAMPLE.substring(0, end).replace("\n", "\r\n"));
        }
    }

    @Test
    void everyDeletionAndInsertionOfOneCharacter() {
        String characters = "{}[]:,#&*!|>'\"%@`-? \t\n\r\u0000\uFEFF\u2028\uD83D~<";
        for (int at = 0; at < SAMPLE.length(); at++) {
            check(SAMPLE.substring(0, at) + SAMPLE.substring(at + 1));
            char inserted = characters.charAt(at % characters.length());
            check(SAMPLE.substring(0, at) + inserted + SAMPLE.substring(at));
        }
    }

    @Test
    void randomEdits() {
        long seed = 42;
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            StringBuilder text = new StringBuilder(SAMPLE);
            for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
                int from = random.nextInt(text.length() + 1);
                int to = Math.min(text.length(), from + random.nextInt(30));
                int source = random.nextInt(SAMPLE.length());
                text.replace(from, to, SAMPLE.substring(source, Math.min(SAMPLE.length(), source + random.nextInt(30))));
            }
            try {
                check(text.toString());
            } catch (RuntimeException e) {
                throw new AssertionError("round " + round + " of seed " + seed + ":\n" + text, e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "model: x\n", "? ", "- ", "[", "{a: ", "&a ", "*a ", "a: &a\n", "!!", "'", "\"\\", "# mlrecipe: ignore x\n", "\t", "a", "\n",
        "a: |\n", "%YAML 9\n", "---\n", "<<: ", "{", "}", "{}", "op_name_configs: {re:(: ", "a,"
    })
    void longRepetitions(String piece) {
        String text = piece.repeat(200_000 / piece.length());
        assertTimeout(Duration.ofSeconds(20), () -> check(text));
    }

    @Test
    void aRecipeOfNearlyOneMegabyte() {
        StringBuilder text = new StringBuilder("config_type: OpPalettizerConfig\nop_name_configs:\n");
        while (text.length() < 1_000_000) {
            text.append("  layer_").append(text.length()).append("_weight: {nbits: 4, mode: kmeans}\n");
        }
        assertTimeout(Duration.ofSeconds(20), () -> assertEquals(List.of(), check(text.toString()).findings()));
    }

    @Test
    void manyMistakes() {
        StringBuilder text = new StringBuilder("config_type: OpPalettizerConfig\nop_name_configs:\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("  a").append(i).append(": {n_bits: 4, mode: kmens}\n");
        }
        assertTimeout(Duration.ofSeconds(20), () -> assertEquals(20_000, check(text.toString()).findings().size()));
    }
}
