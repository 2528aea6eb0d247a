package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever types a recipe from its first to its last character, or types one of its words again, finds each word of it
 * in the list, wherever in the word the cursor stands.
 */
class HalfTypedTest {
    private static final String BLOCK = """
            model: Net.mlpackage
            target: iOS18
            compute_units: cpu_and_ne
            steps:
              - config_type: OpMagnitudePrunerConfig
                global_config:
                  target_sparsity: 0.5
                op_type_configs:
                  linear: null
              - config_type: OpPalettizerConfig
                joint_compression: true
                op_name_configs:
                  conv1:
                    mode: kmeans
                    nbits: 4
                    granularity: per_grouped_channel
                    group_size: 16
                  fc:
                    nbits: 8
            expect:
              max_skipped: 0
            """;

    private static final String FLOW = """
            target: [iOS18, macOS15]
            model: Net.mlpackage
            config_type: OpLinearQuantizerConfig
            global_config: {mode: linear, dtype: int4, granularity: per_block, block_size: 32}
            op_type_configs: {conv: {dtype: uint8}, linear: null}
            op_name_configs: {fc: {dtype: int8, weight_threshold: 512}, conv1: null}
            expect: {max_skipped: 0}
            """;

    private static final String COMPACT = """
            steps:
            - config_type: OpPalettizerConfig
              global_config: {mode: uniform, nbits: 6}
            - config_type: OpLinearQuantizerConfig
              op_type_configs:
                  conv: {mode: linear_symmetric}
            model: Net.mlpackage
            """;

    @ParameterizedTest
    @ValueSource(strings = {BLOCK, FLOW, COMPACT})
    void everyWordIsOfferedWhileItIsTypedAtTheEnd(String recipe) {
        check(recipe, 0, (word, cursor) -> recipe.substring(0, cursor));
    }

    @ParameterizedTest
    @ValueSource(strings = {BLOCK, FLOW, COMPACT})
    void everyWordIsOfferedWhileItIsTypedAgain(String recipe) {
        check(recipe, 1, (word, cursor) -> recipe.substring(0, cursor) + recipe.substring(word.end()));
    }

    @ParameterizedTest
    @ValueSource(strings = {BLOCK, FLOW, COMPACT})
    void everyWordIsOfferedInALineWhoseRestIsNotTyped(String recipe) {
        Text text = Text.of(recipe);
        check(recipe, 1, (word, cursor) ->
                recipe.substring(0, cursor) + recipe.substring(text.lineSpan(text.line(cursor)).end()));
    }

    @Test
    void allWordsAreTried() {
        assertEquals(35, words(BLOCK).size());
    }

    private interface Cut {
        String of(Span word, int cursor);
    }

    /** @param from characters of a word with which it begins: without any, what stands behind it may be no YAML */
    private static void check(String recipe, int from, Cut cut) {
        List<String> missing = new ArrayList<>();
        words(recipe).forEach((span, word) -> {
            for (int cursor = span.start() + from; cursor <= span.end(); cursor++) {
                String cutRecipe = cut.of(span, cursor);
                List<String> labels = Completion.at(
                                Fixture.of(cutRecipe), cursor, List.of("Net.mlpackage"), true)
                        .items().stream()
                        .map(CompletionItem::label)
                        .toList();
                if (!labels.contains(word)) {
                    missing.add(word + " after " + (cursor - span.start()) + " characters at " + line(recipe, cursor) + ": " + labels.stream().limit(5).toList());
                }
            }
        });
        assertTrue(missing.isEmpty(), () -> String.join("\n", missing));
    }

    private static String line(String recipe, int cursor) {
        return recipe.substring(0, cursor) + "▮";
    }

    /** Keys and values by place; free text is none of them. */
    private static Map<Span, String> words(String recipe) {
        Map<Span, String> words = new LinkedHashMap<>();
        collect(YamlParser.parse(Text.of(recipe)).root(), words);
        return words;
    }

    private static void collect(Node node, Map<Span, String> words) {
        switch (node) {
            case Node.Mapping mapping -> mapping.entries().forEach(entry -> {
                words.put(entry.key().span(), entry.key().text());
                collect(entry.value(), words);
            });
            case Node.Sequence list -> list.items().forEach(item -> collect(item, words));
            case Node.Scalar word -> words.put(word.span(), word.text());
            case Node.Missing missing -> {}
        }
    }
}
