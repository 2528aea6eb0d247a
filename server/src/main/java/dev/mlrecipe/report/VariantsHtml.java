package dev.mlrecipe.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Variants side by side as one self-contained page without scripts: size against error as a picture, those marked that no
 * other beats, and everything as a table. Names are escaped.
 */
public final class VariantsHtml {
    private static final int LINE = 13;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 60;
    private static final int RIGHT = 120;
    private static final int MARGIN = 40;

    private VariantsHtml() {}

    /** @param pages addresses of the pages of single variants by name, relative to this one; those without have no link */
    public static String render(VariantComparison comparison, Map<String, String> pages) {
        PageParts parts = new PageParts(PageParts.load().style(), List.of());
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"").append(parts.policy()).append("\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
        page.append("<title>").append(Html.escape(comparison.recipe())).append("</title>\n");
        page.append("<style>").append(parts.style()).append("</style>\n</head>\n<body>\n");
        page.append("<h1>Outputs of ").append(Html.escape(comparison.recipe())).append("</h1>\n");
        List<VariantRow> points = comparison.rows().stream()
                .filter(row -> row.snrDb().isPresent() && Double.isFinite(row.snrDb().getAsDouble()))
                .toList();
        if (comparison.isChoice() && !points.isEmpty()) {
            page.append("<h2>Size against error</h2>\n<p class=\"note\">Filled, and joined by the line: no other is at"
                    + " least as small and as exact. Farther up is more exact, farther left is smaller. The error is the noise relative to the signal of each weight, averaged over all elements.</p>\n");
            picture(page, points);
        }
        table(page, comparison, pages);
        return page.append("</body>\n</html>\n").toString();
    }

    private static void picture(StringBuilder page, List<VariantRow> points) {
        double largest = points.stream().mapToLong(VariantRow::storedBytes).max().orElse(1) * 1.05;
        double low = points.stream().mapToDouble(row -> row.snrDb().getAsDouble()).min().orElse(0) - 2;
        double high = points.stream().mapToDouble(row -> row.snrDb().getAsDouble()).max().orElse(1) + 2;
        page.append(String.format(Locale.ROOT,
                "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"Size against error\" font-size=\"12\">\n",
                WIDTH, HEIGHT));
        page.append(String.format(Locale.ROOT,
                "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#7a7a7a\"/>\n",
                LEFT, MARGIN / 2, HEIGHT - MARGIN, WIDTH - RIGHT));
        text(page, LEFT, HEIGHT - MARGIN + 16, "0 B");
        text(page, WIDTH - RIGHT, HEIGHT - MARGIN + 16, Sizes.bytes(Math.round(largest)));
        text(page, WIDTH / 2.0 - 40, HEIGHT - 8, "weights in bytes");
        text(page, 8, MARGIN / 2.0 + 4, Sizes.decibels(high) + " dB");
        text(page, 8, HEIGHT - MARGIN, Sizes.decibels(low) + " dB");
        ToDoubleFunction<VariantRow> across = row -> LEFT + (WIDTH - RIGHT - LEFT) * (row.storedBytes() / largest);
        ToDoubleFunction<VariantRow> down = row ->
                HEIGHT - MARGIN - (HEIGHT - 1.5 * MARGIN) * ((row.snrDb().getAsDouble() - low) / (high - low));
        String front = points.stream()
                .filter(VariantRow::best)
                .sorted(Comparator.comparingLong(VariantRow::storedBytes))
                .map(row -> String.format(Locale.ROOT, "%.1f,%.1f", across.applyAsDouble(row), down.applyAsDouble(row)))
                .collect(Collectors.joining(" "));
        page.append("<polyline points=\"").append(front).append("\" fill=\"none\" stroke=\"#3b7dd8\" opacity=\"0.4\"/>\n");
        double left = Double.NEGATIVE_INFINITY;
        double above = Double.NEGATIVE_INFINITY;
        for (VariantRow row : points.stream().sorted(Comparator.comparingDouble(down)).toList()) {
            double x = across.applyAsDouble(row);
            double y = down.applyAsDouble(row);
            page.append(String.format(Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"%s\" stroke=\"#3b7dd8\" stroke-width=\"2\"/>\n",
                    x, y, row.best() ? "#3b7dd8" : "none"));
            // Names of neighbours do not lie on each other.
            above = Math.abs(x - left) < RIGHT ? Math.max(y + 4, above + LINE) : y + 4;
            left = x;
            text(page, x + 9, above, row.name());
        }
        page.append("</svg>\n");
    }

    private static void text(StringBuilder page, double x, double y, String words) {
        page.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" fill=\"currentColor\">", x, y))
                .append(Html.escape(words)).append("</text>\n");
    }

    private static void table(StringBuilder page, VariantComparison comparison, Map<String, String> pages) {
        page.append("<div class=\"wide\">\n<table id=\"variants\">\n<thead><tr><th>" + comparison.what()
                + "</th><th class=\"n\">Weights</th>"
                + "<th class=\"n\">Ratio</th><th class=\"n\">On disk</th><th class=\"n\">SNR dB</th>"
                + "<th class=\"n\">Lowest SNR dB</th>");
        if (comparison.onSamples()) {
            page.append("<th class=\"n\">Output SNR dB</th><th class=\"n\">Cosine</th><th class=\"n\">Same class</th>"
                    + "<th class=\"n\">Accuracy</th>");
        }
        comparison.devices().forEach(device ->
                page.append("<th class=\"n\">").append(Html.escape(device)).append(" ms</th>"));
        page.append("<th></th></tr></thead>\n<tbody>\n");
        for (VariantRow row : comparison.rows()) {
            String name = Html.escape(row.name());
            String link = pages.get(row.name());
            page.append("<tr><td>")
                    .append(link == null ? name : "<a href=\"" + Html.escape(link) + "\">" + name + "</a>")
                    .append("</td>");
            number(page, Sizes.bytes(row.storedBytes()));
            number(page, Sizes.ratio(row.ratio()));
            number(page, row.outputBytes().isPresent() ? Sizes.bytes(row.outputBytes().getAsLong()) : "");
            number(page, VariantText.decibels(row.snrDb()));
            number(page, VariantText.decibels(row.minSnrDb()));
            if (comparison.onSamples()) {
                number(page, row.output().map(output -> Sizes.decibels(output.snrDb())).orElse(""));
                number(page, row.output().map(output -> AccuracyText.cosine(output.meanCosine())).orElse(""));
                number(page, row.output().map(output -> AccuracyText.percent(output.agreement())).orElse(""));
                number(page, VariantText.accuracy(row));
            }
            for (String device : comparison.devices()) {
                PredictionDocument.Entry entry = row.latencies().get(device);
                number(page, entry == null
                        ? ""
                        : PredictionText.ms(entry.latency().value())
                                + (entry.isMeasured() ? " measured" : " (" + PredictionText.range(entry.latency()) + ")"));
            }
            page.append("<td>").append(row.best() ? "on the Pareto front" : "").append("</td></tr>\n");
        }
        page.append("</tbody>\n</table>\n</div>\n");
    }

    private static void number(StringBuilder page, String text) {
        page.append("<td class=\"n\">").append(Html.escape(text)).append("</td>");
    }
}
