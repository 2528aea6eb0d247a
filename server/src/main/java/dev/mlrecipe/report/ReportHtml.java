package dev.mlrecipe.report;

import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Totals;
import dev.mlrecipe.technique.Proposal.Basis;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A report as one self-contained page: totals, a chart of bytes before and after, and the table. Nothing is loaded and
 * no script runs; a content security policy says so to the browser. Names that come from models and recipes are
 * escaped.
 */
public final class ReportHtml {
    private static final String STYLE =
            """
            :root { color-scheme: light dark; --before: #9aa5b1; --after: #2f7ed8; --line: #8884; }
            body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1200px; padding: 0 1rem; }
            h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
            dt { opacity: .7; } dd { margin: 0; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; }
            th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
            td.why { white-space: normal; min-width: 16rem; }
            tr.skipped { color: #b45309; } tr.left { opacity: .65; }
            svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
            svg .before { fill: var(--before); } svg .after { fill: var(--after); }
            """;
    private static final int ROW = 30;
    private static final int NAMES = 300;
    private static final int BARS = 620;
    private static final int NUMBERS = 200;
    private static final int LONGEST_NAME = 44;

    private ReportHtml() {}

    /** The page. */
    public static String render(ReportDocument document) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
                .append(sha256(STYLE))
                .append("'\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
        page.append("<title>").append(Html.escape(document.model())).append("</title>\n");
        page.append("<style>").append(STYLE).append("</style>\n</head>\n<body>\n");
        page.append("<h1>").append(Html.escape(document.model())).append("</h1>\n");
        summary(page, document);
        page.append("<h2>Bytes before and after</h2>\n<div class=\"wide\">\n");
        chart(page, document.report().layers());
        page.append("</div>\n<h2>Weights</h2>\n<div class=\"wide\">\n");
        table(page, document.report().layers());
        return page.append("</div>\n</body>\n</html>\n").toString();
    }

    private static void summary(StringBuilder page, ReportDocument document) {
        Totals totals = document.report().totals();
        page.append("<dl>\n");
        fact(page, "Recipe", document.recipe());
        document.output().ifPresent(output -> fact(page, "Output", output));
        fact(page, "Targets", document.targets().isEmpty() ? "not given" : String.join(", ", document.targets()));
        document.opset().ifPresent(opset -> fact(page, "Operation set", opset));
        fact(page, "Weights", totals.compressed() + " compressed, " + totals.skipped() + " skipped, " + totals.left()
                + " left");
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

    private static void chart(StringBuilder page, List<LayerResult> layers) {
        long largest = layers.stream()
                .mapToLong(layer -> Math.max(layer.originalBytes(), layer.storedBytes()))
                .max()
                .orElse(1);
        int width = NAMES + BARS + NUMBERS;
        int height = ROW * layers.size();
        page.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Bytes per weight\" width=\"")
                .append(width).append("\" height=\"").append(height).append("\" viewBox=\"0 0 ")
                .append(width).append(' ').append(height).append("\">\n");
        int y = 0;
        for (LayerResult layer : layers) {
            String name = layer.weight().name();
            page.append("<g><title>").append(Html.escape(name)).append("</title>");
            label(page, NAMES - 8, y + 18, "end", shortened(name));
            bar(page, "before", y + 4, layer.originalBytes(), largest);
            bar(page, "after", y + 15, layer.storedBytes(), largest);
            double end = NAMES + 8 + length(Math.max(layer.originalBytes(), layer.storedBytes()), largest);
            label(page, end, y + 18, "start",
                    Sizes.bytes(layer.originalBytes()) + " → " + Sizes.bytes(layer.storedBytes()));
            page.append("</g>\n");
            y += ROW;
        }
        page.append("</svg>\n");
    }

    private static void bar(StringBuilder page, String kind, int y, long bytes, long largest) {
        page.append(String.format(
                Locale.ROOT, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"10\"/>", kind, NAMES, y,
                length(bytes, largest)));
    }

    private static void label(StringBuilder page, double x, int y, String anchor, String text) {
        page.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>", x, y, anchor,
                Html.escape(text)));
    }

    private static double length(long bytes, long largest) {
        return Math.max(0.5, (double) bytes / Math.max(1, largest) * BARS);
    }

    private static String shortened(String name) {
        int length = name.codePointCount(0, name.length());
        return length <= LONGEST_NAME
                ? name
                : "…" + name.substring(name.offsetByCodePoints(0, length - LONGEST_NAME + 1));
    }

    private static void table(StringBuilder page, List<LayerResult> layers) {
        page.append("<table>\n<thead><tr><th>Weight</th><th>Operation</th><th>Shape</th><th>Form</th>"
                + "<th class=\"n\">Bits</th><th class=\"n\">Before</th><th class=\"n\">After</th>"
                + "<th class=\"n\">Ratio</th><th class=\"n\">SNR dB</th><th>Status</th><th>Rule</th></tr></thead>\n"
                + "<tbody>\n");
        layers.forEach(layer -> row(page, layer));
        page.append("</tbody>\n</table>\n");
    }

    private static void row(StringBuilder page, LayerResult layer) {
        boolean sized = layer.basis() != Basis.UNKNOWN;
        String bound = layer.basis() == Basis.UPPER_BOUND ? "≤ " : "";
        page.append("<tr class=\"").append(layer.status().word()).append("\">");
        cell(page, "", layer.weight().name());
        cell(page, "", layer.weight().consumers().isEmpty() ? "" : layer.weight().consumers().get(0).opType());
        cell(page, "", layer.weight().stored().shape().toString());
        cell(page, "", layer.form());
        cell(page, "n", Integer.toString(layer.bits()));
        cell(page, "n", Sizes.bytes(layer.originalBytes()));
        cell(page, "n", sized ? bound + Sizes.bytes(layer.storedBytes()) : "?");
        cell(page, "n", sized ? Sizes.ratio(layer.ratio()) : "?");
        cell(page, "n", layer.status() == LayerResult.Status.COMPRESSED && layer.snrDb().isPresent()
                ? Sizes.decibels(layer.snrDb().getAsDouble())
                : "");
        cell(page, "why", layer.status().word() + layer.reason().map(reason -> ": " + reason).orElse(""));
        cell(page, "", layer.rule().map(rule -> rule.path() + " (line " + rule.line() + ")").orElse(""));
        page.append("</tr>\n");
    }

    private static void cell(StringBuilder page, String kind, String text) {
        page.append(kind.isEmpty() ? "<td>" : "<td class=\"" + kind + "\">").append(Html.escape(text)).append("</td>");
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
