package dev.mlrecipe.report;

import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Totals;
import dev.mlrecipe.technique.Proposal.Basis;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A report as one self-contained page: totals, charts of bytes, ratio and error, and a table that sorts and filters.
 * Nothing is loaded; a content security policy tells the browser to run the page's own scripts only. Names that come
 * from models and recipes are escaped. Without scripts the table still says everything.
 */
public final class ReportHtml {
    private static final List<Column> COLUMNS = List.of(
            Column.text("Weight"),
            Column.text("Operation"),
            Column.text("Shape"),
            Column.text("Form"),
            Column.number("Bits", "bits"),
            Column.number("Before", "before"),
            Column.number("After", "after"),
            Column.number("Ratio", "ratio"),
            Column.number("SNR dB", "snr"),
            Column.text("Status"),
            Column.text("Rule"));

    private ReportHtml() {}

    /**
     * A column of the table.
     *
     * @param title its heading
     * @param key what rows call its number; empty for text
     */
    private record Column(String title, String key) {
        static Column text(String title) {
            return new Column(title, "");
        }

        static Column number(String title, String key) {
            return new Column(title, key);
        }
    }

    /** The anchor of a weight's row: a link to the page can end in {@code #} and this. */
    public static String anchor(int weightId) {
        return "weight-" + weightId;
    }

    /** The page. */
    public static String render(ReportDocument document) {
        PageParts parts = PageParts.load();
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"").append(parts.policy()).append("\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
        page.append("<title>").append(Html.escape(document.model())).append("</title>\n");
        page.append("<style>").append(parts.style()).append("</style>\n</head>\n<body>\n");
        page.append("<h1>").append(Html.escape(document.model())).append("</h1>\n");
        summary(page, document);
        chart(page, "bytes", "Bytes before and after");
        chart(page, "quality", "Ratio and error of compressed weights");
        document.raise().ifPresent(raise -> raise.append(page));
        AccuracyHtml.append(page, document.report().accuracy());
        PredictionHtml.append(page, document.predictions());
        page.append("<h2>Weights</h2>\n<input id=\"filter\" type=\"search\" placeholder=\"Filter\" aria-label=\"Filter\">\n");
        table(page, document.report().layers());
        parts.scripts().forEach(script -> page.append("<script>").append(script).append("</script>\n"));
        return page.append("</body>\n</html>\n").toString();
    }

    private static void summary(StringBuilder page, ReportDocument document) {
        Totals totals = document.report().totals();
        page.append("<dl>\n");
        fact(page, "Recipe", document.title());
        document.output().ifPresent(output -> fact(page, "Output", output));
        fact(page, "Targets", document.targets().isEmpty() ? "not given" : String.join(", ", document.targets()));
        document.opset().ifPresent(opset -> fact(page, "Operation set", opset));
        document.raise().ifPresent(raise ->
                fact(page, "Raised", "from " + raise.summary() + "; needs " + raise.systems() + " or newer"));
        fact(page, "Weights", totals.compressed() + " compressed, " + totals.skipped() + " skipped, " + totals.left()
                + " left");
        Activations.lines(document.report().activations()).forEach(line -> {
            int colon = line.indexOf(": ");
            fact(page, "Activations", line.substring(colon + 2));
        });
        fact(page, "Weight bytes", Sizes.bytes(totals.originalBytes()) + " → " + Sizes.bytes(totals.storedBytes())
                + " (" + Sizes.ratio(totals.ratio()) + ", against float16 " + Sizes.ratio(totals.float16Ratio()) + ")");
        totals.outputBytes().ifPresent(bytes -> fact(page, "Output on disk", Sizes.bytes(bytes)));
        totals.minSnrDb().ifPresent(snr ->
                fact(page, "Lowest SNR", Sizes.decibels(snr) + (Double.isInfinite(snr) ? "" : " dB")));
        page.append("</dl>\n");
    }

    private static void fact(StringBuilder page, String term, String value) {
        page.append("<dt>").append(term).append("</dt><dd>").append(Html.escape(value)).append("</dd>\n");
    }

    private static void chart(StringBuilder page, String id, String title) {
        page.append("<h2>").append(title).append("</h2>\n<p class=\"note\">The 40 largest weights at most.</p>\n")
                .append("<div class=\"chart\"><canvas id=\"").append(id).append("\" role=\"img\" aria-label=\"")
                .append(title).append("\"></canvas></div>\n");
    }

    private static void table(StringBuilder page, List<LayerResult> layers) {
        page.append("<div class=\"wide\">\n<table id=\"weights\">\n<thead><tr>");
        for (Column column : COLUMNS) {
            page.append(column.key.isEmpty() ? "<th>" : "<th class=\"n\" data-key=\"" + column.key + "\">")
                    .append("<button type=\"button\">").append(column.title).append("</button></th>");
        }
        page.append("</tr></thead>\n<tbody>\n");
        layers.forEach(layer -> row(page, layer));
        page.append("</tbody>\n</table>\n</div>\n");
    }

    private static void row(StringBuilder page, LayerResult layer) {
        boolean sized = layer.basis() != Basis.UNKNOWN;
        boolean compressed = layer.status() == LayerResult.Status.COMPRESSED;
        String bound = layer.basis() == Basis.UPPER_BOUND ? "≤ " : "";
        page.append("<tr id=\"").append(anchor(layer.weight().id())).append("\" class=\"")
                .append(layer.status().word()).append('"');
        data(page, "bits", OptionalDouble.of(layer.bits()));
        data(page, "before", OptionalDouble.of(layer.originalBytes()));
        data(page, "after", sized ? OptionalDouble.of(layer.storedBytes()) : OptionalDouble.empty());
        data(page, "ratio", sized ? OptionalDouble.of(layer.ratio()) : OptionalDouble.empty());
        data(page, "snr", compressed ? layer.snrDb() : OptionalDouble.empty());
        page.append('>');
        cell(page, layer.weight().name());
        cell(page, layer.weight().consumers().isEmpty() ? "" : layer.weight().consumers().get(0).opType());
        cell(page, layer.weight().stored().shape().toString());
        cell(page, layer.form());
        number(page, "bits", Integer.toString(layer.bits()));
        number(page, "before", Sizes.bytes(layer.originalBytes()));
        number(page, "after", sized ? bound + Sizes.bytes(layer.storedBytes()) : "?");
        number(page, "ratio", sized ? Sizes.ratio(layer.ratio()) : "?");
        number(page, "snr", compressed && layer.snrDb().isPresent() ? Sizes.decibels(layer.snrDb().getAsDouble()) : "");
        page.append("<td class=\"why\">")
                .append(Html.escape(layer.status().word() + layer.reason().map(reason -> ": " + reason).orElse("")))
                .append("</td>");
        cell(page, layer.rule().map(rule -> rule.path() + " (line " + rule.line() + ")").orElse(""));
        page.append("</tr>\n");
    }

    /** A number for charts and sorting. One that is not finite, as the SNR without error, is none. */
    private static void data(StringBuilder page, String key, OptionalDouble value) {
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            page.append(String.format(Locale.ROOT, " data-%s=\"%s\"", key, plain(value.getAsDouble())));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.4f", value);
    }

    private static void cell(StringBuilder page, String text) {
        page.append("<td>").append(Html.escape(text)).append("</td>");
    }

    private static void number(StringBuilder page, String column, String text) {
        page.append("<td class=\"n\" data-column=\"").append(column).append("\">").append(Html.escape(text)).append("</td>");
    }
}
