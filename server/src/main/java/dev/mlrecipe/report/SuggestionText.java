package dev.mlrecipe.report;

import dev.mlrecipe.report.TextTable.Align;
import dev.mlrecipe.suggest.Suggestion;
import dev.mlrecipe.suggest.Suggestion.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A suggested recipe among the recipes of one rule, as a table. */
public final class SuggestionText {
    private SuggestionText() {}

    public static String render(Suggestion suggestion, boolean colour) {
        TextTable table = new TextTable()
                .column("weights", Align.LEFT)
                .column("stored", Align.RIGHT)
                .column("ratio", Align.RIGHT)
                .column("SNR dB", Align.RIGHT);
        List<Point> points = new ArrayList<>(suggestion.uniform());
        points.add(suggestion.reached());
        points.add(suggestion.ideal());
        points.sort(Comparator.comparingLong(point -> -point.storedBytes()));
        for (Point point : points) {
            table.row(
                    point == suggestion.reached() ? Ink.BOLD : Ink.PLAIN,
                    point.title(),
                    Sizes.bytes(point.storedBytes()),
                    Sizes.ratio(point.ratio()),
                    Sizes.decibels(point.snrDb()));
        }
        StringBuilder text = new StringBuilder(table.render(colour));
        text.append('\n').append(suggestion.rules()).append(suggestion.rules() == 1 ? " rule" : " rules");
        suggestion.leastSnrDb().ifPresent(snr -> text.append("; the worst weight has ")
                .append(Sizes.decibels(snr))
                .append(Double.isInfinite(snr) ? "" : " dB"));
        suggestion.latency().ifPresent(latency -> text.append(String.format(
                Locale.ROOT,
                "; %.3g ms predicted on %s, %.3g ms with float16 weights",
                latency.milliseconds(),
                latency.device(),
                latency.baseline())));
        suggestion.measured().ifPresent(measured -> measured.outputs().forEach(output -> text.append(String.format(
                Locale.ROOT,
                "\nmeasured on %d %s: %s has %s%s and a mean cosine of %.5f",
                measured.samples(),
                measured.samples() == 1 ? "sample" : "samples",
                output.name(),
                Sizes.decibels(output.snrDb()),
                Double.isInfinite(output.snrDb()) ? "" : " dB",
                output.meanCosine()))));
        return text.append('\n').toString();
    }
}
