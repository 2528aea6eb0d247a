package dev.mlrecipe.recipe;

import static dev.mlrecipe.recipe.Fixture.clean;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a recipe without mistakes means. */
class RecipeParserTest {
    private static final String FULL = """
            model: ResNet50.mlpackage
            output: build/ResNet50.mlpackage
            target: [iOS18, macOS15]
            devices: [iPhone 15 Pro, MacBook Pro M3]
            compute_units: CPU_AND_NE
            runtime: coreml
            steps:
              - config_type: OpMagnitudePrunerConfig
                global_config: {target_sparsity: 0.5}
              - config_type: OpPalettizerConfig
                joint_compression: true
                global_config: {mode: KMEANS, nbits: 4, weight_threshold: 512}
                op_type_configs:
                  gather: null
                  conv: {config_type: OpLinearQuantizerConfig, block_size: [1, 8]}
                op_name_configs:
                  classifier_weight: {nbits: 8}
                  "layer4_*": {nbits: 6}
                  re:layer[12]_.+: {nbits: 2}
            expect:
              min_ratio: 4.5
              max_size: 12 MB
              min_snr_db: 12
              max_skipped: 0
              max_latency_ms: {iPhone 15 Pro: 1.5}
              max_weight_memory: {iPhone 15 Pro: 12 MiB}
            """;

    @Test
    void everyPartOfTheLanguage() {
        Recipe recipe = clean(FULL);
        assertEquals("ResNet50.mlpackage", recipe.model().orElseThrow().value());
        assertEquals("build/ResNet50.mlpackage", recipe.output().orElseThrow().value());
        assertEquals(
                List.of("iOS18", "macOS15"),
                recipe.targets().stream().map(t -> t.value().word()).toList());
        assertEquals(
                List.of("iPhone 15 Pro", "MacBook Pro M3"),
                recipe.devices().stream().map(Located::value).toList());
        assertEquals("cpu_and_ne", recipe.computeUnits().orElseThrow().value());
        assertEquals(2, recipe.steps().size());
        Expectations expect = recipe.expect();
        assertEquals(4.5, expect.minRatio().orElseThrow().value());
        assertEquals(12_000_000L, expect.maxSize().orElseThrow().value());
        assertEquals(12.0, expect.minSnrDb().orElseThrow().value());
        assertEquals(0, expect.maxSkipped().orElseThrow().value());
        assertEquals(1.5, expect.maxLatencyMs().get("iPhone 15 Pro").value());
        assertEquals(12L << 20, expect.maxWeightMemory().get("iPhone 15 Pro").value());
    }

    @Test
    void rulesComeInTheOrderNamesTypesGlobal() {
        Step step = clean(FULL).steps().get(1);
        assertTrue(step.joint());
        assertEquals(1, step.number());
        assertEquals(
                List.of(
                        "steps[1].op_name_configs.classifier_weight",
                        "steps[1].op_name_configs.layer4_*",
                        "steps[1].op_name_configs.re:layer[12]_.+",
                        "steps[1].op_type_configs.gather",
                        "steps[1].op_type_configs.conv",
                        "steps[1].global_config"),
                step.rules().stream().map(Rule::path).toList());
        assertEquals(new Selector.Name("classifier_weight"), step.rules().get(0).selector());
        Selector.Pattern glob = assertInstanceOf(
                Selector.Pattern.class, step.rules().get(1).selector());
        assertTrue(glob.matcher().test("layer4_2_conv3"));
        assertFalse(glob.matcher().test("layer3_2_conv3"));
        assertEquals(Optional.empty(), step.rules().get(3).config());
        assertEquals(12, step.rules().get(5).line());
    }

    @Test
    void leavesDoNotInherit() {
        Step step = clean(FULL).steps().get(1);
        Config global = step.rules().get(5).config().orElseThrow();
        Config named = step.rules().get(0).config().orElseThrow();
        Config conv = step.rules().get(4).config().orElseThrow();
        assertEquals(512, global.weightThreshold());
        assertEquals(2048, named.weightThreshold());
        assertEquals("kmeans", global.options().word("mode"));
        assertEquals(8, named.options().whole("nbits"));
        assertEquals("OpLinearQuantizerConfig", conv.technique().configType());
        assertEquals(Optional.of(List.of(1L, 8L)), conv.options().get("block_size"));
    }

    @Test
    void shortFormIsOneStep() {
        Recipe recipe = clean("""
                model: Net.mlpackage
                config_type: OpPalettizerConfig
                joint_compression: false
                global_config:
                  nbits: 4
                """);
        assertEquals(1, recipe.steps().size());
        assertEquals("global_config", recipe.steps().get(0).rules().get(0).path());
        assertFalse(recipe.steps().get(0).joint());
    }

    @Test
    void anchorsAndMergeKeys() {
        Recipe recipe = clean("""
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: &base {nbits: 4, group_size: 16, granularity: per_grouped_channel}
                op_type_configs:
                  linear: {<<: *base, nbits: 6}
                op_name_configs:
                  head: *base
                """);
        List<Rule> rules = recipe.steps().get(0).rules();
        Config head = rules.get(0).config().orElseThrow();
        Config linear = rules.get(1).config().orElseThrow();
        Config global = rules.get(2).config().orElseThrow();
        assertTrue(head.sameAs(global));
        assertEquals(6, linear.options().whole("nbits"));
        assertEquals(16, linear.options().whole("group_size"));
    }

    @Test
    void emptyLeavesAreNullAndDefaults() {
        Recipe recipe = clean("""
                config_type: OpLinearQuantizerConfig
                global_config: {}
                op_type_configs:
                  gather:
                op_name_configs: null
                """);
        List<Rule> rules = recipe.steps().get(0).rules();
        assertEquals(Optional.empty(), rules.get(0).config());
        assertEquals("int8", rules.get(1).config().orElseThrow().options().word("dtype"));
    }

    @Test
    void nullIsTheDefaultOfOptionsWithoutOne() {
        clean("""
                config_type: OpMagnitudePrunerConfig
                global_config: {target_sparsity: 0.5, n_m_ratio: null, dim: ~}
                """);
    }

    @Test
    void theJointEditIsOfferedForEveryForm() {
        ParsedRecipe parsed = Fixture.parse("""
                steps:
                  - config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.5}
                  - {config_type: OpPalettizerConfig, global_config: {nbits: 4}}
                """);
        String first = dev.mlrecipe.testing.Annotated.apply(
                parsed.text().content(),
                parsed.makeJoint(parsed.recipe().steps().get(0)).orElseThrow());
        assertEquals("""
                steps:
                  - joint_compression: true
                    config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.5}
                  - {config_type: OpPalettizerConfig, global_config: {nbits: 4}}
                """, first);
        String second = dev.mlrecipe.testing.Annotated.apply(
                parsed.text().content(),
                parsed.makeJoint(parsed.recipe().steps().get(1)).orElseThrow());
        assertTrue(second.contains("  - {joint_compression: true, config_type: OpPalettizerConfig, "), second);
    }
}
