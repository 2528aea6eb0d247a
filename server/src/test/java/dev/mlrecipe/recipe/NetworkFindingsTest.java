package dev.mlrecipe.recipe;

import static dev.mlrecipe.recipe.Fixture.check;
import static dev.mlrecipe.recipe.Fixture.fixed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What neural networks can hold, from the name of the model alone: only they are in files called {@code .mlmodel}. */
class NetworkFindingsTest {
    @Test
    void networksCanHoldTablesAndLinearWeightsBeforePrograms() {
        check("""
                model: Net.mlmodel
                target: [iOS12, macOS10.14, watchOS5, tvOS12]
                steps:
                  - config_type: OpPalettizerConfig
                    global_config: {nbits: 3}
                    op_type_configs:
                      innerProduct: {mode: unique}
                  - config_type: OpLinearQuantizerConfig
                    global_config: {}
                """);
    }

    @Test
    void theFirstSystemsHaveFloatWeightsOnly() {
        check("""
                model: Net.mlmodel
                target: [iOS11.2, macOS11]
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                #                      ^ unavailable-on-target nbits 4 needs iOS12, macOS10.14 (tables of 1, 2, 4, 6 or 8 bits); the target is iOS11.2
                """);
        assertEquals("""
                model: Net.mlmodel
                target: iOS12
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """, fixed("""
                model: Net.mlmodel
                target: iOS11
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """, "Raise the target to iOS12"));
    }

    @Test
    void whatOnlyProgramsHave() {
        check("""
                model: Net.mlmodel
                target: iOS18
                steps:
                  - config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.5}
                #                                    ^^^ unavailable-on-target target_sparsity 0.5 is not possible in a neural network (sparse weights); an ML program can have it from iOS16 on
                  - config_type: OpPalettizerConfig
                    joint_compression: true
                #                      ^^^^ unavailable-on-target joint_compression true is not possible in a neural network (compression of already compressed weights); an ML program can have it from iOS18 on
                    global_config: {nbits: 4, granularity: per_grouped_channel, cluster_dim: 2}
                #                                          ^^^^^^^^^^^^^^^^^^^ unavailable-on-target granularity per_grouped_channel is not possible in a neural network (one table per group of channels); an ML program can have it from iOS18 on
                #                                                                            ^ unavailable-on-target cluster_dim 2 is not possible in a neural network (tables of vectors); an ML program can have it from iOS18 on
                    op_type_configs:
                      convolution: {nbits: 4, enable_per_channel_scale: true}
                #                                                       ^^^^ unavailable-on-target enable_per_channel_scale true is not possible in a neural network (a scale per channel on top of a table); an ML program can have it from iOS18 on
                """);
    }

    @Test
    void withoutATargetTheTwoUsualPlatformsAreNamed() {
        check("""
                model: Net.MLMODEL
                config_type: OpLinearQuantizerConfig
                global_config: {granularity: per_block}
                #                            ^^^^^^^^^ unavailable-on-target granularity per_block is not possible in a neural network (linear weights with one scale per block); an ML program can have it from iOS18, macOS15 on
                """);
    }

    @Test
    void theNearestThingThatANetworkCanHoldIsAFix() {
        assertEquals("""
                model: Net.mlmodel
                config_type: OpPalettizerConfig
                joint_compression: false
                global_config: {nbits: 4}
                """, fixed("""
                model: Net.mlmodel
                config_type: OpPalettizerConfig
                joint_compression: true
                global_config: {nbits: 4}
                """, "Change to false"));
        assertEquals("""
                model: Net.mlmodel
                config_type: OpPalettizerConfig
                global_config: {nbits: 4, granularity: per_tensor}
                """, fixed("""
                model: Net.mlmodel
                config_type: OpPalettizerConfig
                global_config: {nbits: 4, granularity: per_grouped_channel}
                """, "Change to per_tensor"));
    }
}
