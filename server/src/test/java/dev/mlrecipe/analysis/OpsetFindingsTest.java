package dev.mlrecipe.analysis;

import static dev.mlrecipe.analysis.Analyses.MATRIX;
import static dev.mlrecipe.analysis.Analyses.check;
import static dev.mlrecipe.analysis.Analyses.fixed;
import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import org.junit.jupiter.api.Test;

/** What a model's own opset cannot hold, whatever the target allows. The marks below a line are exactly its findings. */
class OpsetFindingsTest {
    private final ModelIndex old =
            model(Opset.COREML7).weight("w", MATRIX, "a:conv").build();

    @Test
    void theModelLimitsWhatATargetWouldAllow() {
        check(old, """
                model: M.mlpackage
                target: iOS18
                config_type: TablesConfig
                global_config: {nbits: 3}
                #                      ^ model-opset-too-old nbits 3 (3-bit tables) needs a CoreML8 model (iOS18), this one is CoreML7: convert it again with minimum_deployment_target=ct.target.iOS18
                """);
    }

    @Test
    void withoutATargetTheModelDecides() {
        check(old, """
                model: M.mlpackage
                config_type: TablesConfig
                joint_compression: true
                #                  ^^^^ model-opset-too-old joint_compression true (compression of already compressed weights) needs a CoreML8 model (iOS18, macOS15), this one is CoreML7: convert it again with minimum_deployment_target=ct.target.iOS18
                global_config: {nbits: 4}
                """);
    }

    @Test
    void theNearestThingThatTheModelCanHoldIsAFix() {
        assertEquals("""
                model: M.mlpackage
                config_type: TablesConfig
                joint_compression: false
                """, fixed(old, """
                model: M.mlpackage
                config_type: TablesConfig
                joint_compression: true
                """, "Change to false"));
    }

    @Test
    void whatTheTargetCannotLoadIsSaidOnce() {
        check(old, """
                model: M.mlpackage
                target: iOS17
                config_type: TablesConfig
                global_config: {nbits: 3}
                #                      ^ unavailable-on-target nbits 3 needs iOS18 (3-bit tables); the target is iOS17
                """);
    }

    @Test
    void theOldestProgramsAreRaisedByOne() {
        ModelIndex oldest = model(Opset.COREML5).weight("w", MATRIX, "a:conv").build();
        check(oldest, """
                model: M.mlpackage
                target: iOS17
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
    }
}
