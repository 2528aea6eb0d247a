package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.digest.Sha256;
import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.report.PredictionDocument;
import dev.mlrecipe.report.RaiseFacts;
import dev.mlrecipe.report.ReportDocument;
import dev.mlrecipe.report.ReportHtml;
import dev.mlrecipe.report.VariantComparison;
import dev.mlrecipe.report.VariantsHtml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reports as pages, in the user's cache folder and not in the workspace.
 *
 * @param folder where they are written; empty if there is no place for them
 */
record Reporting(Optional<Path> folder) {

    /**
     * Writes the report of a document: what the last run measured, or where the recipe has changed since, what a run
     * would give.
     *
     * @param variant the only variant that is wanted
     * @return empty without a model, or if the page cannot be written
     */
    Optional<Path> write(Understanding document, Optional<String> variant) {
        List<ReportDocument> reports = document.snapshot().parts().stream()
                .filter(part -> variant.isEmpty() || part.part().variant().equals(variant))
                .flatMap(part -> about(document, part).stream())
                .toList();
        if (folder.isEmpty() || reports.isEmpty() || document.file().isEmpty()) {
            return Optional.empty();
        }
        Path page = folder.get().resolve("reports").resolve(name(document.file().get(), variant));
        try {
            Files.createDirectories(page.getParent());
            Path fresh = Files.createTempFile(page.getParent(), "new-", ".html");
            Files.writeString(fresh, page(document, variant, reports));
            Files.move(fresh, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return Optional.of(page);
        } catch (IOException refused) {
            return Optional.empty();
        }
    }

    /** Of one recipe its report; of a file with several variants their comparison. */
    private static String page(Understanding document, Optional<String> variant, List<ReportDocument> reports) {
        if (variant.isPresent() || document.parsed().several().isEmpty()) {
            return ReportHtml.render(reports.getFirst());
        }
        String recipe = document.file().orElseThrow().getFileName().toString();
        return VariantsHtml.render(VariantComparison.of(recipe, reports), Map.of());
    }

    private static Optional<ReportDocument> about(Understanding document, Snapshot part) {
        return document.file().flatMap(file ->
                document.report(part).or(part::planned).map(report -> about(file, part, report)));
    }

    private static ReportDocument about(Path recipe, Snapshot snapshot, Report report) {
        Optional<String> opset = snapshot.analysis().planning().map(Planning::plan).map(plan -> plan.opset().word());
        return new ReportDocument(
                recipe.getFileName().toString(),
                snapshot.part().variant(),
                snapshot.paths().flatMap(paths -> paths.model()).map(Path::toString).orElse(""),
                snapshot.paths().flatMap(paths -> paths.output()).map(Path::toString),
                snapshot.parsed().recipe().targets().stream()
                        .map(Located::value)
                        .map(target -> target.word())
                        .toList(),
                opset,
                raise(snapshot, report.opset()),
                report,
                snapshot.part().variant().isEmpty() ? List.of() : predictions(snapshot));
    }

    /** For comparing variants: what is known of the first device. */
    private static List<PredictionDocument.Entry> predictions(Snapshot snapshot) {
        return snapshot.analysis().forecast().stream()
                .map(known -> new PredictionDocument.Entry(known.result(), known.baseline(), known.measured()))
                .toList();
    }

    private static Optional<RaiseFacts> raise(Snapshot snapshot, Opset to) {
        return snapshot.model() instanceof ModelState.Read read
                ? read.raising()
                        .filter(raising -> raising.from().filter(own -> own != to).isPresent())
                        .map(raising -> new RaiseFacts(
                                to,
                                raising.to(to),
                                snapshot.vocabulary().availability().since(to.specification())))
                : Optional.empty();
    }

    /** One page for each recipe, whatever its name. */
    private static String name(Path recipe, Optional<String> variant) {
        String whole = recipe + variant.map(word -> "\n" + word).orElse("");
        byte[] digest = Sha256.of(whole);
        return HexFormat.of().formatHex(digest, 0, 12) + ".html";
    }
}
