package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static dev.mlrecipe.testing.Ranged.assertRanged;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Wherever an editor shows predicted milliseconds, they are called predicted and have their range. */
class PredictedEverywhereTest {
    private static final String SLOW = """
            model: Net.mlpackage
            target: iOS18
            devices: [iPhone 15 Pro]
            compute_units: cpu_and_ne
            config_type: OpPalettizerConfig
            op_name_configs:
              fc: {nbits: 4, granularity: per_grouped_channel, group_size: 1}
            expect:
              max_latency_ms: {iPhone 15 Pro: 0.001}
            """;

    @Test
    void resultsLensesHintsAndHovers() {
        Snapshot before = LayerForecastTest.of(SLOW);
        Snapshot after = Fixture.after(before);
        List<Finding> results = ResultFindings.of(after);
        assertEquals(Set.of("rule-result", "layer-result"), codes(results));
        results.forEach(finding -> assertRanged(finding.message()));
        for (Snapshot snapshot : List.of(before, after)) {
            CodeLenses.of(snapshot).stream()
                    .filter(lens -> lens.command() == CodeLens.Command.NOTHING)
                    .forEach(lens -> assertRanged(lens.title()));
            List<InlayHint> hints = InlayHints.of(snapshot, new Span(0, snapshot.text().length()));
            assertEquals(2, hints.size());
            hints.forEach(hint -> assertRanged(hint.tooltip()));
            assertRanged(Hover.at(snapshot, SLOW.indexOf("fc:")).orElseThrow().markdown().replace("\\", ""));
        }
    }

    @Test
    void findingsAndTheTitlesOfTheirFixes() {
        Analysis analysis = LayerForecastTest.of(SLOW).analysis();
        List<Finding> findings = analysis.findings().stream().map(analysis::advised).toList();
        assertEquals(Set.of("expectation-failed", "slower-predicted"), codes(findings));
        findings.forEach(finding -> {
            assertRanged(finding.message().replace("max_latency_ms", "").replaceFirst("0\\.001 ms", ""));
            finding.fixes().forEach(fix -> assertRanged(fix.title()));
        });
        Finding slower = findings.stream().filter(f -> f.code().equals("slower-predicted")).findFirst().orElseThrow();
        assertTrue(
                slower.message().matches("predicted on iPhone 15 Pro: slower than with float16 weights, [0-9.]+ ms"
                        + " \\([^)]*\\) before and [0-9.]+ ms \\([^)]*\\) after; fc loses most, [0-9.]+ ms \\([^)]*\\)"
                        + " before and [0-9.]+ ms \\([^)]*\\) after, weight memory bound"),
                slower.message());
        Finding nothing = LayerForecastTest.of("""
                        model: Net.mlpackage
                        target: iOS18
                        devices: [iPhone 12]
                        config_type: OpLinearQuantizerConfig
                        op_name_configs: {fc: {dtype: int8}}
                        """)
                .analysis().findings().stream()
                .filter(f -> f.code().equals("no-predicted-gain"))
                .findFirst()
                .orElseThrow();
        assertRanged(nothing.message());
    }

    private static Set<String> codes(List<Finding> findings) {
        Set<String> codes = new TreeSet<>();
        findings.forEach(finding -> codes.add(finding.code()));
        return codes;
    }
}
