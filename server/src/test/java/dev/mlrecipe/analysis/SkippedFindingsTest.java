package dev.mlrecipe.analysis;

import static dev.mlrecipe.analysis.Analyses.SMALL;
import static dev.mlrecipe.analysis.Analyses.analyse;
import static dev.mlrecipe.analysis.Analyses.check;
import static dev.mlrecipe.analysis.Analyses.fixed;
import static dev.mlrecipe.analysis.Analyses.read;
import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Weights that cannot be compressed as their rule asks. The marks below a line are exactly its findings. */
class SkippedFindingsTest {
    @Test
    void oneFindingPerRule() {
        check(SMALL, """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {group: 64}
                ^^^^^^^^^^^^^ layer-skipped 1 of the 3 weights of this rule stays as it is: conv_1.weight [63,3,7,7]: 63 rows are no multiple of 64
                """);
    }

    @Test
    void equalReasonsAreSaidOnce() {
        ModelIndex index = model(Opset.COREML8)
                .weight("w1", Shape.of(66, 64), "a:conv")
                .weight("w2", Shape.of(65, 64), "b:conv")
                .weight("w3", Shape.of(66, 64), "c:conv")
                .build();
        check(index, """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {group: 64}
                ^^^^^^^^^^^^^ layer-skipped all 3 weights of this rule stay as they are: (1) a.weight [66,64], c.weight [66,64]: 66 rows are no multiple of 64, (2) b.weight [65,64]: 65 rows are no multiple of 64
                """);
    }

    @Test
    void whatTheOpsetForbidsIsSaidByTheOpsetAlone() {
        ModelIndex old = model(Opset.COREML7).weight("w1", Shape.of(65, 64), "a:conv").build();
        check(old, """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {nbits: 3, group: 64}
                #                      ^ model-opset-too-old nbits 3 (3-bit tables) needs a CoreML8 model (iOS18, macOS15), this one is CoreML7: convert it again with minimum_deployment_target=ct.target.iOS18
                """);
    }

    @Test
    void aNamedLayerHasItsOwn() {
        check(SMALL, """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {nbits: 4}
                op_name_configs:
                  conv_1: {group: 10}
                # ^^^^^^ layer-skipped conv_1.weight [63,3,7,7] stays as it is: 63 rows are no multiple of 10
                  fc_weight: {weight_threshold: 5000}
                # ^^^^^^^^^ layer-skipped fc.weight [64,64] stays as it is: it has 4096 elements, not more than weight_threshold 5000; weight_threshold: 4095 would include it
                """);
    }

    @Test
    void theThresholdThatLetsItInIsAFix() {
        assertEquals("""
                model: M.mlpackage
                config_type: TablesConfig
                op_name_configs:
                  fc: {weight_threshold: 4095, nbits: 6}
                """, fixed(SMALL, """
                model: M.mlpackage
                config_type: TablesConfig
                op_name_configs:
                  fc: {weight_threshold: 10000, nbits: 6}
                """, "Set weight_threshold: 4095"));
    }

    @Test
    void itDoesNotBlock() {
        assertFalse(analyse("""
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {group: 64}
                """, read(SMALL)).blocked());
    }
}
