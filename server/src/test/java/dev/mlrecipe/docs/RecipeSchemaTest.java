package dev.mlrecipe.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.Repository;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema for plain YAML plugins: up to date, right about everything that is right, and not too mild. */
class RecipeSchemaTest {
    private static final Path FILE = Repository.path("schema/mlrecipe.schema.json");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(), Availability.load());

    /** With {@code -Dtest.jvm=-Dupdate.docs=true} the file is written instead. */
    @Test
    void theSchemaIsTheVocabulary() throws IOException {
        try (Techniques techniques = Techniques.builtIn()) {
            String rendered = RecipeSchema.render(techniques.all(), Availability.load());
            if (Boolean.getBoolean("update.docs")) {
                Files.writeString(FILE, rendered);
            }
            assertEquals(rendered, Files.readString(FILE));
        }
    }

    private static JsonSchema schema() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(FILE.toFile());
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }

    private static JsonNode json(String recipe) {
        return json(YamlParser.parse(Text.of(recipe)).root());
    }

    private static JsonNode json(Node node) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (node) {
            case Node.Mapping mapping -> {
                ObjectNode object = json.objectNode();
                mapping.entries().forEach(e -> object.set(e.key().text(), json(e.value())));
                yield object;
            }
            case Node.Sequence sequence -> {
                ArrayNode array = json.arrayNode();
                sequence.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case Node.Scalar scalar -> switch (scalar.kind()) {
                case NULL -> json.nullNode();
                case BOOLEAN -> json.booleanNode(Boolean.parseBoolean(scalar.text()));
                case INTEGER -> json.numberNode(Long.decode(scalar.text()));
                case FLOAT -> json.numberNode(Double.parseDouble(scalar.text().replace(".inf", "Infinity")));
                case STRING -> json.textNode(scalar.text());
            };
            case Node.Missing missing -> json.nullNode();
        };
    }

    /** Every recipe that the product ships or shows, and its parser has nothing against. */
    @TestFactory
    Stream<DynamicTest> recipesWithoutFindingsAreValid() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String recipe : recipes()) {
            ParsedRecipe parsed = PARSER.parse(Text.of(recipe));
            if (parsed.findings().isEmpty()) {
                tests.add(DynamicTest.dynamicTest(
                        recipe.lines().findFirst().orElse("") + " …",
                        () -> assertEquals(List.of(), List.copyOf(schema().validate(json(recipe))), recipe)));
            }
        }
        assertTrue(tests.size() > 20, tests.size() + " recipes");
        return tests.stream();
    }

    private static List<String> recipes() throws IOException {
        List<String> recipes = new ArrayList<>();
        try (Stream<Path> docs = Files.walk(Repository.path("docs"));
                Stream<Path> examples = Files.walk(Repository.path("examples"))) {
            for (Path page : Stream.concat(docs, Stream.of(Repository.path("README.md")))
                    .filter(p -> p.toString().endsWith(".md"))
                    .toList()) {
                BLOCK.matcher(Files.readString(page)).results().map(m -> m.group(1)).forEach(recipes::add);
            }
            for (Path example : examples.filter(p -> p.toString().endsWith(".mlrecipe.yaml")).toList()) {
                recipes.add(Files.readString(example));
            }
        }
        return recipes;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "config_type: OpPalettizerConfig\nglobal_config: {mode: KMeans, nbits: 3, dim_: 1}",
        "config_type: OpPalettizerConfig\nglobal_config: {nbits: 9}",
        "config_type: OpPalettizerConfig\nglobal_config: {n_bits: 4}",
        "config_type: OpPalettizerConfig\nglobal_config: {mode: kmeans}",
        "config_type: OpPalettizerConfig\nglobal_config: {mode: unique, nbits: 4}",
        "config_type: OpPalettizerConfig\nglobal_config: {mode: uniform, nbits: 4, cluster_dim: 2}",
        "config_type: OpPalettizerConfig\nglobal_config: {mode: custom}",
        "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4, granularity: per_channel}",
        "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4, enable_per_channel_scale: 'no'}",
        "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4, weight_threshold: -1}",
        "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4, weight_threshold: null}",
        "config_type: OpPalettizerConfig\nglobal_config: 4",
        "config_type: OpPalettizerConfig\nop_type_configs: {const: {nbits: 4}}",
        "config_type: OpPalettizerConfig\nop_type_configs: {conv: {dtype: int8}}",
        "config_type: OpPalettizerConfig\nop_name_configs: {a: {config_type: OpLinearQuantizerConfig, nbits: 4}}",
        "config_type: OpPaletizerConfig\nglobal_config: {nbits: 4}",
        "config_type: OpPalettizerConfig",
        "global_config: {nbits: 4}",
        "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int2}",
        "config_type: OpLinearQuantizerConfig\nglobal_config: {mode: symmetric}",
        "config_type: OpLinearQuantizerConfig\nglobal_config: {granularity: per_grouped_channel}",
        "config_type: OpLinearQuantizerConfig\nglobal_config: {block_size: [1, -2]}",
        "config_type: OpMagnitudePrunerConfig\nglobal_config: {target_sparsity: 1.5}",
        "config_type: OpMagnitudePrunerConfig\nglobal_config: {}",
        "config_type: OpMagnitudePrunerConfig\nglobal_config: {target_sparsity: 0.5, n_m_ratio: [1, 2]}",
        "config_type: OpMagnitudePrunerConfig\nglobal_config: {n_m_ratio: [1, 2], block_size: 2}",
        "config_type: OpMagnitudePrunerConfig\nglobal_config: {target_sparsity: 0.5, dim: 1}",
        "config_type: OpMagnitudePrunerConfig\nglobal_config: {n_m_ratio: [1, 2, 3]}",
        "config_type: OpMagnitudePrunerConfig\nglobal_config: {target_sparsity: 0.5, block_size: 1}",
        "config_type: OpThresholdPrunerConfig\nglobal_config: {threshold: -1}",
        "config_type: OpThresholdPrunerConfig\nglobal_config: {minimum_sparsity_percentile: 50}",
        "model: Net.mlpackage",
        "steps: []",
        "steps: [{config_type: OpLinearQuantizerConfig}]",
        "steps: [{config_type: OpLinearQuantizerConfig, global_config: {}}]\nconfig_type: OpLinearQuantizerConfig",
        "target: iOS19\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {}",
        "target: 17\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {}",
        "compute_units: ane\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {}",
        "runtime: coreai\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {}",
        "modle: a\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {}",
        "config_type: OpLinearQuantizerConfig\nglobal_config: {}\nexpect: {min_ratio: -1}",
        "config_type: OpLinearQuantizerConfig\nglobal_config: {}\nexpect: {max_size: 12}",
        "config_type: OpLinearQuantizerConfig\nglobal_config: {}\nexpect: {max_size: 12 mb}",
        "config_type: OpLinearQuantizerConfig\nglobal_config: {}\nexpect: {max_latency_ms: 4}",
        "config_type: OpLinearQuantizerConfig\nglobal_config: {}\nexpect: {ratio: 4}",
        "module_type_configs: {Linear: {n_bits: 4}}",
        "quantization_config: {}",
        "just text"
    })
    void recipesWithErrorsAreNot(String recipe) throws IOException {
        List<Finding> findings = PARSER.parse(Text.of(recipe)).findings();
        assertTrue(findings.stream().anyMatch(f -> f.severity() == Severity.ERROR), findings.toString());
        assertFalse(schema().validate(json(recipe)).isEmpty(), "the schema accepts\n" + recipe);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "config_type: OpPalettizerConfig\nglobal_config: {mode: KMEANS, nbits: 4}",
        "config_type: OpPalettizerConfig\nglobal_config: {mode: unique, nbits: null}",
        "config_type: OpPalettizerConfig\nglobal_config: null\nop_name_configs: {'re:a.*': null, b: {nbits: 8}}",
        "op_name_configs: {a: {config_type: OpPalettizerConfig, nbits: 8}, b: null}",
        "config_type: OpLinearQuantizerConfig\nglobal_config: &g {block_size: [1, 8]}\nop_type_configs: {conv: {<<: *g, dtype: int4}}",
        "config_type: OpMagnitudePrunerConfig\nglobal_config: {n_m_ratio: [2, 4], dim: 1, block_size: null}",
        "target: [iOS27, visionOS2]\nsteps: [{config_type: OpThresholdPrunerConfig, global_config: {threshold: 0}}]"
    })
    void formsThatAreEasilyForgottenAreValid(String recipe) throws IOException {
        List<Finding> findings = PARSER.parse(Text.of(recipe)).findings();
        assertTrue(findings.stream().noneMatch(f -> f.severity() == Severity.ERROR), findings.toString());
        assertEquals(List.of(), List.copyOf(schema().validate(json(recipe))), recipe);
    }

    @Test
    void descriptionsSaySinceWhen() throws IOException {
        String bits = new ObjectMapper()
                .readTree(FILE.toFile())
                .at("/$defs/OpPalettizerConfig/properties/nbits/description")
                .asText();
        assertTrue(bits.contains("`3`: since iOS18, macOS15, watchOS11, tvOS18, visionOS2."), bits);
    }
}
