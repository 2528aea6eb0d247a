package dev.mlrecipe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.engine.Fakes;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.engine.Totals;
import dev.mlrecipe.technique.Proposal.Basis;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Variants side by side: the error of the whole, the front, and what cannot be known before a run. */
class VariantComparisonTest {
    private static LayerResult layer(int id, int elements, long stored, double snr) {
        return new LayerResult(
                Fakes.weight(id, "w" + id, new float[elements]), LayerResult.Status.COMPRESSED, Optional.empty(),
                Optional.empty(), "f", 4, 4L * elements, stored, Basis.EXACT, OptionalDouble.of(0),
                OptionalDouble.of(snr), OptionalDouble.of(0));
    }

    private static ReportDocument document(String variant, boolean run, LayerResult... layers) {
        Report plain = Fakes.report(List.of(layers));
        long stored = List.of(layers).stream().mapToLong(LayerResult::storedBytes).sum();
        Totals totals = new Totals(
                layers.length, layers.length, 0, 0, 400, stored, 200, OptionalDouble.empty(), OptionalDouble.of(1),
                run ? OptionalLong.of(stored + 10) : OptionalLong.empty(), 0.5, 0);
        Report report = new Report(plain.opset(), plain.layers(), totals);
        return new ReportDocument(
                "r.mlrecipe.yaml", Optional.of(variant), "M", Optional.of("out"), List.of(), Optional.empty(),
                Optional.empty(), report, List.of());
    }

    @Test
    void theErrorOfTheWholeIsTheMeanOverElements() {
        VariantComparison comparison = VariantComparison.of("r", List.of(
                document("a", true, layer(0, 30, 10, 10), layer(1, 70, 10, Double.POSITIVE_INFINITY))));
        // 30 of 100 elements with a tenth of the signal as noise.
        assertEquals(-10 * Math.log10(0.3 * 0.1), comparison.rows().getFirst().snrDb().getAsDouble(), 1e-12);
    }

    @Test
    void theFrontIsWhatNothingBeats() {
        VariantComparison comparison = VariantComparison.of("r", List.of(
                document("small", true, layer(0, 10, 10, 10)),
                document("worse", true, layer(0, 10, 20, 9)),
                document("exact", true, layer(0, 10, 40, Double.POSITIVE_INFINITY)),
                document("large", true, layer(0, 10, 50, 30)),
                document("same", true, layer(0, 10, 10, 10))));
        assertEquals(
                List.of("small", "exact", "same"),
                comparison.rows().stream().filter(VariantRow::best).map(VariantRow::name).toList());
    }

    @Test
    void table() {
        assertEquals(
                """
                   variant  weights   ratio  on disk  SNR dB  lowest    time
                *  small       10 B  20.00x     20 B    10.0     1.0  500 ms
                *  exact       40 B   5.00x     50 B   exact     1.0  500 ms
                * no other is at least as small and as exact
                """,
                VariantText.render(VariantComparison.of("r", List.of(
                        document("small", true, layer(0, 10, 10, 10)),
                        document("exact", true, layer(0, 10, 40, Double.POSITIVE_INFINITY)))), false));
    }

    @Test
    void beforeARunThereAreOnlySizes() {
        VariantComparison planned = VariantComparison.of("r", List.of(document("a", false, layer(0, 10, 10, 10))));
        assertFalse(planned.rows().getFirst().best());
        assertEquals("  variant  weights   ratio\n  a           10 B  20.00x\n", VariantText.render(planned, false));
    }

    @Test
    void namesOnThePageAreOnlyText() {
        String page = VariantsHtml.render(
                VariantComparison.of("<b>", List.of(document("<script>", true, layer(0, 10, 10, 10)))),
                Map.of("<script>", "\"><script>"));
        assertFalse(page.contains("<script>"), page);
        assertFalse(page.contains("<b>"), page);
        assertTrue(page.contains("<circle") && page.contains("<polyline"), page);
        assertTrue(page.contains("on the Pareto front"), page);
    }
}
