package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.PartFindings;
import dev.mlrecipe.session.ModelFacts;
import dev.mlrecipe.session.PlacedRecipe;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One version of a document in its surroundings. Immutable: whatever follows from the two is computed at most once, by
 * whoever needs it first.
 */
final class Understanding {
    private final Version version;
    private final Around around;
    private final Optional<Path> file;
    private final Lazy<List<PlacedRecipe>> placed;
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

    /** Its recipes with their places on disk; looks at the disk. None without a place. */
    List<PlacedRecipe> placed() {
        return placed.get();
    }

    /** Where the models that the text names lie, those that may be read. */
    Set<Path> modelPaths() {
        Set<Path> paths = new LinkedHashSet<>();
        placed().stream()
                .filter(recipe -> recipe.forbiddenModel().isEmpty())
                .forEach(recipe -> recipe.paths().model().ifPresent(paths::add));
        return paths;
    }

    /** Whether the models that the text names are those of the surroundings. */
    boolean knowsItsModels() {
        return modelPaths().equals(around.models().keySet());
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
        return together(parsed().findings(), parsed().parts().stream().map(this::quick).toList());
    }

    private Snapshot quick(ParsedRecipe recipe) {
        Optional<RecipePaths> paths = file.map(path -> RecipePaths.of(path, recipe.recipe()));
        KnownModel model = around.models().size() == 1
                ? around.models().values().iterator().next()
                : paths.flatMap(RecipePaths::model).map(this::known).orElse(KnownModel.NONE);
        Analysis nothing = new Analysis(recipe.findings(), Optional.empty());
        return of(recipe, paths, model, nothing, Optional.empty());
    }

    private KnownModel known(Path model) {
        return around.models().getOrDefault(model, KnownModel.NONE);
    }

    /** Whether a model's content is what a fingerprint says; reads all of it. */
    boolean modelHas(Path model, String fingerprint) {
        return known(model).facts().isPresent() && known(model).fingerprint().equals(Optional.of(fingerprint));
    }

    /** What a run of exactly this plan gave, if there was one. */
    Optional<Report> report(Snapshot one) {
        return around.results(one.part().name()).flatMap(results -> one.analysis()
                .planning()
                .flatMap(planning -> results.report(planning.plan(), one.planned().orElseThrow(), samples(one.part().name()))));
    }

    /** Identifies what the accuracy of a recipe's result is measured on, when it is asked. */
    private Supplier<String> samples(String part) {
        return placed().stream()
                .filter(here -> here.parsed().recipe().part().name().equals(part))
                .map(here -> here.accuracy().key())
                .findFirst()
                .orElse(() -> "");
    }

    private List<PlacedRecipe> place() {
        if (file.isEmpty()) {
            return List.of();
        }
        try {
            return PlacedRecipe.all(parsed(), file.get(), around.boundary(), around.hashes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Snapshot analyse() {
        List<RecipePaths> paths = placed().stream().map(PlacedRecipe::paths).toList();
        Surroundings surroundings = paths.size() < 2
                ? around.surroundings()
                : around.surroundings().beside(
                        Stream.concat(around.surroundings().recipes().stream(), paths.stream()).toList());
        List<Snapshot> parts = placed().isEmpty()
                ? parsed().parts().stream().map(recipe -> analyse(recipe, Optional.empty(), surroundings)).toList()
                : placed().stream().map(place -> analyse(place.parsed(), Optional.of(place), surroundings)).toList();
        PartFindings findings = new PartFindings();
        parts.forEach(part -> findings.add(part.part(), part.analysis().findings()));
        return together(findings.all(), parts);
    }

    /** A file that says one recipe is that recipe. */
    private Snapshot together(List<Finding> findings, List<Snapshot> parts) {
        return parsed().several().isEmpty() ? parts.getFirst() : parts.getFirst().of(parsed(), findings, parts);
    }

    private Snapshot analyse(ParsedRecipe recipe, Optional<PlacedRecipe> placed, Surroundings surroundings) {
        Optional<RecipePaths> paths = placed.map(PlacedRecipe::paths);
        KnownModel model = placed.map(this::model).orElse(KnownModel.NONE);
        Surroundings beside =
                placed.map(here -> surroundings.with(here.measured()).with(here.statistics()).with(here.accuracy())).orElse(surroundings);
        Analysis before = Analysis.of(recipe, paths, model.state(), beside, Optional.empty());
        Optional<Plan> plan = before.planning().map(Planning::plan);
        Optional<Report> planned = model.facts().flatMap(facts -> plan.map(facts::planned));
        String name = recipe.recipe().part().name();
        Optional<Report> report = around.running(name).isPresent()
                ? Optional.empty()
                : around.results(name).flatMap(results -> plan.flatMap(p -> results.report(p, planned.get(), samples(name))));
        Analysis analysis = report.isEmpty() ? before : Analysis.of(recipe, paths, model.state(), beside, report);
        return of(recipe, paths, model, analysis, planned);
    }

    /** The model that a recipe names, as far as it is known. */
    private KnownModel model(PlacedRecipe here) {
        if (here.forbiddenModel().isPresent()) {
            Path path = here.paths().model().orElseThrow();
            return KnownModel.unreadable(path, path + ": " + here.forbiddenModel().get());
        }
        return here.paths().model().map(this::known).orElse(KnownModel.NONE);
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
                model.state() instanceof ModelState.Read
                        ? around.measured(recipe.recipe().part().name())
                        : Optional.empty(),
                around.vocabulary(),
                around.display());
    }
}
