package dev.mlrecipe.report;

import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.report.TextTable.Align;
import dev.mlrecipe.technique.Proposal.Basis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Variants side by side as a table for a terminal; a star marks those that no other beats. */
public final class VariantText {
    private VariantText() {}

    /** @param colour whether the terminal shows colours */
    public static String render(VariantComparison comparison, boolean colour) {
        TextTable table = new TextTable()
                .column("", Align.LEFT)
                .column(comparison.what(), Align.LEFT)
                .column("weights", Align.RIGHT)
                .column("ratio", Align.RIGHT);
        if (comparison.measured()) {
            table.column("on disk", Align.RIGHT)
                    .column("SNR dB", Align.RIGHT)
                    .column("lowest", Align.RIGHT)
                    .column("time", Align.RIGHT);
        }
        if (comparison.onSamples()) {
            table.column("output SNR", Align.RIGHT).column("cosine", Align.RIGHT);
        }
        if (comparison.choosesClasses()) {
            table.column("same class", Align.RIGHT).column("accuracy", Align.RIGHT);
        }
        comparison.devices().forEach(device -> table.column(Ink.harmless(device) + " ms", Align.RIGHT));
        comparison.rows().forEach(row -> table.row(row.best() ? Ink.BOLD : Ink.PLAIN, cells(comparison, row)));
        String note = comparison.isChoice()
                ? Ink.DIM.paint("* no other is at least as small and as exact", colour) + '\n'
                : "";
        return table.render(colour) + note;
    }

    private static String[] cells(VariantComparison comparison, VariantRow row) {
        boolean sized = row.basis() != Basis.UNKNOWN;
        List<String> cells = new ArrayList<>(List.of(
                row.best() ? "*" : "",
                Ink.harmless(row.name()),
                sized ? (row.basis() == Basis.EXACT ? "" : "<= ") + Sizes.bytes(row.storedBytes()) : "?",
                sized ? Sizes.ratio(row.ratio()) : "?"));
        if (comparison.measured()) {
            cells.add(row.outputBytes().isPresent() ? Sizes.bytes(row.outputBytes().getAsLong()) : "");
            cells.add(decibels(row.snrDb()));
            cells.add(decibels(row.minSnrDb()));
            cells.add(row.outputBytes().isPresent() ? Sizes.seconds(row.seconds()) : "");
        }
        if (comparison.onSamples()) {
            cells.add(row.output().map(output -> Sizes.decibels(output.snrDb())).orElse(""));
            cells.add(row.output().map(output -> AccuracyText.cosine(output.meanCosine())).orElse(""));
        }
        if (comparison.choosesClasses()) {
            cells.add(row.output().map(output -> AccuracyText.percent(output.agreement())).orElse(""));
            cells.add(accuracy(row));
        }
        comparison.devices().forEach(device -> cells.add(Optional.ofNullable(row.latencies().get(device))
                .map(entry -> PredictionText.ms(entry.latency().value()) + (entry.isMeasured() ? " measured" : ""))
                .orElse("")));
        return cells.toArray(String[]::new);
    }

    /** What of the samples the variant classifies as labelled. */
    static String accuracy(VariantRow row) {
        return row.output()
                .flatMap(OutputAccuracy::labelled)
                .map(labelled -> AccuracyText.percent(labelled.compressed()))
                .orElse("");
    }

    static String decibels(OptionalDouble snr) {
        return snr.isPresent() ? Sizes.decibels(snr.getAsDouble()) : "";
    }
}
