package dev.mlrecipe.report;

import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Totals;
import dev.mlrecipe.report.TextTable.Align;
import dev.mlrecipe.technique.Proposal.Basis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A report for a terminal or a log: a row for every weight, then the totals. Vectors that nobody asked to compress
 * (biases, normalisation parameters) share one line; JSON and HTML list them.
 */
public final class ReportText {
    private ReportText() {}

    /** The table and the totals, each line with a line feed. */
    public static String render(ReportDocument document, boolean colour) {
        TextTable table = new TextTable()
                .column("weight", Align.LEFT)
                .column("shape", Align.LEFT)
                .column("form", Align.LEFT)
                .column("bits", Align.RIGHT)
                .column("before", Align.RIGHT)
                .column("after", Align.RIGHT)
                .column("ratio", Align.RIGHT)
                .column("SNR dB", Align.RIGHT)
                .column("status", Align.LEFT);
        List<LayerResult> layers = document.report().layers();
        layers.stream().filter(layer -> !isVectorLeft(layer)).forEach(layer -> row(table, layer));
        String predictions = document.predictions().isEmpty()
                ? ""
                : PredictionText.devices(document.predictions(), colour);
        String raise = document.raise().map(facts -> facts.text(colour)).orElse("");
        String title = document.variant()
                .map(variant -> Ink.BOLD.paint("variant " + Ink.harmless(variant), colour) + '\n')
                .orElse("");
        return title + table.render(colour) + vectorsLeft(layers, colour) + activations(document) + raise
                + totals(document, colour)
                + AccuracyText.render(document.report().accuracy(), colour) + predictions;
    }

    private static boolean isVectorLeft(LayerResult layer) {
        return layer.status() == LayerResult.Status.LEFT
                && layer.weight().stored().shape().rank() <= 1;
    }

    private static String vectorsLeft(List<LayerResult> layers, boolean colour) {
        List<LayerResult> vectors = layers.stream().filter(ReportText::isVectorLeft).toList();
        if (vectors.isEmpty()) {
            return "";
        }
        long bytes = vectors.stream().mapToLong(LayerResult::storedBytes).sum();
        String line = "left: " + vectors.size() + (vectors.size() == 1 ? " weight" : " weights") + " of rank 1 ("
                + Sizes.bytes(bytes) + ": biases and the like)";
        return Ink.DIM.paint(line, colour) + '\n';
    }

    private static String activations(ReportDocument document) {
        return Activations.lines(document.report().activations()).stream()
                .map(line -> line + '\n')
                .collect(Collectors.joining());
    }

    private static void row(TextTable table, LayerResult layer) {
        String mark = layer.basis() == Basis.EXACT ? "" : layer.basis() == Basis.UPPER_BOUND ? "<= " : "? ";
        boolean sized = layer.basis() != Basis.UNKNOWN;
        table.row(
                ink(layer.status()),
                Ink.harmless(layer.weight().name()),
                layer.weight().stored().shape().toString(),
                layer.form(),
                Integer.toString(layer.bits()),
                Sizes.bytes(layer.originalBytes()),
                sized ? mark + Sizes.bytes(layer.storedBytes()) : "?",
                sized ? Sizes.ratio(layer.ratio()) : "?",
                layer.status() == LayerResult.Status.COMPRESSED && layer.snrDb().isPresent()
                        ? Sizes.decibels(layer.snrDb().getAsDouble())
                        : "",
                layer.status().word() + layer.reason().map(reason -> ": " + Ink.harmless(reason)).orElse(""));
    }

    private static Ink ink(LayerResult.Status status) {
        return switch (status) {
            case COMPRESSED -> Ink.PLAIN;
            case SKIPPED -> Ink.YELLOW;
            case LEFT -> Ink.DIM;
        };
    }

    private static String totals(ReportDocument document, boolean colour) {
        Totals totals = document.report().totals();
        boolean exact = document.report().layers().stream().allMatch(layer -> layer.basis() == Basis.EXACT);
        List<String> parts = new ArrayList<>();
        parts.add(totals.layers() + " weights: " + totals.compressed() + " compressed, " + totals.skipped()
                + " skipped, " + totals.left() + " left");
        parts.add(Sizes.bytes(totals.originalBytes()) + " -> " + (exact ? "" : "about ")
                + Sizes.bytes(totals.storedBytes()) + " (" + Sizes.ratio(totals.ratio()) + ", against float16 "
                + Sizes.ratio(totals.float16Ratio()) + ")");
        totals.minSnrDb().ifPresent(snr -> parts.add("lowest SNR " + Sizes.decibels(snr)
                + (Double.isInfinite(snr) ? "" : " dB")));
        StringBuilder out = new StringBuilder();
        out.append(Ink.BOLD.paint(String.join("; ", parts), colour)).append('\n');
        document.output().ifPresent(output -> {
            out.append(Ink.harmless(document.model())).append(" -> ").append(Ink.harmless(output));
            totals.outputBytes().ifPresent(bytes -> out.append(", ")
                    .append(Sizes.bytes(bytes))
                    .append(" on disk, in ")
                    .append(Sizes.seconds(totals.seconds())));
            out.append('\n');
        });
        return out.toString();
    }
}
