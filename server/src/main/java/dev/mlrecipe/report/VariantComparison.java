package dev.mlrecipe.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variants of a recipe beside each other: size against error.
 *
 * @param recipe path of the recipe, as the user gave it
 * @param what what the rows are: variants or models
 * @param rows in the order of the recipe
 */
public record VariantComparison(String recipe, String what, List<VariantRow> rows) {
    public VariantComparison {
        rows = List.copyOf(rows);
    }

    /** @param documents reports of the recipes of one file */
    public static VariantComparison of(String recipe, List<ReportDocument> documents) {
        return documents.stream().anyMatch(document -> document.variant().isPresent())
                ? variants(recipe, documents)
                : models(recipe, documents);
    }

    private static VariantComparison variants(String recipe, List<ReportDocument> documents) {
        Map<String, List<ReportDocument>> byVariant = new LinkedHashMap<>();
        documents.forEach(document ->
                byVariant.computeIfAbsent(document.name(), name -> new ArrayList<>()).add(document));
        List<VariantRow> rows = byVariant.entrySet().stream()
                .map(variant -> VariantRow.of(variant.getKey(), variant.getValue()))
                .toList();
        return new VariantComparison(
                recipe,
                "variant",
                rows.stream()
                        .map(row -> row.asBest(
                                row.snrDb().isPresent() && rows.stream().noneMatch(other -> other.beats(row))))
                        .toList());
    }

    /** Models are no choices: a row for each, and all together. */
    private static VariantComparison models(String recipe, List<ReportDocument> documents) {
        List<VariantRow> rows = new ArrayList<>();
        documents.forEach(document -> rows.add(VariantRow.of(document.name(), List.of(document))));
        rows.add(VariantRow.of("total", documents));
        return new VariantComparison(recipe, "model", rows);
    }

    /** Whether its rows are variants, one of which will be chosen. */
    boolean isChoice() {
        return rows.stream().anyMatch(VariantRow::best);
    }

    /** Names of the devices that something is predicted or measured for, in the order of the recipe. */
    List<String> devices() {
        return rows.stream().flatMap(row -> row.latencies().keySet().stream()).distinct().toList();
    }

    /** Whether outputs were measured on samples. */
    boolean onSamples() {
        return rows.stream().anyMatch(row -> row.output().isPresent());
    }

    /** Whether outputs choose classes. */
    boolean choosesClasses() {
        return rows.stream().anyMatch(row -> row.output().stream().anyMatch(output -> output.agreement().isPresent()));
    }

    /** Whether runs have measured something. */
    boolean measured() {
        return rows.stream().anyMatch(row -> row.snrDb().isPresent());
    }
}
