package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.session.ModelFacts;
import dev.mlrecipe.session.PlacedRecipe;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of a document in its surroundings. Immutable: whatever follows from the two is computed at most once, by
 * whoever needs it first.
 */
final class Understanding {
    private final Version version;
    private final Around around;
    private final Optional<Path> file;
    private final Lazy<Optional<PlacedRecipe>> placed;
    private final Lazy<Snapshot> snapshot;

    /** @param file where the document lies; empty if it has no place on disk */
    Understanding(Version version, Around around, Optional<Path> file) {
        this.version = version;
        this.around = around;
        this.file = file;
        this.placed = new Lazy<>(this::place);
        this.snapshot = new Lazy<>(this::analyse);
    }

    Version version() {
        return version;
    }

    Around around() {
        return around;
    }

    Text text() {
        return version.text();
    }

    Optional<Path> file() {
        return file;
    }

    /** What the text alone tells. */
    ParsedRecipe parsed() {
        return version.parsed();
    }

    /** With its place on disk; looks at the disk. Empty without one. */
    Optional<PlacedRecipe> placed() {
        return placed.get();
    }

    /** Where the model that the text names lies, if it may be read. */
    Optional<Path> modelPath() {
        return placed().filter(p -> p.forbiddenModel().isEmpty()).flatMap(p -> p.paths().model());
    }

    /** Whether the model that the text names is the one of the surroundings. */
    boolean knowsItsModel() {
        return modelPath().equals(around.model().path());
    }

    /** Everything. */
    Snapshot snapshot() {
        return snapshot.get();
    }

    /** At once: everything if it is known already, else without what the plan tells. */
    Snapshot quick() {
        if (snapshot.isKnown()) {
            return snapshot.get();
        }
        Optional<RecipePaths> paths = file.map(path -> RecipePaths.of(path, parsed().recipe()));
        Analysis nothing = new Analysis(parsed().findings(), Optional.empty());
        return of(parsed(), paths, around.model(), nothing, Optional.empty());
    }

    /** Whether the model's content is what a fingerprint says; reads all of it. */
    boolean modelHas(String fingerprint) {
        return around.model().facts().isPresent() && around.model().fingerprint().equals(Optional.of(fingerprint));
    }

    /** What a run of exactly this plan gave, if there was one. */
    Optional<Report> report() {
        Snapshot all = snapshot();
        return around.results().flatMap(results -> all.analysis()
                .planning()
                .flatMap(planning -> results.report(planning.plan(), all.planned().orElseThrow())));
    }

    private Optional<PlacedRecipe> place() {
        return file.map(path -> {
            try {
                return PlacedRecipe.of(parsed(), path, Optional.empty(), around.boundary());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
    }

    private Snapshot analyse() {
        ParsedRecipe recipe = placed().map(PlacedRecipe::parsed).orElse(parsed());
        Optional<RecipePaths> paths = placed().map(PlacedRecipe::paths);
        KnownModel model = model();
        Surroundings beside =
                placed().map(here -> around.surroundings().with(here.measured()).with(here.statistics()))
                        .orElse(around.surroundings());
        Analysis before = Analysis.of(recipe, paths, model.state(), beside, Optional.empty());
        Optional<Plan> plan = before.planning().map(Planning::plan);
        Optional<Report> planned = model.facts().flatMap(facts -> plan.map(facts::planned));
        Optional<Report> report = around.running().isPresent()
                ? Optional.empty()
                : around.results().flatMap(results -> plan.flatMap(p -> results.report(p, planned.get())));
        Analysis analysis = report.isEmpty() ? before : Analysis.of(recipe, paths, model.state(), beside, report);
        return of(recipe, paths, model, analysis, planned);
    }

    /** The model that the text names, as far as it is known. */
    private KnownModel model() {
        Optional<PlacedRecipe> here = placed();
        if (here.flatMap(PlacedRecipe::forbiddenModel).isPresent()) {
            Path path = here.get().paths().model().orElseThrow();
            return KnownModel.unreadable(path, path + ": " + here.get().forbiddenModel().get());
        }
        return knowsItsModel() ? around.model() : KnownModel.NONE;
    }

    private Snapshot of(
            ParsedRecipe recipe,
            Optional<RecipePaths> paths,
            KnownModel model,
            Analysis analysis,
            Optional<Report> planned) {
        return new Snapshot(
                recipe,
                paths,
                model.state().raisedFor(recipe.recipe(), around.vocabulary().availability()),
                model.facts().map(ModelFacts::functions).orElse(List.of()),
                analysis,
                planned,
                model.state() instanceof ModelState.Read ? around.measured() : Optional.empty(),
                around.vocabulary(),
                around.display());
    }
}
