package dev.mlrecipe.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.mil.MilEncoding;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Other ways to compress as fixes: each is predicted to gain, and leads to a recipe that checks clean. */
class AlternativesTest {
    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(),
            Analyses.AVAILABILITY);
    private static final Pattern TITLE = Pattern.compile(
            "([^:]+(?:: [a-zA-Z0-9_]+)?): (?:[0-9.]+ ms → |as before )[0-9.]+ ms \\([0-9.]+ to [0-9.]+ ms\\)"
                    + "(?: and [0-9.]+ MB → [0-9.]+ MB of weights in memory)? predicted on (.+)");
    private static final Pattern LATENCY = Pattern.compile("([0-9.]+) ms → ([0-9.]+) ms");

    private static FunctionFacts linear(long rows, long inputs) {
        ValueFacts in = new ValueFacts("x", List.of(rows, inputs), "float16");
        ValueFacts out = new ValueFacts("a", List.of(rows, 4096L), "float16");
        OpFacts op = new OpFacts(
                "a", "linear", List.of(in), List.of(out), rows * inputs * 4096, rows * 8192, rows * 2 * inputs,
                inputs * 8192, inputs * 8192, true);
        return new FunctionFacts("main", List.of(in), List.of(out), List.of(op), op.multiplyAdds(), List.of());
    }

    private static Analysis analyse(String recipe, Opset opset) {
        // Work that is worth starting a GPU for, and many tables for few weights, where these are what it is about.
        long inputs = recipe.contains("a table for every channel") ? 1024 : 4096;
        FunctionFacts main = linear(recipe.contains("cpu_and_gpu") ? 32 : 1, inputs);
        ModelIndex index =
                dev.mlrecipe.plan.Fixture.model(opset).weight("w", Shape.of(4096, inputs), "a:linear").build();
        ParsedRecipe parsed = PARSER.parse(Text.of(recipe));
        return Analysis.of(
                parsed,
                Optional.of(RecipePaths.of(Path.of("/project/r.mlrecipe.yaml"), parsed.recipe())),
                new ModelState.Read(index, new MilEncoding(opset), List.of(main)),
                Analyses.AVAILABILITY,
                Optional.empty());
    }

    /** The findings are those of the codes; their fixes have these titles, and each leads to a recipe without findings. */
    private static List<String> check(Opset opset, String recipe, List<String> codes, String... titles) {
        Analysis analysis = analyse(recipe, opset);
        List<Finding> findings = analysis.findings();
        assertEquals(codes, findings.stream().map(Finding::code).toList());
        List<Finding.Fix> fixes = analysis.advised(findings.getLast()).fixes();
        assertEquals(List.of(titles), fixes.stream().map(AlternativesTest::title).toList());
        return fixes.stream().map(fix -> applied(opset, recipe, fix)).toList();
    }

    private static String applied(Opset opset, String recipe, Finding.Fix fix) {
        String fixed = Annotated.apply(recipe, fix);
        assertEquals(
                List.of(),
                analyse(fixed, opset).findings().stream()
                        .filter(finding -> finding.severity().atLeast(Severity.INFORMATION))
                        .map(Finding::message)
                        .toList(),
                fixed);
        return fixed;
    }

    /** A title without its numbers, which must be there. */
    private static String title(Finding.Fix fix) {
        Matcher matcher = TITLE.matcher(fix.title());
        assertTrue(matcher.matches(), fix.title());
        Matcher latency = LATENCY.matcher(fix.title());
        if (latency.find()) {
            assertTrue(Double.parseDouble(latency.group(2)) < Double.parseDouble(latency.group(1)), fix.title());
        }
        return matcher.group(1);
    }

    @Test
    void tablesForTheNeuralEngineThatChangesTablesTooOften() {
        List<String> fixed = check(Opset.COREML8, """
                # a table for every channel
                model: Net.mlpackage
                target: iOS18
                devices: [iPhone 15 Pro]
                compute_units: cpu_and_ne
                config_type: OpPalettizerConfig
                global_config:
                  mode: kmeans
                  nbits: 4
                  granularity: per_grouped_channel
                  group_size: 1
                """,
                List.of("slower-predicted"),
                "Take one table per weight", "Set 75 % of the weights to zero, which costs accuracy");
        assertEquals("""
                # a table for every channel
                model: Net.mlpackage
                target: iOS18
                devices: [iPhone 15 Pro]
                compute_units: cpu_and_ne
                config_type: OpPalettizerConfig
                global_config:
                  mode: kmeans
                  nbits: 4
                  granularity: per_tensor
                """, fixed.get(0));
        assertTrue(
                fixed.get(1).endsWith("config_type: OpMagnitudePrunerConfig\nglobal_config: {target_sparsity: 0.75}\n"),
                fixed.get(1));
    }

    @Test
    void largerGroupsAreOfferedAtTheStep() {
        String recipe = """
                model: Net.mlpackage
                target: iOS18
                devices: [iPhone 15 Pro]
                compute_units: cpu_and_ne
                config_type: OpPalettizerConfig
                global_config: {mode: kmeans, nbits: 4, granularity: per_grouped_channel, group_size: 1}
                """;
        Finding.Fix fix = atTheStep(recipe).stream()
                .filter(offered -> title(offered).equals("Take groups of 16 channels"))
                .findFirst()
                .orElseThrow();
        assertEquals(recipe.replace("group_size: 1", "group_size: 16"), applied(Opset.COREML8, recipe, fix));
    }

    private static List<Finding.Fix> atTheStep(String recipe) {
        Analysis analysis = analyse(recipe, Opset.COREML8);
        return analysis.alternatives().orElseThrow().of(analysis.planning().orElseThrow().uses().getFirst().step());
    }

    @Test
    void scalesPerChannelForANeuralEngineThatExpandsBlocks() {
        List<String> fixed = check(Opset.COREML8, """
                model: Net.mlpackage
                target: iOS18
                devices: [iPhone 13]
                compute_units: cpu_and_ne
                # mlrecipe: ignore known-hazard
                config_type: OpLinearQuantizerConfig
                # mlrecipe: ignore known-hazard
                global_config: {dtype: int8, granularity: per_block, block_size: 32}
                """,
                List.of("no-predicted-gain"),
                "Scale per channel, not per block", "Take 4-bit tables",
                "Set 75 % of the weights to zero, which costs accuracy");
        assertTrue(fixed.get(0).endsWith("global_config: {dtype: int8, granularity: per_channel}\n"), fixed.get(0));
        assertTrue(
                fixed.get(1).contains("config_type: OpPalettizerConfig\n")
                        && fixed.get(1).endsWith("global_config: {mode: kmeans, nbits: 4}\n"),
                fixed.get(1));
    }

    @Test
    void aStepWithOtherRulesKeepsThem() {
        List<String> fixed = check(Opset.COREML8, """
                model: Net.mlpackage
                target: iOS18
                devices: [iPhone 12]
                compute_units: cpu_and_ne
                steps:
                  - config_type: OpLinearQuantizerConfig
                    global_config: {dtype: int8}
                    # mlrecipe: ignore rule-matches-nothing
                    op_type_configs: {conv: {dtype: uint8}}
                """,
                List.of("no-predicted-gain"),
                "Take 4-bit tables", "Set 75 % of the weights to zero, which costs accuracy");
        assertTrue(
                fixed.get(0).contains("global_config: {config_type: OpPalettizerConfig, mode: kmeans, nbits: 4}\n"),
                fixed.get(0));
    }

    @Test
    void blocksForTheGpuOfAMac() {
        List<Finding.Fix> fixes = atTheStep("""
                model: Net.mlpackage
                target: macOS15
                devices: [MacBook Pro M1 Max]
                compute_units: cpu_and_gpu
                config_type: OpPalettizerConfig
                global_config: {mode: kmeans, nbits: 4}
                """);
        assertEquals(List.of("Take 4-bit integers in blocks of 32"), fixes.stream().map(AlternativesTest::title).toList());
    }

    @Test
    void systemsThatExpandAtLoadNeedANewerTarget() {
        List<String> fixed = check(Opset.COREML6, """
                model: Net.mlpackage
                target: iOS16
                devices: [iPhone 14 Pro]
                config_type: OpPalettizerConfig
                global_config: {mode: kmeans, nbits: 4}
                """,
                List.of("size-only", "no-predicted-gain"),
                "Raise the target to iOS17");
        assertTrue(fixed.get(0).contains("target: iOS17\n"), fixed.get(0));
    }

    @Test
    void whatIsIllegalOnTheTargetIsNotOffered() {
        check(Opset.COREML6, """
                model: Net.mlpackage
                target: macOS14
                devices: [MacBook Pro M1 Max]
                compute_units: cpu_and_gpu
                config_type: OpLinearQuantizerConfig
                global_config: {dtype: int8}
                """,
                List.of("no-predicted-gain"));
    }
}
