package dev.mlrecipe.analysis;

import static dev.mlrecipe.analysis.Analyses.MATRIX;
import static dev.mlrecipe.analysis.Analyses.SMALL;
import static dev.mlrecipe.analysis.Analyses.check;
import static dev.mlrecipe.analysis.Analyses.fixed;
import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import org.junit.jupiter.api.Test;

/** Rules that reach nothing. The marks below a line are exactly its findings. */
class ReachFindingsTest {
    @Test
    void aNameThatTheModelDoesNotHave() {
        check(SMALL, """
                model: M.mlpackage
                config_type: TablesConfig
                op_name_configs:
                  conv_2: {nbits: 6}
                  conv.2.weight: {nbits: 6}
                # ^^^^^^^^^^^^^ rule-matches-nothing no operation with weights and no const of the model is named "conv.2.weight"; the nearest: conv_2_weight
                  conv_3_weight: {nbits: 6}
                # ^^^^^^^^^^^^^ rule-matches-nothing no operation with weights and no const of the model is named "conv_3_weight"; the nearest: conv_1_weight
                  something_else: null
                # ^^^^^^^^^^^^^^ rule-matches-nothing no operation with weights and no const of the model is named "something_else"
                  nothing_*: null
                # ^^^^^^^^^ rule-matches-nothing "nothing_*" matches no const or operation name of the model
                """);
    }

    @Test
    void aNameOfTheReportLeadsToItsOperation() {
        assertEquals("""
                model: M.mlpackage
                config_type: TablesConfig
                op_name_configs:
                  conv_2: {nbits: 6}
                """, fixed(SMALL, """
                model: M.mlpackage
                config_type: TablesConfig
                op_name_configs:
                  "conv_2.weight": {nbits: 6}
                """, "Change to conv_2"));
    }

    @Test
    void aTypeThatHasNoWeights() {
        check(SMALL, """
                model: M.mlpackage
                config_type: TablesConfig
                op_type_configs:
                  gather: null
                # ^^^^^^ rule-matches-nothing no operation of type "gather" has weights in the model; expected conv or linear
                """);
    }

    @Test
    void aPatternBehindOthersThatCatchAllItMatches() {
        check(SMALL, """
                model: M.mlpackage
                config_type: TablesConfig
                op_name_configs:
                  "conv_*": {nbits: 6}
                  "conv_2*": {nbits: 8}
                # ^^^^^^^^^ rule-matches-nothing "conv_2*" decides nothing: the weight that it matches obeys rules that come first: op_name_configs.conv_* (line 4)
                """);
    }

    @Test
    void aPatternThatAgreesOnASharedWeightIsNotShadowed() {
        ModelIndex tied = model(Opset.COREML8).weight("t", MATRIX, "emb:gather", "head:linear").build();
        check(tied, """
                model: M.mlpackage
                config_type: TablesConfig
                op_name_configs:
                  "emb*": {nbits: 6}
                  "head*": {nbits: 6}
                """);
    }
}
