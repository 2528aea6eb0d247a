package dev.mlrecipe.recipe;

import static dev.mlrecipe.recipe.Fixture.check;

import org.junit.jupiter.api.Test;

/** Keys and values of leaves that are wrong, and what is said about them. */
class ValueFindingsTest {
    @Test
    void unknownTopLevelKey() {
        check("""
                modle: Net.mlpackage
                ^^^^^ unknown-key unknown key "modle" in a recipe; did you mean model?
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """);
    }

    @Test
    void wordsOfOtherTools() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {n_bits: 4}
                #               ^^^^^^ unknown-key unknown key "n_bits" in OpPalettizerConfig; did you mean nbits?
                op_type_configs:
                  conv: {bits: 4}
                #        ^^^^ unknown-key unknown key "bits" in OpPalettizerConfig; did you mean nbits?
                  linear: {nbits: 4, granularity: per_channel}
                #                                 ^^^^^^^^^^^ invalid-value granularity takes per_tensor or per_grouped_channel, found "per_channel"; did you mean per_grouped_channel?
                """);
    }

    @Test
    void mistypedWords() {
        check("""
                config_type: OpPaletizerConfig
                #            ^^^^^^^^^^^^^^^^^ invalid-value config_type takes OpPalettizerConfig, OpLinearQuantizerConfig or OpMagnitudePrunerConfig, found "OpPaletizerConfig"; did you mean OpPalettizerConfig?
                compute_units: cpu_adn_ne
                #              ^^^^^^^^^^ invalid-value compute_units takes all, cpu_only, cpu_and_gpu or cpu_and_ne, found "cpu_adn_ne"; did you mean cpu_and_ne?
                steps_: 1
                ^^^^^^ unknown-key unknown key "steps_" in a recipe; did you mean steps?
                global_config: {nbits: 4}
                """);
    }

    @Test
    void keysOfAnotherTechnique() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4, dtype: int8}
                #                         ^^^^^ unknown-key "dtype" is no key of OpPalettizerConfig; it belongs to OpLinearQuantizerConfig
                """);
    }

    @Test
    void wordsOfAnotherTechnique() {
        check("""
                config_type: OpLinearQuantizerConfig
                global_config: {mode: symmetric, granularity: per_grouped_channel}
                #                     ^^^^^^^^^ invalid-value mode takes linear_symmetric or linear, found "symmetric"; did you mean linear_symmetric?
                #                                             ^^^^^^^^^^^^^^^^^^^ invalid-value granularity takes per_tensor, per_channel or per_block, found "per_grouped_channel"; did you mean per_block?
                op_type_configs:
                  conv: {mode: kmeans}
                #              ^^^^^^ invalid-value mode takes linear_symmetric or linear, found "kmeans"
                """);
    }

    @Test
    void numbers() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: '4', group_size: 1_000, cluster_dim: 2.5, weight_threshold: -1}
                #                      ^^^ unusual-spelling "4" is read as 4
                #                                       ^^^^^ invalid-value group_size takes a whole number of at least 0, found "1_000"; did you mean 1000?
                #                                                           ^^^ invalid-value cluster_dim takes a whole number from 1 to 65536, found "2.5"; did you mean 2?
                #                                                                                  ^^ invalid-value weight_threshold takes a whole number of at least 0, found "-1"; did you mean 0?
                op_name_configs:
                  a: {nbits: 4bit}
                #            ^^^^ invalid-value nbits takes 1, 2, 3, 4, 6 or 8, found "4bit"; did you mean 4?
                  b: {nbits: 10}
                #            ^^ invalid-value nbits takes 1, 2, 3, 4, 6 or 8, found "10"; did you mean 8?
                  c: {nbits: 4, cluster_dim: 010}
                #                            ^^^ invalid-value cluster_dim 010 is 8 for coremltools and 10 in YAML 1.2; write it without the leading zero
                  d: {nbits: 4, group_size: .inf, channel_axis: 99999999999999999999}
                #                           ^^^^ invalid-value group_size takes a whole number of at least 0, found ".inf"
                #                                               ^^^^^^^^^^^^^^^^^^^^ invalid-value channel_axis takes a whole number from -5 to 4, found "99999999999999999999"; did you mean 4?
                  e: {nbits: [4]}
                #            ^^^ invalid-value nbits takes 1, 2, 3, 4, 6 or 8, found a list of 1
                  f: {nbits: 4.0}
                #            ^^^ invalid-value nbits takes 1, 2, 3, 4, 6 or 8, found "4.0"; did you mean 4?
                  g: {nbits: 0x4}
                """);
    }

    @Test
    void fractions() {
        check("""
                config_type: OpMagnitudePrunerConfig
                global_config: {target_sparsity: 50}
                #                                ^^ invalid-value target_sparsity takes a number from 0 to 1, found "50"; did you mean 0.5?
                op_name_configs:
                  a: {target_sparsity: 50%}
                #                      ^^^ invalid-value target_sparsity takes a number from 0 to 1, found "50%"; did you mean 0.5?
                  b: {target_sparsity: .nan}
                #                      ^^^^ invalid-value target_sparsity takes a number from 0 to 1, found ".nan"
                  c: {target_sparsity: 1e-1}
                  d: {target_sparsity: -0.5}
                #                      ^^^^ invalid-value target_sparsity takes a number from 0 to 1, found "-0.5"; did you mean 0?
                  e: {target_sparsity: true}
                #                      ^^^^ invalid-value target_sparsity takes a number from 0 to 1, found "true"
                """);
    }

    @Test
    void lists() {
        check("""
                config_type: OpMagnitudePrunerConfig
                global_config: {n_m_ratio: [2, 4, 5]}
                #                          ^^^^^^^^^ invalid-value n_m_ratio takes a list of 2 whole numbers from 0 to 1048576, found a list of 3
                op_name_configs:
                  a: {n_m_ratio: 2}
                #                ^ invalid-value n_m_ratio takes a list of 2 whole numbers from 0 to 1048576, found "2"
                  b: {n_m_ratio: [2, x]}
                #                    ^ invalid-value n_m_ratio takes a whole number from 0 to 1048576, found "x"
                  c: {config_type: OpLinearQuantizerConfig, block_size: []}
                #                                                       ^^ invalid-value block_size takes a whole number of at least 0, or a list with one per axis, found a list of 0
                  d: {config_type: OpLinearQuantizerConfig, block_size: {}}
                #                                                       ^^ invalid-value block_size takes a whole number of at least 0, or a list with one per axis, found a mapping
                  e: {config_type: OpLinearQuantizerConfig, block_size: [1, -8]}
                #                                                           ^^ invalid-value block_size takes a whole number of at least 0, found "-8"; did you mean 0?
                """);
    }

    @Test
    void booleans() {
        check("""
                # mlrecipe: target iOS18
                config_type: OpPalettizerConfig
                global_config: {nbits: 4, enable_per_channel_scale: 'no'}
                #                                                   ^^^^ invalid-value enable_per_channel_scale takes true or false, found "no" in quotes; did you mean false?
                op_name_configs:
                  a: {nbits: 4, enable_per_channel_scale: off}
                #                                         ^^^ unusual-spelling "off" is read as false
                  b: {nbits: 4, enable_per_channel_scale: 1}
                #                                         ^ invalid-value enable_per_channel_scale takes true or false, found "1"; did you mean true?
                  c: {nbits: 4, enable_per_channel_scale: True}
                """);
    }

    @Test
    void valuesThatAreNotYetWritten() {
        check("""
                model:
                #     | invalid-value model has no value; it takes a path
                config_type: OpPalettizerConfig
                global_config:
                  nbits:
                #       | invalid-value nbits has no value; it takes 1, 2, 3, 4, 6 or 8
                  mode:
                #      | invalid-value mode has no value; it takes kmeans, uniform or unique
                """);
    }

    @Test
    void neverInCoreMl() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 5}
                #                      ^ never-in-coreml no version of Core ML has nbits 5; the nearest is 6
                op_type_configs:
                  conv: {config_type: OpLinearQuantizerConfig, dtype: fp8_e4m3}
                #                                                     ^^^^^^^^ never-in-coreml no version of Core ML has dtype fp8_e4m3; the nearest is int8
                """);
    }

    @Test
    void rulesOfTheTechnique() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {mode: unique, nbits: 4}
                #                                    ^ wrong-combination mode unique chooses nbits itself
                op_name_configs:
                  a: {}
                # ^ missing-key mode kmeans needs nbits
                  b: {group_size: 8}
                # ^ missing-key mode kmeans needs nbits
                """);
    }

    @Test
    void runtime() {
        check("""
                runtime: coreai
                #        ^^^^^^ invalid-value runtime coreai is not compressed here: Core AI (OS 27) has its own models and its own configuration, coreai-opt; Core ML models run on OS 27 as well
                config_type: OpLinearQuantizerConfig
                global_config: {}
                """);
    }

    @Test
    void expectations() {
        check("""
                config_type: OpLinearQuantizerConfig
                global_config: {}
                expect:
                  min_ration: 4
                # ^^^^^^^^^^ unknown-key unknown key "min_ration" in expect; did you mean min_ratio?
                  min_ratio: -1
                #            ^^ invalid-value min_ratio takes a number of at least 0, found "-1"; did you mean 0?
                  max_size: 12
                #           ^^ invalid-value max_size takes a size such as 12 MB (B, kB, MB, GB, KiB, MiB or GiB), found "12"; did you mean 12 MB?
                  min_snr_db: high
                #             ^^^^ invalid-value min_snr_db takes a number, found "high"
                  max_skipped: 0.5
                #              ^^^ invalid-value max_skipped takes a whole number of at least 0, found "0.5"; did you mean 0?
                  max_latency_ms: 4
                #                 ^ invalid-value max_latency_ms takes a mapping from devices to numbers, found "4"
                  max_weight_memory: {iPhone 15 Pro: 5 mb}
                #                                    ^^^^ invalid-value max_weight_memory takes a size such as 12 MB (B, kB, MB, GB, KiB, MiB or GiB), found "5 mb"; did you mean 5 MB?
                """);
    }
}
