package dev.mlrecipe.analysis;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Hazards;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.measured.MeasuredPlan;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Presets;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.RecipeParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything there is to say about a recipe and its model. Pure: no file, thread or clock.
 *
 * @param findings in the order of the document, none twice, without what comments hide
 * @param planning what the recipe does to the model; empty unless the model was read
 * @param forecast what is predicted for the result on the first device of the recipe; empty for recipes that are not
 *     about devices and for models without a known program
 * @param measured what devices measured, by name of the device
 * @param accuracy what a run measured on samples
 * @param alternatives other ways to compress; empty where nothing was looked at but the text
 */
public record Analysis(
        List<Finding> findings,
        Optional<Planning> planning,
        Optional<Forecast> forecast,
        Map<String, MeasuredPlan> measured,
        Accuracy accuracy,
        Optional<Alternatives> alternatives) {

    private static final Comparator<Finding> DOCUMENT_ORDER = Comparator.comparingInt(
                    (Finding finding) -> finding.span().start())
            .thenComparing(Finding::severity)
            .thenComparingInt(finding -> finding.span().end())
            .thenComparing(Finding::code)
            .thenComparing(Finding::message);

    public Analysis {
        findings = List.copyOf(findings);
        measured = Map.copyOf(measured);
    }

    /** Without predictions. */
    public Analysis(List<Finding> findings, Optional<Planning> planning) {
        this(findings, planning, Optional.empty(), Map.of(), new Accuracy.Unknown(), Optional.empty());
    }

    /** Looks at a recipe by itself: no other recipes, no hazards. */
    public static Analysis of(
            ParsedRecipe parsed,
            Optional<RecipePaths> paths,
            ModelState model,
            Availability availability,
            Optional<Report> report) {
        return of(parsed, paths, model, new Surroundings(availability, Hazards.none(), Map.of(), List.of()), report);
    }

    /**
     * Looks at a recipe before a run, or after one.
     *
     * @param paths where its files are; empty for a document without a place
     * @param known what is known about its model
     * @param surroundings what else is known
     * @param report what a run of this very recipe and model measured
     */
    public static Analysis of(
            ParsedRecipe parsed,
            Optional<RecipePaths> paths,
            ModelState known,
            Surroundings surroundings,
            Optional<Report> report) {
        ModelState model = known.raisedFor(parsed.recipe(), surroundings.availability());
        Optional<Planning> planning = model instanceof ModelState.Read read
                ? Optional.of(read.plan(parsed.recipe()).calibrated(surroundings.statistics().key()))
                : Optional.empty();
        Forecasts plain = Forecasts.of(surroundings.availability());
        MeasuredDevices measured = MeasuredDevices.of(parsed.recipe(), surroundings.measured(), plain);
        Situation situation =
                new Situation(parsed, paths, model, planning, measured, plain.with(measured.plans()), report);
        List<Finding> findings = new ArrayList<>(spoken(parsed, model));
        List<Check> checks = checks(surroundings);
        checks.forEach(check -> findings.addAll(check.findings(situation)));
        Alternatives alternatives = new Alternatives(situation, checks, findings);
        findings.addAll(new PredictionCheck().findings(situation));
        if (report.isPresent() || findings.stream().noneMatch(Code::blocks)) {
            findings.addAll(new ExpectationCheck().findings(situation));
        }
        List<Finding> ordered = findings.stream().distinct().sorted(DOCUMENT_ORDER).toList();
        return new Analysis(
                Presets.mended(parsed.text(), parsed.root(), parsed.suppressions().visible(ordered)),
                planning,
                forecast(situation),
                measured.plans(),
                report.map(Report::accuracy).orElse(new Accuracy.Unknown()),
                Optional.of(alternatives));
    }

    private static Optional<Forecast> forecast(Situation situation) {
        Recipe recipe = situation.recipe();
        return Forecasts.wanted(recipe)
                ? situation.forecasts().devices(recipe).stream().findFirst().flatMap(situation::forecast)
                : Optional.empty();
    }

    /**
     * What reading the recipe found. Which systems load what is told for the kind of model there that its name tells of,
     * and told anew where the model is of another kind.
     */
    private static List<Finding> spoken(ParsedRecipe parsed, ModelState model) {
        ModelKind assumed = RecipeParser.kind(parsed.recipe());
        ModelKind kind = model instanceof ModelState.Read read ? read.index().kind() : assumed;
        if (kind == assumed || kind == ModelKind.OTHER) {
            return parsed.findings();
        }
        List<Finding> findings = new ArrayList<>(parsed.findings());
        findings.removeAll(parsed.parser().availability(parsed, assumed));
        findings.addAll(parsed.parser().availability(parsed, kind));
        return findings;
    }

    /**
     * All but those that try other recipes with these, and but the expectations, which are not judged where nothing can
     * be made.
     */
    private static List<Check> checks(Surroundings surroundings) {
        Availability availability = surroundings.availability();
        return List.of(
                new ModelCheck(),
                new OutputCheck(surroundings.recipes()),
                new TargetCheck(availability),
                new OpsetCheck(availability),
                new RaiseCheck(availability),
                new InheritanceCheck(),
                new ReachCheck(),
                new SkippedCheck(availability),
                new ConflictCheck(),
                new JointCheck(availability),
                new SizeOnlyCheck(availability),
                new DeviceCheck(availability),
                new ActivationCheck(surroundings.statistics()),
                new CalibrationCheck(surroundings.statistics()),
                new AccuracyCheck(surroundings.accuracy()),
                new MeasuredCheck(),
                new HazardCheck(surroundings.hazards()));
    }

    /** A finding with fixes that are only looked for when someone asks: see {@link Alternatives}. */
    public Finding advised(Finding finding) {
        boolean poor = finding.code().equals(Code.NO_PREDICTED_GAIN.word())
                || finding.code().equals(Code.SLOWER_PREDICTED.word());
        return poor && alternatives.isPresent() ? finding.withFixes(alternatives.get().at(finding.span())) : finding;
    }

    /** Whether something stands that nothing may be written with. */
    public boolean blocked() {
        return findings.stream().anyMatch(Code::blocks);
    }
}
