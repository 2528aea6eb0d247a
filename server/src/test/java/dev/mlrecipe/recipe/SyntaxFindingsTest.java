package dev.mlrecipe.recipe;

import static dev.mlrecipe.recipe.Fixture.check;

import org.junit.jupiter.api.Test;

/** Text that is no YAML, or YAML that a recipe does not use: one finding per mistake, and the rest is still read. */
class SyntaxFindingsTest {
    @Test
    void duplicateKeys() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4, nbits: 6}
                #                         ^^^^^ duplicate-key the key "nbits" is here twice; keep one
                global_config: {nbits: 4}
                ^^^^^^^^^^^^^ duplicate-key the key "global_config" is here twice; keep one
                """);
    }

    @Test
    void brackets() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4
                #              ^ syntax this '{' is not closed
                op_type_configs: {}
                """);
    }

    @Test
    void aWordWithoutColon() {
        check("""
                config_type: OpPalettizerConfig
                global_config:
                  nbits
                # ^^^^^ syntax expected ':' after this key
                  mode: kmeans
                """);
    }

    @Test
    void otherLinesHaveTheirFindings() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 5, mod
                #              ^ syntax this '{' is not closed
                op_name_configs:
                  fc1
                # ^^^ syntax expected ':' after this key
                  fc2: {nbits: 9}
                #              ^ invalid-value nbits takes 1, 2, 3, 4, 6 or 8, found "9"; did you mean 8?
                  fc3:
                    nbit: 4
                #   ^^^^ unknown-key unknown key "nbit" in OpPalettizerConfig; did you mean nbits?
                """);
    }

    @Test
    void anUnclosedQuote() {
        check("""
                config_type: "OpPalettizer
                #            ^^^^^^^^^^^^^ syntax the quote that starts here is not closed
                """);
    }

    @Test
    void aTab() {
        check("""
                config_type: OpPalettizerConfig
                global_config:
                \tnbits: 4
                ^ syntax tabs cannot indent YAML; use spaces
                """);
    }

    @Test
    void indentation() {
        check("""
                config_type: OpPalettizerConfig
                global_config:
                    nbits: 4
                  mode: kmeans
                # ^^^^ syntax this line does not fit the indentation of the lines above
                """);
    }

    @Test
    void aliases() {
        check("""
                config_type: OpPalettizerConfig
                global_config: *base
                #              ^^^^^ syntax no anchor &base before this alias
                op_name_configs: &all
                  a: &x {nbits: 9}
                #               ^ invalid-value nbits takes 1, 2, 3, 4, 6 or 8, found "9"; did you mean 8?
                  b: *x
                  c: *all
                #    ^^^^ syntax *all holds itself
                """);
    }

    @Test
    void mergeKeys() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {<<: 4, nbits: 4}
                #                   ^ syntax << takes a mapping or a list of mappings, found a number
                """);
    }

    @Test
    void tags() {
        check("""
                config_type: !python/name OpPalettizerConfig
                #                         ^^^^^^^^^^^^^^^^^^ syntax the tag !python/name has no meaning in a recipe
                global_config: {nbits: !!int '4', group_size: !!str 4}
                #                                                   ^ unusual-spelling "4" is read as 4
                """);
    }

    @Test
    void severalDocuments() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                ---
                ^^^ syntax a second document starts here; a recipe is one document
                config_type: OpPalettizerConfig
                """);
    }

    @Test
    void keysThatAreNoWords() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                ? [a, b]
                # ^^^^^^ syntax a key must be a word, found a list
                : 1
                """);
    }

    @Test
    void columnsCountUtf16() {
        check("""
                # 🐈
                model: "🐈.mlpackage"
                config_type: OpPalettizerConfig
                op_name_configs: {"🐈": {n_bits: 4}}
                #                        ^^^^^^ unknown-key unknown key "n_bits" in OpPalettizerConfig; did you mean nbits?
                """);
    }
}
