package dev.mlrecipe.report;

import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.predict.Unit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Predicted latencies on a page: for every device a bar before and one after, split by the unit that works. */
final class PredictionHtml {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 14;
    private static final Map<Unit, String> COLOURS =
            Map.of(Unit.NEURAL_ENGINE, "#3b7dd8", Unit.GPU, "#d88c3b", Unit.CPU, "#7a7a7a");

    private PredictionHtml() {}

    static void append(StringBuilder page, List<PredictionDocument.Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        page.append("<h2>Predicted latency</h2>\n<p class=\"note\">")
                .append(entries.stream().anyMatch(PredictionDocument.Entry::isMeasured)
                        ? "Predicted where it does not say measured. "
                        : "Predicted, not measured. ");
        for (Unit unit : Unit.values()) {
            page.append("<svg width=\"10\" height=\"10\" aria-hidden=\"true\">")
                    .append("<rect width=\"10\" height=\"10\" fill=\"").append(COLOURS.get(unit)).append("\"/></svg> ")
                    .append(unit.title()).append(' ');
        }
        page.append("</p>\n<div class=\"wide\">\n<table id=\"predictions\">\n<thead><tr><th>Device</th><th>Weights</th>")
                .append("<th>Time per unit</th><th class=\"n\">ms</th><th>Range</th>")
                .append("<th class=\"n\">Weights in memory</th></tr></thead>\n<tbody>\n");
        double longest = entries.stream()
                .mapToDouble(e -> Math.max(e.latency().value(), e.baseline().latency().value()))
                .max()
                .orElse(1);
        for (PredictionDocument.Entry entry : entries) {
            PredictionDocument.Entry before =
                    new PredictionDocument.Entry(entry.baseline(), entry.baseline(), Optional.empty());
            row(page, before, "float16", longest);
            String source = entry.isMeasured() ? ", " + entry.measured().orElseThrow().source() : "";
            row(page, entry, "as in this report" + source, longest);
        }
        page.append("</tbody>\n</table>\n</div>\n");
    }

    private static void row(StringBuilder page, PredictionDocument.Entry entry, String weights, double longest) {
        Prediction prediction = entry.result();
        page.append("<tr><td>").append(Html.escape(prediction.device().name() + ", " + prediction.os().word()))
                .append("</td><td>").append(Html.escape(weights)).append("</td><td>");
        bar(page, entry, longest);
        page.append("</td><td class=\"n\">").append(PredictionText.ms(entry.latency().value()))
                .append("</td><td>").append(PredictionText.range(entry.latency()))
                .append("</td><td class=\"n\">").append(Sizes.bytes(prediction.weightMemory()))
                .append("</td></tr>\n");
    }

    private static void bar(StringBuilder page, PredictionDocument.Entry entry, double longest) {
        page.append("<svg width=\"").append(WIDTH).append("\" height=\"").append(HEIGHT).append("\" role=\"img\">");
        double x = 0;
        for (Unit unit : Unit.values()) {
            double ms = entry.result().layers().stream()
                    .filter(layer -> layer.unit() == unit)
                    .mapToDouble(entry::ms)
                    .sum();
            double width = longest <= 0 ? 0 : WIDTH * ms / longest;
            if (width > 0) {
                page.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"><title>%s: %s ms, %s</title></rect>",
                        x, width, HEIGHT, COLOURS.get(unit), unit.title(), PredictionText.ms(ms),
                        PredictionText.range(entry.latency().of(ms))));
                x += width;
            }
        }
        page.append("</svg>");
    }
}
