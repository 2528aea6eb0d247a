package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every feature at every place of several recipes, whole and half-typed: no exception, no span outside of the text. */
class EverywhereTest {
    private static final String LONG_FORM = """
            # 🐈 mlrecipe: target iOS17
            model: "🐈 Net.mlpackage"   # mlrecipe: ignore unusual-spelling
            target: [iOS18, ct.target.macOS15]
            steps:
              - &prune
                config_type: OpMagnitudePrunerConfig
                global_config: {target_sparsity: 0.5, n_m_ratio: ~}
              - config_type: OpPalettizerConfig
                joint_compression: yes
                global_config: &base
                  nbits: '4'
                  granularity: per_grouped_channel
                op_type_configs: {conv: {<<: *base, nbits: 6}, gather: null}
                op_name_configs:
                  "re:layer[0-9]+\\\\.*": {nbits: 8}
                  'it''s *': !!null
                  fc: *base
              - *prune
            expect: {max_size: 12 MB, max_latency_ms: {iPhone 15: 1.5e0}}
            """;

    private static final String SHORT_FORM = """
            model: Net.mlpackage
            output: build/small.mlpackage
            target:
              - iOS18
              - macOS15
            config_type: OpLinearQuantizerConfig
            global_config:
              mode: linear
              dtype: int4
              # comment
              granularity: per_block

            op_name_configs:
              conv1:
                dtype: int8
              "layer*": null
              fc:
            expect:
              min_ratio: 3.5
            """;

    static List<String> recipes() {
        return List.of(LONG_FORM, SHORT_FORM, SHORT_FORM.replace("\n", "\r\n"), "", "\uFEFFmodel: x\n", "- a\n- b", "{model: x, steps: [{");
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyOffset(String recipe) {
        Snapshot snapshot = Fixture.of(recipe);
        Snapshot run = snapshot.planned().isPresent() ? Fixture.after(snapshot) : snapshot;
        whole(run);
        for (int offset = 0; offset <= recipe.length(); offset++) {
            check(run, offset);
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyTruncationAtItsEnd(String recipe) {
        for (int end = 0; end < recipe.length(); end++) {
            Snapshot snapshot = Fixture.of(recipe.substring(0, end));
            check(snapshot, end);
            if (end % 7 == 0) {
                whole(snapshot);
            }
        }
    }

    @Test
    void randomEdits() {
        long seed = 7;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? LONG_FORM : SHORT_FORM);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int from = random.nextInt(text.length() + 1);
                int to = Math.min(text.length(), from + random.nextInt(20));
                int source = random.nextInt(LONG_FORM.length());
                text.replace(from, to, LONG_FORM.substring(source, Math.min(LONG_FORM.length(), source + random.nextInt(20))));
            }
            try {
                Snapshot snapshot = Fixture.of(text.toString());
                whole(snapshot);
                for (int i = 0; i < 20; i++) {
                    check(snapshot, random.nextInt(text.length() + 1));
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("round " + round + " of seed " + seed + ":\n" + text, e);
            }
        }
    }

    /** Features of a whole document. */
    private static void whole(Snapshot snapshot) {
        int length = snapshot.text().length();
        ResultFindings.of(snapshot).forEach(finding -> inside(snapshot, finding.span()));
        CodeLenses.of(snapshot).forEach(lens -> inside(snapshot, lens.span()));
        InlayHints.of(snapshot, new Span(0, length)).forEach(hint -> inside(snapshot, Span.at(hint.offset())));
        symbols(snapshot, Symbols.of(snapshot), new Span(0, length));
        Folds.of(snapshot).forEach(fold -> assertTrue(
                fold.firstLine() >= 0 && fold.firstLine() < fold.lastLine() && fold.lastLine() < snapshot.text().lines()));
        DocumentLinks.of(snapshot).forEach(link -> inside(snapshot, link.span()));
        FixAll.of(snapshot).ifPresent(action -> action.edits().forEach(edit -> inside(snapshot, edit.span())));
    }

    private static void symbols(Snapshot snapshot, List<Symbol> symbols, Span parent) {
        for (Symbol symbol : symbols) {
            inside(snapshot, symbol.span());
            assertTrue(!symbol.name().isBlank());
            assertTrue(Places.holds(symbol.span(), symbol.selection()), symbol.toString());
            assertTrue(Places.holds(parent, symbol.span()), symbol.toString());
            symbols(snapshot, symbol.children(), symbol.span());
        }
    }

    /** Features of one place. */
    private static void check(Snapshot snapshot, int offset) {
        for (boolean snippets : new boolean[] {true, false}) {
            for (CompletionItem item : Completion.at(snapshot, offset, List.of("a b.mlpackage"), snippets).items()) {
                inside(snapshot, item.span());
                assertTrue(item.span().touches(offset), item.toString());
                assertEquals(snapshot.text().line(item.span().start()), snapshot.text().line(item.span().end()));
                assertEquals(-1, item.label().indexOf('\n'));
            }
        }
        Hover.at(snapshot, offset).ifPresent(hover -> {
            inside(snapshot, hover.span());
            assertTrue(!hover.markdown().isBlank());
        });
        Definition.at(snapshot, offset).ifPresent(definition -> inside(snapshot, definition.origin()));
        Anchors.references(snapshot, offset).forEach(span -> inside(snapshot, span));
        Anchors.renameable(snapshot, offset).ifPresent(span -> inside(snapshot, span));
        Anchors.rename(snapshot, offset, "other");
        List<Span> selections = SelectionRanges.at(snapshot, offset);
        for (int i = 0; i < selections.size(); i++) {
            inside(snapshot, selections.get(i));
            assertTrue(i == 0 || Places.holds(selections.get(i), selections.get(i - 1)), selections.toString());
        }
        CodeActions.at(snapshot, Span.at(offset)).forEach(action ->
                action.edits().forEach(edit -> inside(snapshot, edit.span())));
    }

    private static void inside(Snapshot snapshot, Span span) {
        assertTrue(span.end() <= snapshot.text().length(), span + " of " + snapshot.text().length());
    }

    /** Errors that say that something is still missing, or that come to light when a word is right. */
    private static final Set<String> UNFINISHED =
            Set.of(Code.MISSING_KEY.word(), Code.INVALID_VALUE.word(), Code.UNAVAILABLE_ON_TARGET.word(), Code.WRONG_COMBINATION.word());

    /** What must not happen even if a word that was right becomes another one. */
    private static final Set<String> ILLEGIBLE = Set.of(Code.SYNTAX.word(), Code.DUPLICATE_KEY.word());

    /** What is chosen from the list makes no mistake that was not there before. */
    @Test
    void chosenItemsMakeNoNewMistakes() {
        for (String recipe : List.of(SHORT_FORM, SHORT_FORM.replace("\n", "\r\n"), LONG_FORM)) {
            for (int line = 0; line < Fixture.of(recipe).text().lines(); line++) {
                for (int offset : offsets(recipe, line)) {
                    apply(recipe, offset);
                }
            }
        }
    }

    private static List<Integer> offsets(String recipe, int line) {
        Span span = Fixture.of(recipe).text().lineSpan(line);
        List<Integer> offsets = new ArrayList<>();
        for (int offset = span.start(); offset <= span.end(); offset += 3) {
            offsets.add(offset);
        }
        offsets.add(span.end());
        return offsets;
    }

    private static void apply(String recipe, int offset) {
        Snapshot before = Fixture.of(recipe);
        Map<String, Long> errors = errors(before);
        for (CompletionItem item : perKind(Completion.at(before, offset, List.of("a b.mlpackage"), false).items())) {
            String after = Annotated.apply(recipe, new Finding.Fix("", List.of(item.edit())));
            boolean replaces = item.span().end() > item.span().start();
            errors(Fixture.of(after)).forEach((code, count) -> assertTrue(
                    count <= errors.getOrDefault(code, 0L) || replaces && !ILLEGIBLE.contains(code),
                    () -> "at " + offset + " " + item.label() + " makes " + code + ":\n" + after + "\n"
                            + Fixture.of(after).parsed().findings()));
        }
    }

    /** A few of each kind: all of them at every place would take minutes. */
    private static List<CompletionItem> perKind(List<CompletionItem> items) {
        return items.stream()
                .collect(Collectors.groupingBy(CompletionItem::kind, TreeMap::new, Collectors.toList()))
                .values().stream()
                .flatMap(of -> of.stream().sorted(Comparator.comparing(CompletionItem::sortText)).limit(4))
                .toList();
    }

    private static Map<String, Long> errors(Snapshot snapshot) {
        return snapshot.parsed().findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR && !UNFINISHED.contains(finding.code()))
                .collect(Collectors.groupingBy(Finding::code, TreeMap::new, Collectors.counting()));
    }
}
