package dev.mlrecipe.analysis;

import static dev.mlrecipe.analysis.Analyses.SMALL;
import static dev.mlrecipe.analysis.Analyses.check;
import static dev.mlrecipe.analysis.Analyses.fixed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Leaves that do not inherit from global_config. The marks below a line are exactly its findings. */
class InheritanceFindingsTest {
    @Test
    void aLeafStartsFromTheDefaults() {
        check(SMALL, """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {nbits: 6, group: 1, weight_threshold: 512}
                op_name_configs:
                  conv_2: {group: 2}
                # ^^^^^^ no-inheritance leaves start from the defaults, not from global_config: nbits is 4 here, not 6; weight_threshold is 2048 here, not 512
                  conv_1: {nbits: 8, weight_threshold: 512}
                  fc: null
                """);
    }

    @Test
    void itNeedsNoModel() {
        assertEquals("""
                config_type: TablesConfig
                global_config: {nbits: 6}
                op_name_configs:
                  conv_2: {nbits: 6, group: 2}
                """, fixed(SMALL, """
                config_type: TablesConfig
                global_config: {nbits: 6}
                op_name_configs:
                  conv_2: {group: 2}
                """, "Add nbits: 6"));
    }

    @Test
    void anotherTechniqueInheritsNothingAnyway() {
        check(SMALL, """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {nbits: 6, weight_threshold: 1}
                op_name_configs:
                  conv_2: {config_type: PruneConfig}
                """);
    }
}
