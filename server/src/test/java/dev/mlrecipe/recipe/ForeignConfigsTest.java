package dev.mlrecipe.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of the tools next door: recognised as such, converted as far as a recipe has words, the rest named. */
class ForeignConfigsTest {
    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(), Availability.load());
    private static final String TORCH = "this is a configuration for coremltools.optimize.torch; a recipe has config_type,"
            + " and op_type_configs and op_name_configs for MIL operations";
    private static final String CORE_AI = "this is a configuration for coreai-opt; it compresses PyTorch modules for Core AI;"
            + " a recipe says the same with config_type, global_config, op_type_configs and op_name_configs";
    private static final String NAMES =
            "; module names become patterns for names such as layer1_0_conv1_weight: see what they match";

    private static List<Finding> findings(String recipe) {
        return PARSER.parse(Text.of(recipe)).findings();
    }

    private static Finding only(String recipe) {
        List<Finding> findings = findings(recipe);
        assertEquals(1, findings.size(), findings.toString());
        assertEquals(Code.FOREIGN_CONFIG.word(), findings.getFirst().code());
        return findings.getFirst();
    }

    /** The message beyond what is said of every document, and the recipe after the fix, which has no error. */
    private static void converted(String tool, String rest, String foreign, String recipe) {
        Finding finding = only(foreign);
        assertEquals(tool + rest, finding.message());
        String fixed = Annotated.apply(foreign, finding.fixes().getFirst());
        assertEquals(recipe, fixed);
        assertEquals(List.of(), findings(fixed).stream().filter(f -> f.severity() == Severity.ERROR).toList());
    }

    @Nested
    class Torch {
        @Test
        void tables() {
            converted(TORCH, NAMES + "; no equivalent: MyBlock (no operation type is like it), lut_dtype int8 (a second step, OpLinearQuantizerConfig with joint_compression: true, makes 8-bit tables)", """
                    # why
                    global_config: {n_bits: 6}
                    module_type_configs:
                      Conv2d: {n_bits: 4, granularity: per_grouped_channel, group_size: 16}
                      torch.nn.Linear:
                        n_bits: 6
                        cluster_dim: 2
                        enable_fast_kmeans_mode: true
                      Embedding: null
                      MyBlock: {n_bits: 2}
                    module_name_configs:
                      layer1\\.0\\..*: null
                      head: {n_bits: 8, lut_dtype: int8}
                    """, """
                    # why
                    config_type: OpPalettizerConfig
                    global_config: {mode: kmeans, nbits: 6}
                    op_type_configs:
                      conv: {mode: kmeans, nbits: 4, granularity: per_grouped_channel, group_size: 16}
                      linear: {mode: kmeans, nbits: 6, cluster_dim: 2}
                      gather: null
                    op_name_configs:
                      "re:layer1_0_.*(_weight.*)?": null
                      "re:head(_weight.*)?": {mode: kmeans, nbits: 8}
                    """);
        }

        @Test
        void postTrainingQuantizer() {
            converted(TORCH, "; no equivalent: weight_dtype fp8_e4m3 (int8 instead)", """
                    model: Net.mlpackage
                    global_config:
                      weight_dtype: qint8
                      quantization_scheme: affine
                    module_type_configs:
                      Linear: {weight_dtype: uint4, granularity: per_block, block_size: 32}
                      Conv1d: {weight_dtype: float32}
                      ConvTranspose2d: {weight_dtype: fp8_e4m3}
                    """, """
                    model: Net.mlpackage
                    config_type: OpLinearQuantizerConfig
                    global_config: {dtype: int8, mode: linear}
                    op_type_configs:
                      linear: {dtype: uint4, granularity: per_block, block_size: 32}
                      conv: null
                      conv_transpose: {dtype: int8}
                    """);
        }

        @Test
        void gptqAndQuantizationAwareTraining() {
            converted(TORCH, "; no equivalent: layers, calibration_nsamples", """
                    layers: [model.layers]
                    calibration_nsamples: 128
                    global_config: {algorithm: gptq, weight_dtype: uint8, hessian_dampening: 0.01, processing_group_size: 128}
                    """, """
                    config_type: OpLinearQuantizerConfig
                    global_config: {algorithm: gptq, dtype: uint8, hessian_dampening: 0.01}
                    """);
            converted(TORCH, "; no equivalent: algorithm, activation_dtype, activation_observer, milestones", """
                    global_config:
                      algorithm: vanilla
                      weight_dtype: quint8
                      weight_per_channel: false
                      activation_dtype: quint8
                      activation_observer: moving_average_min_max
                      milestones: [0, 100, 400, 200]
                    """, """
                    config_type: OpLinearQuantizerConfig
                    global_config: {dtype: uint8, granularity: per_tensor}
                    """);
        }

        @Test
        void sensitiveKMeans() {
            converted(TORCH, "; no equivalent: calibration_nsamples", """
                    calibration_nsamples: 64
                    global_config: {n_bits: 3, granularity: per_grouped_channel, group_size: 16}
                    """, """
                    config_type: OpPalettizerConfig
                    global_config: {mode: kmeans, nbits: 3, algorithm: skm, granularity: per_grouped_channel, group_size: 16}
                    """);
        }

        @Test
        void pruners() {
            converted(TORCH, "; no equivalent: scheduler, initial_sparsity", """
                    global_config:
                      scheduler: {update_steps: [0, 100]}
                      initial_sparsity: 0.0
                      target_sparsity: 0.7
                      granularity: per_scalar
                      block_size: 1
                      dim: null
                    module_type_configs:
                      Linear: {n_m_ratio: [2, 4], dim: 1}
                    """, """
                    config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.7}
                    op_type_configs:
                      linear: {n_m_ratio: [2, 4], dim: 1}
                    """);
            converted(TORCH, "; no equivalent: algorithm, weight_dtype uint8 (a second step)", """
                    global_config: {algorithm: sparse_gpt, target_sparsity: 0.5, weight_dtype: uint8}
                    """, """
                    config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.5}
                    """);
            converted(TORCH, "; no equivalent: granularity", """
                    global_config: {target_sparsity: 0.5, granularity: per_kernel}
                    """, """
                    config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.5}
                    """);
        }

        @Test
        void differentiableTables() {
            converted(TORCH, "; no equivalent: milestone, quant_min, dtype (of activations), palett_tau", """
                    global_config: {n_bits: 4, milestone: 0, quant_min: -128, dtype: qint8, lut_dtype: f32, palett_tau: 0.0001, weight_threshold: 1024}
                    """, """
                    config_type: OpPalettizerConfig
                    global_config: {mode: kmeans, nbits: 4, weight_threshold: 1024}
                    """);
        }

        @Test
        void optionsWithoutARule() {
            converted(TORCH, "", """
                    n_bits: 4
                    group_size: 16
                    granularity: per_grouped_channel
                    target: iOS18
                    """, """
                    config_type: OpPalettizerConfig
                    global_config: {mode: kmeans, nbits: 4, group_size: 16, granularity: per_grouped_channel}
                    target: iOS18
                    """);
        }

        @Test
        void inAStepAndInOneLine() {
            converted(TORCH, "", """
                    model: Net.mlpackage
                    steps:
                      - global_config: {n_bits: 4}
                        module_type_configs: {Embedding: null}
                      - config_type: OpLinearQuantizerConfig
                        global_config: {}
                    """, """
                    model: Net.mlpackage
                    steps:
                      - config_type: OpPalettizerConfig
                        global_config: {mode: kmeans, nbits: 4}
                        op_type_configs:
                          gather: null
                      - config_type: OpLinearQuantizerConfig
                        global_config: {}
                    """);
            converted(TORCH, "", """
                    {"global_config": {"n_bits": 4}, "module_type_configs": {"Linear": {"n_bits": 6}}, "target": "iOS17"}
                    """, """
                    {config_type: OpPalettizerConfig, global_config: {mode: kmeans, nbits: 4}, op_type_configs: {linear: {mode: kmeans, nbits: 6}}, "target": "iOS17"}
                    """);
        }

        @Test
        void twoClassesOfOneOperationType() {
            converted(TORCH, "; no equivalent: Conv1d (conv has a rule already)", """
                    module_type_configs:
                      Conv2d: {n_bits: 4}
                      Conv1d: {n_bits: 6}
                      Conv3d: {n_bits: 4}
                    """, """
                    config_type: OpPalettizerConfig
                    op_type_configs:
                      conv: {mode: kmeans, nbits: 4}
                    """);
        }

        @Test
        void patternsThatARecipeDoesNotTake() {
            Finding finding = only("""
                    module_name_configs:
                      (?!head).*: {n_bits: 4}
                    """);
            assertEquals(TORCH + "; no equivalent: (?!head).* (not a pattern here)", finding.message());
            assertEquals(List.of(), finding.fixes());
        }

        /** Each alone gives the document away. */
        @ParameterizedTest
        @ValueSource(strings = {
            "module_type_configs: {Linear: null}", "module_name_configs: {a: null}", "global_config: {n_bits: 4}",
            "global_config: {weight_dtype: qint8}", "global_config: {quantization_scheme: symmetric}", "n_bits: 4",
            "global_config: {lut_dtype: int8}", "global_config: {enable_fast_kmeans_mode: true}",
            "global_config: {milestone: 1}", "global_config: {scheduler: {}}", "global_config: {algorithm: gptq}",
            "global_config: {activation_dtype: quint8}", "global_config: {granularity: per_layer, target_sparsity: 0.5}",
            "global_config: {initial_sparsity: 0.1}", "global_config: {use_activation_order_heuristic: true}",
            "non_traceable_module_names: []", "calibration_nsamples: 128", "global_config: {quant_min: -128}"
        })
        void wordsThatGiveItAway(String document) {
            assertTrue(only(document + "\n").message().startsWith(TORCH), document);
        }
    }

    @Nested
    class CoreAi {
        private static final String ACTIVATIONS = "8-bit activations, its default";

        @Test
        void linearWeights() {
            converted(CORE_AI, "", """
                    quantization_config:
                      execution_mode: eager
                      global_config:
                        op_state_spec:
                          weight: {dtype: int4, qscheme: symmetric_with_clipping, granularity: {type: per_block, axis: 1, block_size: 32}}
                        op_input_spec: null
                        op_output_spec: null
                      module_type_configs:
                        torch.nn.modules.sparse.Embedding: null
                    """, """
                    config_type: OpLinearQuantizerConfig
                    global_config: {mode: linear_symmetric, scale_search: mse, dtype: int4, granularity: per_block, block_size: 32}
                    op_type_configs:
                      gather: null
                    """);
        }

        @Test
        void defaultsAreWrittenOut() {
            converted(CORE_AI, "", """
                    kmeans_palettization_config:
                      module_type_configs:
                        torch.nn.modules.linear.Linear:
                          op_state_spec: {weight: {n_bits: 8}}
                    """, """
                    config_type: OpPalettizerConfig
                    global_config: {mode: kmeans, nbits: 4}
                    op_type_configs:
                      linear: {mode: kmeans, nbits: 8}
                    """);
            converted(CORE_AI, "; no equivalent: " + ACTIVATIONS, """
                    quantization_config:
                      global_config: {}
                    """, """
                    config_type: OpLinearQuantizerConfig
                    global_config: {mode: linear_symmetric, dtype: int8, granularity: per_tensor}
                    """);
            converted(CORE_AI, "; no equivalent: sparsity_schedule", """
                    magnitude_pruning_config:
                      global_config:
                        op_state_spec: {weight: {target_sparsity: 0.6, pruning_scheme: {type: unstructured}}}
                        sparsity_schedule: {type: constant}
                    """, """
                    config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.6}
                    """);
        }

        @Test
        void anchorsNamesAndTheLastRule() {
            converted(CORE_AI, NAMES, """
                    palettization_spec: &four {n_bits: 4, granularity: {type: per_grouped_channel, axis: 0, group_size: 16}}
                    kmeans_palettization_config:
                      global_config: null
                      module_name_configs:
                        layers\\..*: {op_state_spec: {weight: *four}}
                        layers\\.0\\.mlp: {op_state_spec: {weight: {n_bits: 6, cluster_dim: 2}}}
                    """, """
                    config_type: OpPalettizerConfig
                    global_config: null
                    op_name_configs:
                      "re:layers_0_mlp(_weight.*)?": {mode: kmeans, nbits: 6, cluster_dim: 2}
                      "re:layers_.*(_weight.*)?": {mode: kmeans, nbits: 4, granularity: per_grouped_channel, group_size: 16, channel_axis: 0}
                    """);
        }

        @Test
        void whatCoreMlNeverHas() {
            converted(CORE_AI, "; no equivalent: dtype float8_e4m3fn (int8 instead), scale_dtype, activations (op_input_spec), dtype int2 (int4 instead), qformulation", """
                    quantization_config:
                      global_config:
                        op_state_spec: {weight: {dtype: float8_e4m3fn, scale_dtype: float8_e8m0fnu}}
                        op_input_spec: null
                        op_output_spec: null
                      module_type_configs:
                        torch.nn.modules.conv.Conv2d:
                          op_state_spec: {weight: {dtype: int2, qformulation: minval, granularity: {type: per_channel, axis: 0}}}
                          op_input_spec: {"*": {dtype: int8}}
                          op_output_spec: null
                    """, """
                    config_type: OpLinearQuantizerConfig
                    global_config: {mode: linear_symmetric, dtype: int8, granularity: per_tensor}
                    op_type_configs:
                      conv: {mode: linear_symmetric, dtype: int4, granularity: per_channel}
                    """);
            converted(CORE_AI, "; no equivalent: lut_qspec", """
                    kmeans_palettization_config:
                      global_config:
                        op_state_spec: {weight: {n_bits: 4, lut_qspec: {dtype: int8}, enable_per_channel_scale: true}}
                        op_type_config:
                          linear: {op_state_spec: null}
                    """, """
                    config_type: OpPalettizerConfig
                    global_config: {mode: kmeans, nbits: 4, enable_per_channel_scale: true}
                    op_type_configs:
                      linear: null
                    """);
        }

        @Test
        void theExportersWrapper() {
            converted(CORE_AI, "; no equivalent: " + ACTIVATIONS + ", coreai_models", """
                    quantization_config:
                      global_config:
                        op_state_spec: {weight: {dtype: int8}}
                    coreai_models: {calibrate_activations: true}
                    """, """
                    config_type: OpLinearQuantizerConfig
                    global_config: {mode: linear_symmetric, dtype: int8, granularity: per_tensor}
                    """);
        }

        @Test
        void withoutItsOuterKey() {
            converted(CORE_AI, "", """
                    global_config:
                      op_state_spec: {weight: {n_bits: 6}}
                    """, """
                    config_type: OpPalettizerConfig
                    global_config: {mode: kmeans, nbits: 6}
                    """);
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "quantization_config: null", "kmeans_palettization_config: {}", "magnitude_pruning_config: {}",
            "quantization_spec: {dtype: int8}", "palettization_spec: {n_bits: 4}", "pruning_spec: {}",
            "global_config: {op_input_spec: null}", "module_name_configs: {a: {op_state_spec: null}}"
        })
        void wordsThatGiveItAway(String document) {
            assertTrue(only(document + "\n").message().startsWith(CORE_AI), document);
        }
    }

    /** With a class or with rules for operations it is a recipe, with words to correct one by one. */
    @Nested
    class RecipesWithWordsOfOthers {
        @Test
        void withAClass() {
            List<Finding> findings = findings("""
                    config_type: OpPalettizerConfig
                    global_config: {n_bits: 4}
                    """);
            assertEquals(List.of("unknown-key"), findings.stream().map(Finding::code).toList());
        }

        @Test
        void withRulesForOperations() {
            String recipe = """
                    op_type_configs:
                      linear: {n_bits: 4}
                    """;
            List<Finding> findings = findings(recipe);
            assertEquals(List.of("missing-key"), findings.stream().map(Finding::code).toList());
            String typed = Annotated.apply(recipe, findings.getFirst().fixes().getFirst());
            assertTrue(typed.startsWith("config_type: OpPalettizerConfig\n"), typed);
            String right = Annotated.apply(typed, findings(typed).getFirst().fixes().getFirst());
            assertEquals("""
                    config_type: OpPalettizerConfig
                    op_type_configs:
                      linear: {nbits: 4}
                    """, right);
            assertEquals(List.of(), findings(right));
        }
    }
}
