package dev.mlrecipe.analysis;

import static dev.mlrecipe.analysis.Analyses.MATRIX;
import static dev.mlrecipe.analysis.Analyses.SMALL;
import static dev.mlrecipe.analysis.Analyses.check;
import static dev.mlrecipe.analysis.Analyses.fixed;
import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.testing.Annotated;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps that meet weights that are compressed already. The marks below a line are exactly its findings. */
class JointFindingsTest {
    private static final String FORGOTTEN = """
            model: M.mlpackage
            steps:
              - config_type: PruneConfig
                global_config: {}
              - config_type: TablesConfig
                global_config: {nbits: 4}
            #   ^^^^^^^^^^^^^ step-has-no-effect step 2 reaches nothing that its rules name: 3 weights (conv_1.weight [63,3,7,7], conv_2.weight [64,32,3,3], fc.weight [64,64]) are already compressed by step 1; joint_compression: true lets the step work on them
            """;

    @Test
    void theForgottenKey() {
        check(SMALL, FORGOTTEN);
    }

    @Test
    void isAFix() {
        String fixed = """
                model: M.mlpackage
                steps:
                  - config_type: PruneConfig
                    global_config: {}
                  - joint_compression: true
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                """;
        assertEquals(fixed, fixed(SMALL, Annotated.clean(FORGOTTEN), "Add joint_compression: true to step 2"));
        check(SMALL, fixed);
    }

    @Test
    void aFewSmallWeightsThatAreStillDenseMakeNoEffect() {
        ModelIndex index = model(Opset.COREML8)
                .weight("large", Shape.of(1024, 1024), "a:conv")
                .weight("small", MATRIX, "b:gather")
                .build();
        check(index, """
                model: M.mlpackage
                steps:
                  - config_type: PruneConfig
                    op_type_configs: {conv: {}}
                  - config_type: TablesConfig
                    global_config: {nbits: 4}
                #   ^^^^^^^^^^^^^ step-has-no-effect step 2 reaches less than 1 % of the bytes its rules name: 1 weight (a.weight [1024,1024]) is already compressed by step 1; joint_compression: true lets the step work on it
                """);
    }

    @Test
    void aPartIsAlreadyCompressed() {
        check(SMALL, """
                model: M.mlpackage
                steps:
                  - config_type: PruneConfig
                    op_name_configs: {conv_2: {}}
                  - config_type: TablesConfig
                    global_config: {nbits: 4}
                #   ^^^^^^^^^^^^^ already-compressed step 2 does not reach 58 % of the bytes its rules name: 1 weight (conv_2.weight [64,32,3,3]) is already compressed by step 1; joint_compression: true lets the step work on it
                """);
    }

    @Test
    void theModelMayHaveBeenCompressedBefore() {
        ModelIndex index = model(Opset.COREML8)
                .weight(List.of("w"), new Sparse(
                        Tensor.sketch(DataType.UINT1, MATRIX), Tensor.sketch(DataType.FLOAT16, Shape.of(9))), "a:conv")
                .build();
        check(index, """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {nbits: 4}
                ^^^^^^^^^^^^^ step-has-no-effect step 1 reaches nothing that its rules name: 1 weight (a.weight [64,64]) is already compressed in the model; joint_compression: true lets the step work on it
                """);
    }

    @Test
    void whereNoJointFormExistsTheKeyIsNoHelp() {
        check(SMALL, """
                model: M.mlpackage
                steps:
                  - config_type: TablesConfig
                    global_config: {nbits: 4}
                  - config_type: TablesConfig
                    global_config: {nbits: 8}
                #   ^^^^^^^^^^^^^ step-has-no-effect step 2 reaches nothing that its rules name: 3 weights (conv_1.weight [63,3,7,7], conv_2.weight [64,32,3,3], fc.weight [64,64]) are already compressed by step 1; joint_compression would not help: no table over lut_to_dense
                """);
    }

    @Test
    void anOldModelHasNoJointForms() {
        ModelIndex index = model(Opset.COREML7).weight("w", MATRIX, "a:conv").build();
        check(index, """
                model: M.mlpackage
                steps:
                  - config_type: PruneConfig
                    global_config: {}
                  - config_type: TablesConfig
                    global_config: {nbits: 4}
                #   ^^^^^^^^^^^^^ step-has-no-effect step 2 reaches nothing that its rules name: 1 weight (a.weight [64,64]) is already compressed by step 1; joint_compression could reach it only in a CoreML8 model (iOS18, macOS15)
                """);
    }

    @Test
    void stepsForDifferentWeightsNeedNoKey() {
        check(SMALL, """
                model: M.mlpackage
                steps:
                  - config_type: PruneConfig
                    op_type_configs: {linear: {}}
                  - config_type: TablesConfig
                    op_type_configs: {conv: {nbits: 4}}
                """);
    }
}
