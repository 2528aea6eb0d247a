package dev.mlrecipe.analysis;

import static dev.mlrecipe.analysis.Analyses.MATRIX;
import static dev.mlrecipe.analysis.Analyses.analyse;
import static dev.mlrecipe.analysis.Analyses.check;
import static dev.mlrecipe.analysis.Analyses.read;
import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.testing.Annotated;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shared weights whose users obey different rules. The marks below a line are exactly its findings. */
class ConflictFindingsTest {
    private final ModelIndex tied = model(Opset.COREML8)
            .weight("table", MATRIX, "emb:gather", "head:linear")
            .weight("bias", Shape.of(4096), "emb:gather", "head:linear")
            .build();
    private static final String RECIPE = """
            model: M.mlpackage
            config_type: TablesConfig
            global_config: {nbits: 4}
            op_type_configs:
              gather: null
            # ^^^^^^ conflicting-configs emb.weight [64,64] stays as it is: operations that share it disagree (emb → op_type_configs.gather, head → global_config); give one rule for its const name table
            """;

    @Test
    void tiedWeightsNeedOneRule() {
        check(tied, RECIPE);
        Finding finding = analyse(Annotated.clean(RECIPE), read(tied)).findings().get(0);
        assertEquals(
                List.of("emb obeys this rule", "head obeys this rule"),
                finding.related().stream().map(Finding.Related::message).toList());
    }

    @Test
    void theyDoNotBlock() {
        assertFalse(analyse(Annotated.clean(RECIPE), read(tied)).blocked());
    }

    @Test
    void aRuleForTheConstResolvesThem() {
        check(tied, """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {nbits: 4}
                op_type_configs:
                  gather: null
                op_name_configs:
                  table: {nbits: 8}
                """);
    }

    @Test
    void aCommentHidesThem() {
        check(tied, """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {nbits: 4}
                op_type_configs:
                  # mlrecipe: ignore conflicting-configs
                  gather: null
                """);
    }
}
