package dev.mlrecipe.analysis;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Other ways to compress, as Apple's guides advise them for a unit, each tried before it is offered: the recipe with it
 * is read, planned, looked at and predicted, and what brings warnings, leaves weights out or gains nothing is not offered.
 * That takes as long as several analyses, so nothing is tried before someone asks.
 */
public final class Alternatives {
    /** Oldest Core ML specification whose systems read compressed weights while they compute. */
    private static final int READS_COMPRESSED = 8;

    /** A change below this share is none. */
    private static final double NOTICEABLE = 0.01;

    private static final int MOST = 3;

    private final Situation situation;
    private final List<Check> checks;
    private final Set<String> known;

    /**
     * @param checks what the recipe is looked at with
     * @param findings what they found
     */
    Alternatives(Situation situation, List<Check> checks, List<Finding> findings) {
        this.situation = situation;
        this.checks = List.copyOf(checks);
        this.known = findings.stream().filter(Alternatives::counts).map(Finding::code).collect(Collectors.toSet());
    }

    /** What gains on the device that the recipe names at a place; every title says what is predicted. */
    public List<Fix> at(Span place) {
        return situation.recipe().devices().stream()
                .filter(named -> named.span().equals(place))
                .flatMap(named -> situation.forecasts().device(named.value()).stream())
                .findFirst()
                .flatMap(situation::forecast)
                .map(this::of)
                .orElse(List.of());
    }

    private List<Fix> of(Forecast now) {
        Device device = now.result().device();
        List<Trial> trials = new ArrayList<>(raised(now.result()).stream().toList());
        situation.recipe().steps().forEach(step -> trials.addAll(StepAdvice.of(situation, step, now)));
        return best(trials, device, now.result());
    }

    /** The same for one step and the recipe's first device. */
    public List<Fix> of(Step step) {
        Forecasts forecasts = situation.forecasts();
        return forecasts.devices(situation.recipe()).stream()
                .findFirst()
                .flatMap(situation::forecast)
                .map(now -> best(StepAdvice.of(situation, step, now), now.result().device(), now.result()))
                .orElse(List.of());
    }

    /** Something to try. */
    record Trial(String title, List<Edit> edits) {
        Trial {
            edits = List.copyOf(edits);
        }
    }

    /** In the order of the advice; of those that come to the same, the first. */
    private List<Fix> best(List<Trial> trials, Device device, Prediction now) {
        List<Fix> fixes = new ArrayList<>();
        Set<List<Number>> seen = new HashSet<>();
        for (Trial trial : trials) {
            Optional<Prediction> then = fixes.size() == MOST
                    ? Optional.empty()
                    : tried(trial, device).filter(prediction -> gains(prediction, now));
            if (then.isPresent() && seen.add(List.of(then.get().latency().value(), then.get().weightMemory()))) {
                fixes.add(new Fix(trial.title() + ": " + words(now, then.get()), trial.edits()));
            }
        }
        return fixes;
    }

    private static boolean gains(Prediction then, Prediction now) {
        double change = then.latency().value() / now.latency().value() - 1;
        return change < -NOTICEABLE
                || change < NOTICEABLE && then.weightMemory() < (1 - NOTICEABLE) * now.weightMemory();
    }

    private static String words(Prediction now, Prediction then) {
        double change = then.latency().value() / now.latency().value() - 1;
        String latency = Math.abs(change) < NOTICEABLE
                ? "as before " + Predicted.latency(then)
                : Predicted.ms(now.latency().value()) + " → " + Predicted.latency(then);
        String memory = Predicted.bytes(now.weightMemory()) + " → " + Predicted.bytes(then.weightMemory())
                + " of weights in memory";
        String both = then.weightMemory() == now.weightMemory() ? latency : latency + " and " + memory;
        return both + " predicted on " + then.device().name();
    }

    /** What is predicted for the recipe with a change; empty if it is not as clean as before. */
    private Optional<Prediction> tried(Trial trial, Device device) {
        ParsedRecipe parsed = situation.parsed().with(trial.edits());
        if (parsed.isBlocked() || !(situation.model() instanceof ModelState.Read model)) {
            return Optional.empty();
        }
        Planning planning = model.plan(parsed.recipe());
        if (compressed(planning.plan()) < compressed(situation.planning().orElseThrow().plan())) {
            return Optional.empty();
        }
        Situation then = new Situation(
                parsed,
                situation.paths(),
                situation.model(),
                Optional.of(planning),
                situation.measured(),
                situation.forecasts(),
                Optional.empty());
        Stream<Finding> findings =
                Stream.concat(parsed.findings().stream(), checks.stream().flatMap(check -> check.findings(then).stream()));
        boolean clean = findings.filter(Alternatives::counts).map(Finding::code).allMatch(known::contains);
        return clean
                ? then.forecast(device).filter(forecast -> !PredictionCheck.isPoor(forecast)).map(Forecast::result)
                : Optional.empty();
    }

    private static boolean counts(Finding finding) {
        return finding.severity().atLeast(Severity.WARNING);
    }

    private static long compressed(Plan plan) {
        return plan.weights().stream().filter(weight -> weight.decision() instanceof Decision.Compress).count();
    }

    /** A target whose systems read compressed weights as they are stored. */
    private Optional<Trial> raised(Prediction now) {
        String platform = now.device().platform();
        List<Located<Target>> old = situation.recipe().targets().stream()
                .filter(target -> target.value().platform().equals(platform))
                .filter(target -> target.value().specification() < READS_COMPRESSED)
                .toList();
        Optional<Target> newer = situation.forecasts().oldest(platform, READS_COMPRESSED);
        return now.os().specification() < READS_COMPRESSED && old.size() == 1 && newer.isPresent()
                ? Optional.of(new Trial(
                        "Raise the target to " + newer.get().word(),
                        List.of(new Edit(old.getFirst().span(), newer.get().word()))))
                : Optional.empty();
    }
}
