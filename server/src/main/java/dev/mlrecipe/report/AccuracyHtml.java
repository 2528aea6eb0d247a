package dev.mlrecipe.report;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;

/** What was measured on samples, as a part of a page. Names are escaped. */
final class AccuracyHtml {
    private AccuracyHtml() {}

    static void append(StringBuilder page, Accuracy accuracy) {
        switch (accuracy) {
            case Accuracy.Unknown unknown -> {}
            case Accuracy.NotMeasured not -> page.append("<h2>Accuracy</h2>\n<p class=\"note\">Not measured: ")
                    .append(Html.escape(not.reason())).append("</p>\n");
            case Accuracy.Measured measured -> append(page, measured);
        }
    }

    private static void append(StringBuilder page, Accuracy.Measured measured) {
        page.append("<h2>Accuracy</h2>\n<p class=\"note\">Against the original model on ")
                .append(AccuracyText.samples(measured.samples())).append(".</p>\n<div class=\"wide\">\n")
                .append("<table id=\"outputs\">\n<thead><tr><th>Output</th><th class=\"n\">SNR dB</th>")
                .append("<th class=\"n\">PSNR dB</th><th class=\"n\">Cosine</th><th class=\"n\">Lowest cosine</th>")
                .append("<th class=\"n\">Same class</th><th class=\"n\">Accuracy</th></tr></thead>\n<tbody>\n");
        measured.outputs().forEach(output -> row(page, output));
        page.append("</tbody>\n</table>\n</div>\n");
        measured.problems().forEach(problem ->
                page.append("<p class=\"note\">Not computed: ").append(Html.escape(problem)).append("</p>\n"));
        if (!measured.layers().isEmpty()) {
            layers(page, measured);
        }
    }

    private static void row(StringBuilder page, OutputAccuracy output) {
        page.append("<tr><td>").append(Html.escape(output.output())).append("</td>");
        number(page, Sizes.decibels(output.snrDb()));
        number(page, Sizes.decibels(output.psnrDb()));
        number(page, AccuracyText.cosine(output.meanCosine()));
        number(page, AccuracyText.cosine(output.minCosine()));
        number(page, AccuracyText.percent(output.agreement()));
        number(page, output.labelled().map(AccuracyText::change).orElse("").replace("->", "→"));
        page.append("</tr>\n");
    }

    private static void layers(StringBuilder page, Accuracy.Measured measured) {
        page.append("<details>\n<summary>What layers with compressed weights compute, worst first</summary>\n")
                .append("<div class=\"wide\">\n<table id=\"layer-outputs\">\n<thead><tr><th>Operation</th><th>Type</th>")
                .append("<th class=\"n\">SNR dB</th></tr></thead>\n<tbody>\n");
        for (LayerAccuracy layer : measured.worst()) {
            page.append("<tr><td>").append(Html.escape(layer.op())).append("</td><td>")
                    .append(Html.escape(layer.type())).append("</td>");
            number(page, Sizes.decibels(layer.snrDb()));
            page.append("</tr>\n");
        }
        page.append("</tbody>\n</table>\n</div>\n</details>\n");
    }

    private static void number(StringBuilder page, String text) {
        page.append("<td class=\"n\">").append(Html.escape(text)).append("</td>");
    }
}
