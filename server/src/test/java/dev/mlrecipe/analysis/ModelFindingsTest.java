package dev.mlrecipe.analysis;

import static dev.mlrecipe.analysis.Analyses.SMALL;
import static dev.mlrecipe.analysis.Analyses.analyse;
import static dev.mlrecipe.analysis.Analyses.check;
import static dev.mlrecipe.analysis.Analyses.read;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said about the file of the model. The marks below a line are exactly its findings. */
class ModelFindingsTest {
    private static final String PLAIN = """
            model: M.mlpackage
            config_type: TablesConfig
            global_config: {nbits: 4}
            """;

    @Test
    void nothingIsSaidAboutAModelNobodyLookedAt() {
        check(new ModelState.Unknown(), PLAIN);
    }

    @Test
    void thatCannotBeReadBlocks() {
        ModelState missing = new ModelState.Unreadable("M.mlpackage does not exist; the folder holds N.mlpackage");
        check(missing, """
                model: M.mlpackage
                #      ^^^^^^^^^^^ model-unreadable M.mlpackage does not exist; the folder holds N.mlpackage
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
        assertTrue(analyse(PLAIN, missing).blocked());
        assertFalse(analyse(PLAIN, read(SMALL)).blocked());
    }

    @Test
    void thatIsCompiled() {
        check(new ModelState.Unknown(), """
                model: build/M.mlmodelc/
                #      ^^^^^^^^^^^^^^^^^ model-unreadable "build/M.mlmodelc/" is a compiled model, which cannot be changed; give the .mlpackage or .mlmodel that it was compiled from
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
    }

    @Test
    void ofAnotherKind() {
        check(new ModelIndex(ModelKind.PIPELINE, 5, Optional.empty(), List.of(), List.of()), """
                model: M.mlpackage
                #      ^^^^^^^^^^^ model-unreadable "M.mlpackage" holds a pipeline of models; only ML programs can be compressed (in coremltools: convert_to="mlprogram")
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
        check(new ModelIndex(ModelKind.NEURAL_NETWORK, 4, Optional.empty(), List.of(), List.of()), """
                model: M.mlpackage
                #      ^^^^^^^^^^^ model-unreadable "M.mlpackage" holds a neural network; only ML programs can be compressed (in coremltools: convert_to="mlprogram")
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
    }

    @Test
    void thatIsNewerThanATarget() {
        check(SMALL, """
                model: M.mlpackage
                target: [iOS17, iOS18]
                #        ^^^^^ unavailable-on-target the model needs iOS18 (specification version 9); the target is iOS17
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
    }

    @Test
    void aNeuralNetworkRunsOnOlderSystemsThanAProgram() {
        ModelIndex network =
                new ModelIndex(ModelKind.NEURAL_NETWORK, 1, Optional.empty(), List.of(), SMALL.weights());
        check(network, """
                model: M.mlpackage
                target: [iOS12, iOS11]
                #               ^^^^^ unavailable-on-target the model needs iOS12 (1 to 8-bit weights in neural networks); the target is iOS11
                config_type: TablesConfig
                global_config: {nbits: 3}
                """);
    }
}
