package dev.mlrecipe.recipe;

import static dev.mlrecipe.recipe.Fixture.check;
import static dev.mlrecipe.recipe.Fixture.clean;
import static dev.mlrecipe.recipe.Fixture.fixed;
import static dev.mlrecipe.recipe.Fixture.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Variants: what they are made of, and what is wrong with them where it stands. */
class VariantsTest {
    /** Name, output, targets and rules of every recipe of a file. */
    private static String recipes(String text) {
        return parse(text).parts().stream().map(VariantsTest::line).collect(Collectors.joining("\n"));
    }

    private static String line(ParsedRecipe part) {
        Recipe recipe = part.recipe();
        return recipe.part().name() + " -> " + recipe.output().map(Located::value).orElse("?") + " "
                + recipe.targets().stream().map(target -> target.value().word()).toList() + " "
                + recipe.steps().stream()
                        .flatMap(step -> step.rules().stream())
                        .map(rule -> rule.path() + rule.config()
                                .map(config -> " " + config.technique().configType() + " "
                                        + config.options().get("nbits").map(Object::toString).orElse(""))
                                .orElse(" null"))
                        .toList();
    }

    @Test
    void aVariantSaysWhatIsDifferent() {
        clean("""
                model: Net.mlpackage
                output: build/Net.mlpackage
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {mode: kmeans, nbits: 4}
                op_name_configs:
                  head: {nbits: 8}
                variants:
                  same: {}
                  six:
                    global_config: {nbits: 6}
                  named: {output: Other.mlpackage, op_name_configs: {head: null, neck: {nbits: 2}}}
                  pruned:
                    target: [iOS18, macOS15]
                    config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.5}
                """);
        assertEquals(
                """
                same -> build/Net-same.mlpackage [iOS18] [op_name_configs.head OpPalettizerConfig 8, global_config OpPalettizerConfig 4]
                six -> build/Net-six.mlpackage [iOS18] [op_name_configs.head OpPalettizerConfig 8, global_config OpPalettizerConfig 6]
                named -> Other.mlpackage [iOS18] [op_name_configs.head null, op_name_configs.neck OpPalettizerConfig 2, global_config OpPalettizerConfig 4]
                pruned -> build/Net-pruned.mlpackage [iOS18, macOS15] [global_config OpMagnitudePrunerConfig ]""",
                recipes("""
                model: Net.mlpackage
                output: build/Net.mlpackage
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {mode: kmeans, nbits: 4}
                op_name_configs:
                  head: {nbits: 8}
                variants:
                  same: {}
                  six:
                    global_config: {nbits: 6}
                  named: {output: Other.mlpackage, op_name_configs: {head: null, neck: {nbits: 2}}}
                  pruned:
                    target: [iOS18, macOS15]
                    config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.5}
                """));
    }

    @Test
    void listsMultiply() {
        String text = """
                model: Net.mlpackage
                target: iOS18
                variants:
                - tables: {config_type: OpPalettizerConfig, global_config: {mode: kmeans}}
                  groups: {config_type: OpPalettizerConfig, global_config: {granularity: per_grouped_channel}}
                - 4bit: {global_config: {nbits: 4}}
                  6bit: {global_config: {nbits: 6}}
                """;
        clean(text);
        assertEquals(
                """
                tables-4bit -> ? [iOS18] [global_config OpPalettizerConfig 4]
                tables-6bit -> ? [iOS18] [global_config OpPalettizerConfig 6]
                groups-4bit -> ? [iOS18] [global_config OpPalettizerConfig 4]
                groups-6bit -> ? [iOS18] [global_config OpPalettizerConfig 6]""",
                recipes(text));
    }

    @Test
    void stepsAreVariedByNumber() {
        String steps = """
                model: Net.mlpackage
                target: iOS18
                steps:
                  - config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.5}
                  - config_type: OpPalettizerConfig
                    joint_compression: true
                    global_config: {nbits: 4}
                variants:
                """;
        assertEquals(
                """
                six -> ? [iOS18] [steps[0].global_config OpMagnitudePrunerConfig , steps[1].global_config OpPalettizerConfig 6]
                tables -> ? [iOS18] [steps[0].global_config OpPalettizerConfig 4]
                one -> ? [iOS18] [global_config OpPalettizerConfig 1]
                list -> ? [iOS18] [steps[0].global_config OpPalettizerConfig 2]""",
                recipes(steps + """
                  six: {steps: {2: {global_config: {nbits: 6}}}}
                  tables: {steps: {1: null}}
                  one: {config_type: OpPalettizerConfig, global_config: {nbits: 1}}
                  list: {steps: [{config_type: OpPalettizerConfig, global_config: {nbits: 2}}]}
                """));
        assertEquals(
                """
                sparse-6bit -> ? [iOS18] [steps[0].global_config OpMagnitudePrunerConfig , steps[1].global_config OpPalettizerConfig 6]
                dense-6bit -> ? [iOS18] [steps[0].global_config OpPalettizerConfig 6]""",
                recipes(steps + """
                - {sparse: {}, dense: {steps: {1: null}}}
                - 6bit: {steps: {2: {global_config: {nbits: 6}}}}
                """));
        check(steps + """
                  none: {steps: {3: {global_config: {nbits: 6}}}}
                #                ^ invalid-value "3" is no step of the recipe, which has 1 to 2
                  word:
                    steps: {first: null}
                #           ^^^^^ invalid-value "first" is no step of the recipe, which has 1 to 2
                  both: {global_config: {nbits: 6}}
                #        ^^^^^^^^^^^^^ wrong-combination global_config at the top is the short form of a single step; beside steps it says nothing: move it into a step
                """);
    }

    @Test
    void aMistakeIsFoundWhereItStands() {
        check("""
                model: Net.mlpackage
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {mode: kmeans, nbits: 4}
                variants:
                  six:
                    global_config: {nbits: 66}
                #                          ^^ invalid-value nbits takes 1, 2, 3, 4, 6 or 8, found "66"; did you mean 8?
                  eight:
                    globl_config: {nbits: 8}
                #   ^^^^^^^^^^^^ unknown-key unknown key "globl_config" in a recipe; did you mean global_config?
                """);
    }

    @Test
    void aMistakeOfTheRecipeIsToldOnce() {
        check("""
                model: Net.mlpackage
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {mode: kmeanz, nbits: 4}
                #                     ^^^^^^ invalid-value mode takes kmeans, uniform or unique, found "kmeanz"; did you mean kmeans?
                variants:
                  a: {}
                  b: {global_config: {nbits: 6}}
                """);
    }

    @Test
    void whatAnOverrideCausesNamesTheVariant() {
        check("""
                model: Net.mlpackage
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                op_name_configs:
                  head: {nbits: 4, granularity: per_grouped_channel}
                #                               ^^^^^^^^^^^^^^^^^^^ unavailable-on-target granularity per_grouped_channel needs iOS18 (one table per group of channels); the target is iOS17 (variants old, older)
                variants:
                  new: {}
                  old: {target: iOS17}
                  older:
                    target: iOS17
                """);
    }

    @Test
    void names() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                variants:
                  ../evil: {}
                # ^^^^^^^ invalid-value "../evil" cannot name a variant, which names files: letters, digits, _ . + - are possible, at most 64
                  Small: {}
                  small: {}
                # ^^^^^ invalid-value there is a variant "small" already; names of files may not tell capitals from others
                  words: 4
                #        ^ invalid-value variant words takes a mapping of what is different, found "4"
                  nothing:
                # ^^^^^^^ missing-key variant nothing says nothing; {} is the recipe as it stands
                  nested: {variants: {a: {}}}
                #          ^^^^^^^^ unknown-key "variants" is no key of a variant; it stands at the top of the recipe; a list of mappings gives all combinations
                """);
        assertTrue(fixed("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                variants:
                  nothing:
                """, "Change to {}").endsWith("nothing: {}\n"));
    }

    @Test
    void noVariants() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                variants: {}
                #         ^^ missing-key variants names no variant; it takes names and what is different, such as small: {global_config: {nbits: 4}}
                """);
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                variants:
                - {}
                # ^^ missing-key variants names no variant; it takes names and what is different, such as small: {global_config: {nbits: 4}}
                - 4
                # ^ invalid-value variants takes a mapping from names to what is different, found "4"
                - {a: {}}
                """);
    }

    @Test
    void productsAreBounded() {
        String axis = "- {" + IntStream.range(0, 9).mapToObj(i -> "v" + i + ": {}").collect(Collectors.joining(", ")) + "}\n";
        ParsedRecipe parsed = parse("config_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\nvariants:\n" + axis.repeat(12));
        assertEquals(List.of("more than 2147483647 variants; a recipe may have 64"),
                parsed.findings().stream().map(finding -> finding.message()).toList());
        assertEquals(64, parsed.parts().size());
    }

    @Test
    void fixesOfTheRecipeAroundAreMadeThere() {
        assertEquals("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                variants:
                  a: {}
                """, fixed("""
                config_type: OpPalettizerConfig
                modell: x
                global_config: {nbits: 4}
                variants:
                  a: {}
                """, "Remove modell"));
    }

    @Test
    void mistakesInWhatAllVariantsReplaceAreToldOnce() {
        check("""
                model: Net.mlpackage
                target: iOS99
                #       ^^^^^ invalid-value target "iOS99": the newest known version is iOS27
                steps:
                - config_type: OpPalettizerConfig
                  global_config: {nbitz: 4, mode: kmeens}
                #                 ^^^^^ unknown-key unknown key "nbitz" in OpPalettizerConfig; did you mean nbits?
                #                                 ^^^^^^ invalid-value mode takes kmeans, uniform or unique, found "kmeens"; did you mean kmeans?
                variants:
                  small:
                    target: iOS18
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                  large:
                    target: iOS17
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 6}
                """);
    }

    @Test
    void whatVariantsCompleteIsNoMistake() {
        clean("""
                model: Net.mlpackage
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {mode: kmeans}
                op_name_configs:
                  head: {mode: unique}
                variants:
                  small:
                    global_config: {nbits: 4}
                    op_name_configs: {head: {mode: kmeans, nbits: 8}}
                  large:
                    config_type: OpLinearQuantizerConfig
                    global_config: {dtype: int8}
                """);
    }
}
