package dev.mlrecipe.analysis;

import static dev.mlrecipe.analysis.Analyses.SMALL;
import static dev.mlrecipe.analysis.Analyses.analyse;
import static dev.mlrecipe.analysis.Analyses.check;
import static dev.mlrecipe.analysis.Analyses.read;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.testing.Annotated;
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
                #      ^^^^^^^^^^^ model-unreadable "M.mlpackage" holds a pipeline without weights of neural networks; only the weights of ML programs and neural networks can be compressed
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
        check(new ModelIndex(ModelKind.NEURAL_NETWORK, 4, Optional.empty(), List.of(), List.of()), """
                model: M.mlpackage
                #      ^^^^^^^^^^^ model-unreadable "M.mlpackage" holds a neural network without weights; only the weights of ML programs and neural networks can be compressed
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
                #      ^^^^^^^^^^^ size-only every system expands the weights of a neural network when it is loaded: a smaller file, the same memory and latency; those of an ML program can stay compressed from iOS17 on
                target: [iOS12, iOS11]
                config_type: TablesConfig
                global_config: {nbits: 3}
                #                      ^ unavailable-on-target nbits 3 needs iOS12 (3-bit tables); the target is iOS11
                """);
    }

    @Test
    void aPackageMayHoldANetworkWhichCannotHoldWhatProgramsCan() {
        ModelIndex network =
                new ModelIndex(ModelKind.NEURAL_NETWORK, 4, Optional.empty(), List.of(), SMALL.weights());
        String annotated = """
                model: M.mlpackage # mlrecipe: ignore size-only
                target: iOS17
                config_type: TablesConfig
                joint_compression: true
                #                  ^^^^ unavailable-on-target joint_compression true is not possible in a neural network (compression of already compressed weights); an ML program can have it from iOS18 on
                global_config: {nbits: 3}
                """;
        check(network, annotated);
        assertTrue(analyse(Annotated.clean(annotated), read(network)).blocked());
    }

    @Test
    void aProgramNeedsNewerSystemsThanANetwork() {
        check(SMALL, """
                model: M.mlpackage
                target: iOS14
                #       ^^^^^ unavailable-on-target the model needs iOS18 (an ML program of specification version 9, and before iOS15 and macOS12 there are only neural networks); the target is iOS14
                config_type: TablesConfig
                global_config: {nbits: 4}
                #                      ^ unavailable-on-target nbits 4 needs iOS16 (tables of 1, 2, 4, 6 or 8 bits); the target is iOS14
                """);
    }
}
