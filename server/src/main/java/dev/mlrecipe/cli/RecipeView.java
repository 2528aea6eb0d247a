package dev.mlrecipe.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.report.RaiseFacts;
import dev.mlrecipe.report.ReportDocument;
import dev.mlrecipe.report.ReportJson;
import dev.mlrecipe.report.VariantsJson;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.RecipeRuns;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A recipe as commands show it. */
final class RecipeView {
    private RecipeView() {}

    /** A report of this recipe with paths as the user would give them. */
    static ReportDocument document(Path recipe, RecipeRun run, Report report) {
        return new ReportDocument(
                recipe.toString(),
                run.recipe().part().variant(),
                run.modelPath().map(RecipeView::shown).orElse(""),
                run.outputPath().map(RecipeView::shown),
                run.recipe().targets().stream().map(Located::value).map(target -> target.word()).toList(),
                run.model().flatMap(model -> model.index().opset()).map(own -> report.opset().word()),
                raise(run, report.opset()),
                report,
                Predictions.forReport(run));
    }

    /** The reports of a file as JSON: a report, or for variants all of them under the recipe's name. */
    static JsonNode json(Path recipe, RecipeRuns runs, List<ReportDocument> documents) {
        return runs.several()
                ? VariantsJson.of(recipe.toString(), documents)
                : ReportJson.of(documents.getFirst());
    }

    /** The name of a recipe in messages. */
    static String name(Path recipe, RecipeRun run) {
        String part = run.recipe().part().title();
        return recipe + (part.isEmpty() ? "" : " (" + part + ")");
    }

    private static Optional<RaiseFacts> raise(RecipeRun run, Opset to) {
        return run.raising(to)
                .map(raising -> new RaiseFacts(to, raising, Availability.load().since(to.specification())));
    }

    /** Relative to the working folder where it lies inside. */
    static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) && !path.equals(here) ? here.relativize(path).toString() : path.toString();
    }

    /** The exit code that findings ask for. */
    static int code(List<Finding> findings, Severity failOn) {
        if (findings.stream().anyMatch(finding -> finding.code().equals(Code.MODEL_UNREADABLE.word()))) {
            return ExitCode.INPUT;
        }
        return findings.stream().anyMatch(finding -> finding.severity().atLeast(failOn))
                ? ExitCode.FINDINGS
                : ExitCode.FINE;
    }

    /** What a recipe lacks to be run or planned, in one line; empty if nothing. */
    static Optional<String> lacking(Path recipe, RecipeRuns runs) {
        return runs.all().stream().allMatch(run -> run.recipe().model().isPresent())
                ? Optional.empty()
                : Optional.of(recipe + ": the recipe names no model; add a line such as"
                        + " \"model: Net.mlpackage\" (check works without)");
    }

    /** A model as a recipe names it that lies at {@code file}. */
    static String seenFrom(Path file, Path model) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return RecipePaths.seenFrom(folder, model.toAbsolutePath().normalize());
    }
}
