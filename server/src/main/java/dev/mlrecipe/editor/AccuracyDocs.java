package dev.mlrecipe.editor;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.report.AccuracyText;
import dev.mlrecipe.report.Sizes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a run measured on samples, in Markdown and in few words. */
final class AccuracyDocs {
    private static final int LAYERS = 5;

    private AccuracyDocs() {}

    /** The figures of all outputs as a table, after an empty line; nothing where nobody measured. */
    static String of(Accuracy accuracy) {
        return switch (accuracy) {
            case Accuracy.Unknown unknown -> "";
            case Accuracy.NotMeasured not -> "\n\nAccuracy was not measured: " + Markdown.plain(not.reason());
            case Accuracy.Measured measured -> "\n\n" + table(measured) + layers(measured);
        };
    }

    private static String table(Accuracy.Measured measured) {
        String samples = measured.samples() == 1 ? "1 sample" : measured.samples() + " samples";
        StringBuilder text = new StringBuilder(Markdown.head(
                "output on " + samples, "SNR dB:", "PSNR dB:", "cosine:", "lowest:", "same class:", "accuracy:"));
        for (OutputAccuracy output : measured.outputs()) {
            text.append(Markdown.row(List.of(
                    Markdown.code(output.output()),
                    Sizes.decibels(output.snrDb()),
                    Sizes.decibels(output.psnrDb()),
                    AccuracyText.cosine(output.meanCosine()),
                    AccuracyText.cosine(output.minCosine()),
                    output.agreement().isPresent() ? AccuracyText.percent(output.agreement().getAsDouble()) : "",
                    output.labelled().map(AccuracyDocs::change).orElse(""))));
        }
        return text.toString().stripTrailing();
    }

    private static String change(OutputAccuracy.Labelled labelled) {
        return AccuracyText.percent(labelled.original()) + " → " + AccuracyText.percent(labelled.compressed());
    }

    private static String layers(Accuracy.Measured measured) {
        List<LayerAccuracy> worst = measured.worst().stream()
                .filter(layer -> layer.snrDb() != Double.POSITIVE_INFINITY)
                .toList();
        if (worst.isEmpty()) {
            return "";
        }
        return "\n\nLayers furthest off, SNR of what they compute: " + worst.stream()
                .limit(LAYERS)
                .map(layer -> Markdown.code(layer.op()) + " " + Sizes.decibels(layer.snrDb()) + " dB")
                .collect(Collectors.joining(", "));
    }

    /** What the operations that read a weight compute, the worst of them, for example {@code 17.7}; empty if unknown. */
    static String layer(Accuracy accuracy, Weight weight) {
        return accuracy.measured().stream()
                .flatMap(measured -> weight.consumers().stream().flatMap(use -> measured.layer(use.op()).stream()))
                .min(Comparator.comparingDouble(LayerAccuracy::snrDb))
                .map(layer -> Sizes.decibels(layer.snrDb()))
                .orElse("");
    }

    /** The output that is furthest off, for example {@code logits 24.8 dB, same class 100 %}. */
    static Optional<String> inShort(Accuracy accuracy) {
        return accuracy.measured()
                .flatMap(measured -> measured.outputs().stream()
                        .min(Comparator.comparingDouble(OutputAccuracy::snrDb)))
                .map(AccuracyDocs::inShort);
    }

    private static String inShort(OutputAccuracy output) {
        List<String> parts = new ArrayList<>();
        String error = Sizes.decibels(output.snrDb());
        parts.add(Names.line(output.output()) + " " + (Double.isFinite(output.snrDb()) ? error + " dB" : error));
        output.labelled().ifPresentOrElse(
                labelled -> parts.add("accuracy " + change(labelled)),
                () -> output.agreement().ifPresent(share -> parts.add("same class " + AccuracyText.percent(share))));
        return String.join(", ", parts);
    }
}
