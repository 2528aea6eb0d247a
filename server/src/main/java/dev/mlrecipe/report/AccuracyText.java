package dev.mlrecipe.report;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.report.TextTable.Align;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What was measured on samples, for a terminal or a log: a row for every output, then the worst layers. */
public final class AccuracyText {
    /** Layers that text names; JSON and HTML have all. */
    private static final int LAYERS = 5;

    private AccuracyText() {}

    /** Lines, each with a line feed; none where nobody measured. */
    static String render(Accuracy accuracy, boolean colour) {
        return switch (accuracy) {
            case Accuracy.Unknown unknown -> "";
            case Accuracy.NotMeasured not ->
                Ink.DIM.paint("accuracy not measured: " + Ink.harmless(not.reason()), colour) + '\n';
            case Accuracy.Measured measured -> render(measured, colour);
        };
    }

    private static String render(Accuracy.Measured measured, boolean colour) {
        TextTable table = new TextTable()
                .column("output on " + samples(measured.samples()), Align.LEFT)
                .column("SNR dB", Align.RIGHT)
                .column("PSNR dB", Align.RIGHT)
                .column("cosine", Align.RIGHT)
                .column("lowest", Align.RIGHT);
        boolean classes = measured.outputs().stream().anyMatch(output -> output.agreement().isPresent());
        boolean labels = measured.outputs().stream().anyMatch(output -> output.labelled().isPresent());
        if (classes) {
            table.column("same class", Align.RIGHT);
        }
        if (labels) {
            table.column("accuracy", Align.RIGHT);
        }
        for (OutputAccuracy output : measured.outputs()) {
            List<String> cells = new ArrayList<>(List.of(
                    Ink.harmless(output.output()),
                    Sizes.decibels(output.snrDb()),
                    Sizes.decibels(output.psnrDb()),
                    cosine(output.meanCosine()),
                    cosine(output.minCosine())));
            if (classes) {
                cells.add(percent(output.agreement()));
            }
            if (labels) {
                cells.add(output.labelled().map(AccuracyText::change).orElse(""));
            }
            table.row(Ink.PLAIN, cells.toArray(String[]::new));
        }
        return '\n' + table.render(colour) + layers(measured, colour) + problems(measured, colour);
    }

    private static String layers(Accuracy.Measured measured, boolean colour) {
        List<LayerAccuracy> off = measured.worst().stream()
                .filter(layer -> layer.snrDb() != Double.POSITIVE_INFINITY)
                .toList();
        if (off.isEmpty()) {
            return "";
        }
        String names = off.stream()
                .limit(LAYERS)
                .map(layer -> Ink.harmless(layer.op()) + " " + Sizes.decibels(layer.snrDb()))
                .collect(Collectors.joining(", "));
        String more = off.size() > LAYERS ? ", and " + (off.size() - LAYERS) + " more" : "";
        return Ink.DIM.paint("layers furthest off, SNR dB of what they compute: " + names + more, colour) + '\n';
    }

    private static String problems(Accuracy.Measured measured, boolean colour) {
        return measured.problems().isEmpty()
                ? ""
                : Ink.YELLOW.paint("not computed: " + Ink.harmless(String.join("; ", measured.problems())), colour) + '\n';
    }

    static String samples(int samples) {
        return samples == 1 ? "1 sample" : samples + " samples";
    }

    /** Four digits, rounded down: 1 is exactly that. */
    public static String cosine(double cosine) {
        return cosine == 1 ? "1" : String.format(Locale.ROOT, "%.4f", Math.floor(cosine * 10_000) / 10_000);
    }

    static String percent(OptionalDouble share) {
        return share.isPresent() ? percent(share.getAsDouble()) : "";
    }

    /** For example {@code 99.5 %}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, share == 1 ? "%.0f %%" : "%.1f %%", 100 * share);
    }

    /** For example {@code 99.7 % -> 99.5 %}. */
    public static String change(OutputAccuracy.Labelled labelled) {
        return percent(labelled.original()) + " -> " + percent(labelled.compressed());
    }
}
