package dev.mlrecipe.recipe;

import static dev.mlrecipe.recipe.Fixture.check;

import org.junit.jupiter.api.Test;

/** Steps, rules and leaves that are missing or in the wrong place, and documents of other tools. */
class StructureFindingsTest {
    @Test
    void optionsOutsideOfALeaf() {
        check("""
                config_type: OpPalettizerConfig
                nbits: 4
                ^^^^^ unknown-key "nbits" is no key of a recipe; options stand in global_config, op_type_configs or op_name_configs
                mode: kmeans
                """);
    }

    @Test
    void missingConfigType() {
        check("""
                global_config: {nbits: 4}
                ^^^^^^^^^^^^^ missing-key config_type is missing; it says what to do, for example OpPalettizerConfig
                op_name_configs:
                  a: {nbits: 9}
                """);
    }

    @Test
    void aStepWithoutRules() {
        check("""
                steps:
                  - config_type: OpPalettizerConfig
                #   ^^^^^^^^^^^ missing-key the step has no rules: global_config, op_type_configs or op_name_configs
                  - {}
                #   ^^ missing-key the step has no rules: global_config, op_type_configs or op_name_configs
                  - 5
                #   ^ invalid-value a step takes a mapping with config_type and global_config, found "5"
                  - null
                #   ^^^^ invalid-value a step takes a mapping with config_type and global_config, found null
                """);
    }

    @Test
    void noSteps() {
        check("""
                model: Net.mlpackage
                ^^^^^ missing-key the recipe has no steps, and no config_type for a single one
                target: iOS18
                """);
    }

    @Test
    void bothForms() {
        check("""
                steps:
                  - config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                config_type: OpPalettizerConfig
                ^^^^^^^^^^^ wrong-combination config_type at the top is the short form of a single step; beside steps it says nothing: move it into a step
                global_config: {nbits: 4}
                """);
    }

    @Test
    void leavesThatAreNone() {
        check("""
                config_type: OpPalettizerConfig
                global_config: 4
                #              ^ invalid-value global_config takes options such as {nbits: 4}, or null, found "4"
                op_type_configs: [conv]
                #                ^^^^^^ invalid-value op_type_configs takes a mapping from operation types to options, found a list of 1
                op_name_configs:
                  a: kmeans
                #    ^^^^^^ invalid-value a takes options such as {nbits: 4}, or null, found "kmeans"
                """);
    }

    @Test
    void operationTypes() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                op_type_configs:
                  embedding: null
                # ^^^^^^^^^ unknown-key(warning) no operation type is called "embedding"; did you mean gather?
                  Conv2d: {nbits: 6}
                # ^^^^^^ unknown-key(warning) no operation type is called "Conv2d"; did you mean conv?
                  const: {nbits: 6}
                # ^^^^^ unknown-key "const" is no key of op_type_configs; all weights are consts: global_config is for all of them, op_name_configs for single ones
                  my_own_op: {nbits: 6}
                """);
    }

    @Test
    void operationTypesAreLeftToTheModelWhereThereIsOne() {
        check("""
                model: Net.mlpackage
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                op_type_configs:
                  embedding: null
                """);
    }

    @Test
    void patterns() {
        check("""
                config_type: OpPalettizerConfig
                op_name_configs:
                  "re:layer(": {nbits: 4}
                #          ^ invalid-value "re:layer(" is not a regular expression: this group is not closed
                  "re:*a": {nbits: 4}
                #     ^ invalid-value "re:*a" is not a regular expression: nothing to repeat before '*'
                  "a*b?": {nbits: 4}
                """);
    }

    @Test
    void notARecipe() {
        check("""
                just some text
                ^^^^^^^^^^^^^^ invalid-value a recipe takes keys and values such as model: Net.mlpackage, found "just some text"
                """);
    }

    @Test
    void aListIsNoRecipe() {
        check("""
                - model: Net.mlpackage
                ^^^^^^^^^^^^^^^^^^^^^^ invalid-value a recipe takes keys and values such as model: Net.mlpackage, found a list of 1
                """);
    }
}
