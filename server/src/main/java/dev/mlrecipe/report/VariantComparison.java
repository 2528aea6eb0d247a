package dev.mlrecipe.report;

import java.util.List;

/**
 * The variants of a recipe beside each other: size against error.
 *
 * @param recipe path of the recipe, as the user gave it
 * @param rows in the order of the recipe
 */
public record VariantComparison(String recipe, List<VariantRow> rows) {
    public VariantComparison {
        rows = List.copyOf(rows);
    }

    /** @param documents reports of the variants of one recipe */
    public static VariantComparison of(String recipe, List<ReportDocument> documents) {
        List<VariantRow> rows = documents.stream().map(VariantRow::of).toList();
        return new VariantComparison(
                recipe,
                rows.stream()
                        .map(row -> row.asBest(
                                row.snrDb().isPresent() && rows.stream().noneMatch(other -> other.beats(row))))
                        .toList());
    }

    /** Names of the devices that something is predicted or measured for, in the order of the recipe. */
    List<String> devices() {
        return rows.stream().flatMap(row -> row.latencies().keySet().stream()).distinct().toList();
    }

    /** Whether runs have measured something. */
    boolean measured() {
        return rows.stream().anyMatch(row -> row.snrDb().isPresent());
    }
}
