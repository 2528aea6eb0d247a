package dev.mlrecipe.report;

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
        comparison.devices().forEach(device -> cells.add(Optional.ofNullable(row.latencies().get(device))
                .map(entry -> PredictionText.ms(entry.latency().value()) + (entry.isMeasured() ? " measured" : ""))
                .orElse("")));
        return cells.toArray(String[]::new);
    }

    static String decibels(OptionalDouble snr) {
        return snr.isPresent() ? Sizes.decibels(snr.getAsDouble()) : "";
    }
}
