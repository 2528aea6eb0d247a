package dev.mlrecipe.report;

import dev.mlrecipe.suggest.Suggestion;
import dev.mlrecipe.suggest.Suggestion.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A suggested recipe as one self-contained page: the frontier of size and error with all recipes on it. */
public final class SuggestionHtml {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final int LEFT = 60;
    private static final int BOTTOM = 50;
    private static final int EDGE = 20;
    private static final int MOST_FRONTIER_POINTS = 400;

    /** Errors beyond tell nothing: nobody sees the difference. */
    private static final double GREATEST_SNR = 60;

    private SuggestionHtml() {}

    /** Where values are in the picture. */
    private record Axis(double least, double greatest, int from, int to) {
        double at(double value) {
            double share = greatest == least ? 0.5 : (value - least) / (greatest - least);
            return from + Math.clamp(share, 0, 1) * (to - from);
        }

        static Axis of(Stream<Double> values, double step, int from, int to) {
            List<Double> all = values.toList();
            double least = Math.floor(all.stream().min(Comparator.naturalOrder()).orElse(0.0) / step) * step;
            double greatest = Math.ceil(all.stream().max(Comparator.naturalOrder()).orElse(1.0) / step) * step;
            return new Axis(least, greatest, from, to);
        }
    }

    /** The page. */
    public static String render(String model, String recipe, Suggestion suggestion) {
        PageParts parts = PageParts.plain();
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
        page.append("<meta charset=\"utf-8\">\n");
        page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"").append(parts.policy()).append("\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>").append(Html.escape(model))
                .append("</title>\n<style>").append(parts.style()).append("</style>\n</head>\n<body>\n<h1>")
                .append(Html.escape(model)).append("</h1>\n<dl>\n");
        fact(page, "Recipe", recipe);
        fact(page, "Weight bytes", Sizes.bytes(suggestion.reached().storedBytes()) + ", "
                + Sizes.ratio(suggestion.reached().ratio()) + " against float16");
        fact(page, capital(suggestion.subject().title()), decibels(suggestion.reached().snrDb()));
        suggestion.measured().ifPresent(measured -> measured.outputs().forEach(output -> fact(
                page,
                "Measured: " + output.name(),
                String.format(
                        Locale.ROOT,
                        "%s, mean cosine %.5f, %d %s",
                        decibels(output.snrDb()),
                        output.meanCosine(),
                        measured.samples(),
                        measured.samples() == 1 ? "sample" : "samples"))));
        suggestion.leastSnrDb().ifPresent(snr -> fact(page, "Worst weight", decibels(snr)));
        fact(page, "Rules", Integer.toString(suggestion.rules()));
        suggestion.latency().ifPresent(latency -> fact(page, "Predicted on " + latency.device(), String.format(
                Locale.ROOT, "%.3g ms, %.3g ms with float16 weights", latency.milliseconds(), latency.baseline())));
        page.append("</dl>\n<h2>Size and error</h2>\n<p class=\"note\">The line is the best that a rule of its own for"
                + " every weight would make; grey points are one rule for all weights, the coloured one is the"
                + " suggested recipe. Higher is more exact, further right is smaller.</p>\n");
        plot(page, suggestion);
        table(page, suggestion);
        page.append("<h2>Recipe</h2>\n<pre>").append(Html.escape(suggestion.recipe())).append("</pre>\n");
        return page.append("</body>\n</html>\n").toString();
    }

    private static void fact(StringBuilder page, String term, String value) {
        page.append("<dt>").append(Html.escape(term)).append("</dt><dd>").append(Html.escape(value)).append("</dd>\n");
    }

    private static String capital(String title) {
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }

    private static String decibels(double snr) {
        return Sizes.decibels(snr) + (Double.isInfinite(snr) ? "" : " dB");
    }

    private static void plot(StringBuilder page, Suggestion suggestion) {
        List<Point> frontier = shown(suggestion.frontier());
        List<Point> all = Stream.of(frontier, suggestion.uniform(), List.of(suggestion.reached()))
                .flatMap(List::stream)
                .toList();
        Axis x = Axis.of(all.stream().map(Point::ratio), 1, LEFT, WIDTH - EDGE);
        Axis y = Axis.of(all.stream().map(SuggestionHtml::height), 10, HEIGHT - BOTTOM, EDGE);
        page.append("<svg class=\"plot\" viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT)
                .append("\" role=\"img\" aria-label=\"Size and error\">\n");
        for (double value = y.least(); value <= y.greatest(); value += 10) {
            line(page, x.from(), y.at(value), x.to(), y.at(value));
            text(page, x.from() - 8, y.at(value) + 4, "end", String.format(Locale.ROOT, "%.0f", value));
        }
        double step = Math.max(1, Math.ceil((x.greatest() - x.least()) / 16));
        for (double value = x.least(); value <= x.greatest(); value += step) {
            line(page, x.at(value), y.from(), x.at(value), y.to());
            text(page, x.at(value), y.from() + 18, "middle", String.format(Locale.ROOT, "%.0fx", value));
        }
        text(page, (x.from() + x.to()) / 2.0, HEIGHT - 8, "middle", "dense float16 bytes over stored bytes");
        text(page, EDGE, EDGE - 6, "start", suggestion.subject().title() + ", dB");
        page.append("<polyline class=\"frontier\" points=\"")
                .append(frontier.stream()
                        .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x.at(point.ratio()), y.at(height(point))))
                        .collect(Collectors.joining(" ")))
                .append("\"/>\n");
        suggestion.uniform().forEach(point -> dot(page, "one", point, x, y, 4));
        dot(page, "chosen", suggestion.reached(), x, y, 6);
        page.append("</svg>\n");
    }

    /** Evenly chosen ones of very many. */
    private static List<Point> shown(List<Point> frontier) {
        int step = Math.max(1, frontier.size() / MOST_FRONTIER_POINTS);
        List<Point> shown = new ArrayList<>();
        for (int i = 0; i < frontier.size(); i += step) {
            shown.add(frontier.get(i));
        }
        return shown;
    }

    private static double height(Point point) {
        return Math.min(GREATEST_SNR, point.snrDb());
    }

    private static void dot(StringBuilder page, String kind, Point point, Axis x, Axis y, int radius) {
        page.append(String.format(
                        Locale.ROOT,
                        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"><title>",
                        kind,
                        x.at(point.ratio()),
                        y.at(height(point)),
                        radius))
                .append(Html.escape(point.title() + ": " + Sizes.ratio(point.ratio()) + ", " + decibels(point.snrDb())))
                .append("</title></circle>\n");
    }

    private static void line(StringBuilder page, double x1, double y1, double x2, double y2) {
        page.append(String.format(
                Locale.ROOT,
                "<line class=\"axis\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                x1, y1, x2, y2));
    }

    private static void text(StringBuilder page, double x, double y, String anchor, String text) {
        page.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor))
                .append(Html.escape(text))
                .append("</text>\n");
    }

    private static void table(StringBuilder page, Suggestion suggestion) {
        page.append("<div class=\"wide\">\n<table>\n<thead><tr><th>Weights</th><th class=\"n\">Stored</th>"
                + "<th class=\"n\">Ratio</th><th class=\"n\">SNR dB</th></tr></thead>\n<tbody>\n");
        Stream.concat(suggestion.uniform().stream(), Stream.of(suggestion.reached(), suggestion.ideal()))
                .sorted(Comparator.comparingLong(point -> -point.storedBytes()))
                .forEach(point -> page.append(point == suggestion.reached() ? "<tr class=\"chosen\"><td>" : "<tr><td>")
                        .append(Html.escape(point.title()))
                        .append("</td><td class=\"n\">").append(Sizes.bytes(point.storedBytes()))
                        .append("</td><td class=\"n\">").append(Sizes.ratio(point.ratio()))
                        .append("</td><td class=\"n\">").append(Sizes.decibels(point.snrDb()))
                        .append("</td></tr>\n"));
        page.append("</tbody>\n</table>\n</div>\n");
    }
}
