package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lenses, hints, symbols, folds and links of one recipe. */
class OutlineTest {
    private static final String RECIPE = """
            # Two steps.
            # The second works on what the first made.
            model: Net.mlpackage
            output: build/small.mlpackage
            target: [iOS18, macOS15]
            steps:
              - config_type: OpMagnitudePrunerConfig
                global_config: {target_sparsity: 0.5}
                op_type_configs:
                  linear: null
              - config_type: OpPalettizerConfig
                joint_compression: true
                op_name_configs:
                  "layer*":
                    mode: kmeans
                    nbits: 4
                  fc: {nbits: 8}
                  nothing: {nbits: 8}
            """;

    private static Snapshot snapshot() {
        return Fixture.of(RECIPE);
    }

    @Test
    void lenses() {
        assertEquals("""
                2 COMPRESS Compress
                2 NOTHING planned: ≥ 4.03x (2.76 MB → 0.69 MB)
                7 NOTHING 1 layer, ≥ 1.78x (18.8 kB → 10.6 kB)
                13 NOTHING 2 layers, ≥ 5.33x (2.23 MB → 0.42 MB)
                """, show(CodeLenses.of(snapshot())));
    }

    @Test
    void lensesAfterARun() {
        assertEquals("""
                2 COMPRESS Compress
                2 NOTHING 4.03x (2.76 MB → 0.69 MB)
                2 OPEN_REPORT Open report
                7 NOTHING 1 layer, 1.78x (18.8 kB → 10.6 kB)
                13 NOTHING 2 layers, 5.33x (2.23 MB → 0.42 MB)
                """, show(CodeLenses.of(Fixture.after(snapshot()))));
    }

    @Test
    void noCompressWhereErrorsBlock() {
        assertEquals("", show(CodeLenses.of(Fixture.of("model: Net.mlpackage\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 5}"))));
        assertEquals("", show(CodeLenses.of(Fixture.of("config_type: OpPalettizerConfig\nglobal_config: {nbits: 4}"))));
    }

    private static String show(List<CodeLens> lenses) {
        return lenses.stream()
                .map(lens -> line(lens.span()) + " " + lens.command() + " " + lens.title() + "\n")
                .collect(Collectors.joining());
    }

    private static int line(Span span) {
        return snapshot().text().line(span.start());
    }

    @Test
    void hints() {
        StringBuilder text = new StringBuilder(RECIPE);
        for (InlayHint hint : InlayHints.of(snapshot(), new Span(0, RECIPE.length())).reversed()) {
            text.insert(hint.offset(), "⟨" + hint.label() + "⟩");
        }
        assertEquals("""
                # Two steps.
                # The second works on what the first made.
                model: Net.mlpackage
                output: build/small.mlpackage
                target: [iOS18, macOS15]
                steps:
                  - config_type: OpMagnitudePrunerConfig
                    global_config:⟨3 layers⟩ {target_sparsity: 0.5⟨≥ 1.78x⟩}
                    op_type_configs:
                      linear:⟨left alone: 1 layer⟩ null
                  - config_type: OpPalettizerConfig
                    joint_compression: true
                    op_name_configs:
                      "layer*":⟨2 layers⟩
                        mode: kmeans
                        nbits: 4⟨≥ 5.33x⟩
                      fc:⟨512 kB → 257 kB⟩ {nbits: 8⟨2.00x⟩}
                      nothing: {nbits: 8}
                """, text.toString());
    }

    @Test
    void hintsOfARangeOnly() {
        int at = RECIPE.indexOf("fc:");
        assertEquals(2, InlayHints.of(snapshot(), new Span(at, at + 15)).size());
    }

    @Test
    void symbols() {
        StringBuilder out = new StringBuilder();
        show(Symbols.of(snapshot()), "", out);
        assertEquals("""
                model | Net.mlpackage
                output | build/small.mlpackage
                target | iOS18, macOS15
                steps
                  step 1 | OpMagnitudePrunerConfig
                    config_type | OpMagnitudePrunerConfig
                    global_config | 1 layer, ≥ 1.78x
                      target_sparsity | 0.5
                    op_type_configs
                      linear | null
                  step 2 | OpPalettizerConfig
                    config_type | OpPalettizerConfig
                    joint_compression | true
                    op_name_configs
                      layer* | 2 layers, ≥ 5.33x
                        mode | kmeans
                        nbits | 4
                      fc | 1 layer, 2.00x
                        nbits | 8
                      nothing
                        nbits | 8
                """, out.toString());
    }

    private static void show(List<Symbol> symbols, String indent, StringBuilder out) {
        for (Symbol symbol : symbols) {
            out.append(indent).append(symbol.name()).append(symbol.detail().isEmpty() ? "" : " | " + symbol.detail()).append('\n');
            show(symbol.children(), indent + "  ", out);
        }
    }

    @Test
    void symbolsEndSomewhere() {
        StringBuilder recipe = new StringBuilder("config_type: OpPalettizerConfig\nop_name_configs:\n");
        for (int i = 0; i < 3 * Symbols.MOST; i++) {
            recipe.append("  w").append(i).append(": null\n");
        }
        assertEquals(Symbols.MOST - 2, Symbols.of(Fixture.of(recipe.toString())).get(1).children().size());
    }

    @Test
    void folds() {
        assertEquals(
                "0-1# 5-17 6-9 8-9 10-17 12-17 13-15",
                Folds.of(snapshot()).stream()
                        .sorted(java.util.Comparator.comparingInt(Fold::firstLine))
                        .map(fold -> fold.firstLine() + "-" + fold.lastLine() + (fold.comment() ? "#" : ""))
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void links() {
        assertEquals(
                "Net.mlpackage → /project/Net.mlpackage, build/small.mlpackage → /project/build/small.mlpackage",
                DocumentLinks.of(snapshot()).stream()
                        .map(link -> snapshot().text().slice(link.span()) + " → " + link.target())
                        .collect(Collectors.joining(", ")));
    }
}
