package dev.mlrecipe.recipe;

import static dev.mlrecipe.recipe.Fixture.check;
import static dev.mlrecipe.recipe.Fixture.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Several models in one recipe. */
class ModelsTest {
    private static String recipes(String text) {
        return parse(text).parts().stream()
                .map(ParsedRecipe::recipe)
                .map(recipe -> recipe.part().name() + ": " + recipe.model().map(Located::value).orElse("?") + " -> "
                        + recipe.output().map(Located::value).orElse("?") + ", " + recipe.steps().size() + " steps")
                .collect(Collectors.joining("\n"));
    }

    @Test
    void someAreCompressedAndOthersCopied() {
        String text = """
                output: build/Pipeline
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                models:
                  encoder: parts/Encoder.mlpackage
                  decoder: {model: parts/Decoder.mlpackage, steps: null}
                  joint: {model: Joint.mlpackage, output: J.mlpackage, global_config: {nbits: 6}}
                """;
        check(text);
        assertEquals(
                """
                encoder: parts/Encoder.mlpackage -> build/Pipeline, 1 steps
                decoder: parts/Decoder.mlpackage -> build/Pipeline, 0 steps
                joint: Joint.mlpackage -> J.mlpackage, 1 steps""",
                recipes(text));
    }

    @Test
    void everyVariantForEveryModel() {
        assertEquals(
                """
                4bit/a: A.mlpackage -> out-4bit, 1 steps
                4bit/b: B.mlpackage -> out-4bit, 0 steps
                int8/a: A.mlpackage -> out-int8, 1 steps
                int8/b: B.mlpackage -> out-int8, 0 steps""",
                recipes("""
                output: out
                config_type: OpPalettizerConfig
                models: {a: A.mlpackage, b: {model: B.mlpackage, steps: null}}
                variants:
                  4bit: {global_config: {nbits: 4}}
                  int8: {config_type: OpLinearQuantizerConfig, global_config: {dtype: int8}}
                """));
    }

    @Test
    void pathsAndPatterns() {
        assertEquals(
                """
                A: a/A.mlpackage -> ?, 1 steps
                *: parts/*.mlpackage -> ?, 1 steps""",
                recipes("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                models: [a/A.mlpackage, parts/*.mlpackage]
                """));
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                models:
                - ../*.mlpackage
                # ^^^^^^^^^^^^^^ invalid-value "../*.mlpackage": a pattern looks into folders below the recipe's own; * and ? stand for characters of one name, as in parts/*.mlpackage
                - /etc/*.mlpackage
                # ^^^^^^^^^^^^^^^^ invalid-value "/etc/*.mlpackage": a pattern looks into folders below the recipe's own; * and ? stand for characters of one name, as in parts/*.mlpackage
                - a/**/x.mlpackage
                # ^^^^^^^^^^^^^^^^ invalid-value "a/**/x.mlpackage": a pattern looks into folders below the recipe's own; * and ? stand for characters of one name, as in parts/*.mlpackage
                - b.mlpackage
                """);
    }

    @Test
    void mistakes() {
        check("""
                model: A.mlpackage
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                models:
                ^^^^^^ wrong-combination model beside models: one says which model, the other several; leave one out
                  a: A.mlpackage
                  A: A.mlpackage
                # ^ invalid-value there is a model "A" already
                  b: {steps: null}
                # ^ missing-key model b has no path; add model: and the path
                  c/d: C.mlpackage
                # ^^^ invalid-value "c/d" cannot name a model: letters, digits, _ . + - are possible, at most 64
                  e: {model: E.mlpackage, global_config: {nbits: 5}}
                #                                                ^ never-in-coreml no version of Core ML has nbits 5; the nearest is 6
                """);
    }
}
