package dev.mlrecipe.suggest;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.plan.PlannedSizes;
import dev.mlrecipe.suggest.Choice.Family;
import dev.mlrecipe.suggest.Suggestion.Latency;
import dev.mlrecipe.suggest.Suggestion.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Finds a recipe for a budget from measured curves. Pure: the same curves and budget give the same recipe. */
public final class Suggester {
    /** Recipes with less than so many times the error of the best one may be preferred because they are faster. */
    private static final double AS_GOOD = Math.pow(10, 0.1);

    /** A latency below this share of another is a better one. */
    private static final double NOTICEABLE = 0.99;

    private static final int SIZES = 16;

    private final Setting setting;
    private final Curves curves;
    private final List<Group> groups;
    private final Frontier frontier;
    private final Runnable checkpoint;

    /** @param checkpoint called often; may throw to stop */
    public Suggester(Setting setting, Curves curves, Runnable checkpoint) {
        this.setting = setting;
        this.curves = curves;
        this.groups = Groups.of(curves.weights(), setting.model().index().weights());
        this.frontier = Frontier.of(curves.costs());
        this.checkpoint = checkpoint;
    }

    /** Rules, and the recipe that they make. */
    private record Candidate(Draft draft, String steps, Analysis analysis) {
        Optional<Latency> latency() {
            return analysis.forecast().map(Forecast::result).map(result -> new Latency(
                    result.device().name(),
                    result.latency().value(),
                    analysis.forecast().orElseThrow().baseline().latency().value()));
        }

        double milliseconds() {
            return latency().map(Latency::milliseconds).orElse(0.0);
        }
    }

    /**
     * The recipe.
     *
     * @throws BudgetException if there is none
     */
    public Suggestion suggest(Budget budget) throws BudgetException {
        if (curves.choices().size() == 1 || curves.weights().isEmpty()) {
            throw new BudgetException("nothing in the model can be compressed for "
                    + (setting.targets().isEmpty() ? "its systems" : setting.targets().getFirst().word()));
        }
        return switch (budget) {
            case Budget.MinRatio ratio -> within(
                    (long) Math.floor(curves.float16Bytes() / ratio.ratio()),
                    "min_ratio: " + Figures.number(ratio.ratio()),
                    "a ratio of " + Figures.number(ratio.ratio()));
            case Budget.MaxWeightBytes size -> within(
                    size.bytes(), size.expectation(), Figures.bytes(size.bytes()) + " of weights");
            case Budget.MinSnr snr -> least(
                    allowed((weight, choice) -> curves.snrDb()[weight][choice] >= snr.decibels()),
                    new Goal.Below(Double.POSITIVE_INFINITY),
                    "min_snr_db: " + Figures.number(snr.decibels()));
            case Budget.MinOutputSnr snr -> least(
                    curves.costs(), new Goal.Below(Math.pow(10, -snr.decibels() / 10)), snr.expectation());
            case Budget.MaxLatency latency -> fast(latency.milliseconds());
        };
    }

    private Suggestion within(long totalBytes, String expectation, String words) throws BudgetException {
        Goal goal = new Goal.Within(totalBytes - curves.otherBytes());
        Candidate best = best(curves.costs(), goal)
                .orElseThrow(() -> new BudgetException(words + " cannot be reached; "
                        + Figures.ratio(curves.ratio(frontier.least())) + ", "
                        + Figures.bytes(curves.total(frontier.least()))
                        + ", is the smallest there is for these targets and this opset of the model"));
        return suggestion(best, frontier.within(totalBytes - curves.otherBytes()), expectation);
    }

    private Suggestion least(Costs costs, Goal.Below goal, String expectation) throws BudgetException {
        Candidate best = best(costs, goal)
                .orElseThrow(() -> new BudgetException("no recipe reaches that"));
        return suggestion(best, Frontier.of(costs).below(goal.error()), expectation);
    }

    /** Of all sizes and families the least error that is fast enough. */
    private Suggestion fast(double milliseconds) throws BudgetException {
        List<Candidate> tried = new ArrayList<>();
        long least = frontier.least();
        long greatest = frontier.allocations().getFirst().bytes();
        for (Costs costs : families(curves.costs())) {
            for (int i = 1; i <= SIZES; i++) {
                long bytes = Math.round(greatest * Math.pow((double) least / greatest, (double) i / SIZES));
                rules(costs, new Goal.Within(bytes)).map(this::candidate).ifPresent(tried::add);
            }
        }
        Candidate best = tried.stream()
                .filter(candidate -> candidate.latency().isPresent())
                .filter(candidate -> candidate.milliseconds() <= milliseconds)
                .min(Comparator.comparingDouble(candidate -> candidate.draft().error()))
                .orElseThrow(() -> tooSlow(milliseconds, tried));
        String device = best.latency().orElseThrow().device();
        return suggestion(
                best,
                frontier.within(best.draft().bytes()),
                "max_latency_ms: {" + device + ": " + Figures.number(milliseconds) + "}");
    }

    private static BudgetException tooSlow(double milliseconds, List<Candidate> tried) {
        String least = tried.stream()
                .filter(candidate -> candidate.latency().isPresent())
                .min(Comparator.comparingDouble(Candidate::milliseconds))
                .map(best -> String.format(Locale.ROOT, "%.3g ms is the least that is predicted", best.milliseconds()))
                .orElse("nothing is predicted for the model");
        return new BudgetException(Figures.number(milliseconds) + " ms cannot be reached; " + least);
    }

    /**
     * The fastest of the recipes that are about as good as the best one: with all choices, with tables alone, with
     * integers alone. Without a device the best one.
     */
    private Optional<Candidate> best(Costs costs, Goal goal) {
        List<Candidate> candidates = (setting.devices().isEmpty() ? List.of(costs) : families(costs)).stream()
                .flatMap(family -> rules(family, goal).stream())
                .map(this::candidate)
                .toList();
        Optional<Candidate> first = candidates.stream().findFirst();
        return first.map(all -> candidates.stream()
                .filter(other -> isAsGood(other.draft(), all.draft(), goal))
                .reduce(all, (best, other) -> other.milliseconds() < NOTICEABLE * best.milliseconds() ? other : best));
    }

    private static boolean isAsGood(Draft draft, Draft best, Goal goal) {
        return switch (goal) {
            case Goal.Within within -> draft.error() <= AS_GOOD * best.error();
            case Goal.Below below -> draft.bytes() <= AS_GOOD * best.bytes();
        };
    }

    private List<Costs> families(Costs costs) {
        return List.of(costs, only(costs, Family.TABLES), only(costs, Family.INTEGERS));
    }

    private Costs only(Costs costs, Family family) {
        return restricted(costs, (weight, choice) -> curves.choices().get(choice).family() == family);
    }

    private Costs allowed(Choices choices) {
        return restricted(curves.costs(), choices);
    }

    /** Which choices may be had. */
    @FunctionalInterface
    private interface Choices {
        boolean allow(int weight, int choice);
    }

    private static Costs restricted(Costs costs, Choices choices) {
        Costs fewer = costs.copy();
        for (int weight = 0; weight < costs.weights(); weight++) {
            for (int choice = 1; choice < costs.choices(); choice++) {
                if (!choices.allow(weight, choice)) {
                    fewer.remove(weight, choice);
                }
            }
        }
        return fewer;
    }

    private Optional<Draft> rules(Costs costs, Goal goal) {
        return new Condenser(costs, groups, Frontier.of(costs), checkpoint).reach(goal);
    }

    private Candidate candidate(Draft draft) {
        checkpoint.run();
        String steps = RecipeText.of(curves, draft.rules());
        return new Candidate(draft, steps, setting.analysis(setting.head() + steps));
    }

    private Suggestion suggestion(Candidate best, Allocation ideal, String expectation) {
        Draft draft = best.draft();
        requireAsPlanned(best);
        Point reached = point("suggested", draft.bytes(), draft.error());
        List<Point> uniform = uniform();
        OptionalDouble least = leastSnr(draft);
        String recipe = about(best, reached, least, uniform) + setting.head() + best.steps()
                + (expectation.isEmpty() ? "" : "expect:\n  " + expectation + "\n");
        return new Suggestion(
                recipe,
                reached,
                draft.count(),
                point("a rule for every weight", ideal.bytes(), ideal.error()),
                least,
                best.latency(),
                frontier.allocations().stream()
                        .map(allocation -> point("", allocation.bytes(), allocation.error()))
                        .toList(),
                uniform,
                curves.distortion().subject(),
                Optional.empty());
    }

    /** What is promised is what the planner makes of the text. */
    private void requireAsPlanned(Candidate candidate) {
        long planned = PlannedSizes.of(
                        candidate.analysis().planning().orElseThrow().plan(), setting.model().encoding())
                .storedBytes();
        if (planned != curves.total(candidate.draft().bytes())) {
            throw new IllegalStateException("the recipe makes " + planned + " bytes instead of "
                    + curves.total(candidate.draft().bytes()) + ":\n" + candidate.steps());
        }
    }

    private OptionalDouble leastSnr(Draft draft) {
        List<Integer> choices = draft.allocation().choices();
        return IntStream.range(0, choices.size())
                .filter(weight -> choices.get(weight) != Costs.LEAVE)
                .mapToDouble(weight -> curves.snrDb()[weight][choices.get(weight)])
                .min();
    }

    /** One rule for all weights; those that cannot be had in this way stay as they are. */
    private List<Point> uniform() {
        List<Point> points = new ArrayList<>();
        for (int choice = 1; choice < curves.choices().size(); choice++) {
            long bytes = 0;
            double error = 0;
            for (int weight = 0; weight < curves.weights().size(); weight++) {
                bytes += curves.costs().bytes(weight, choice);
                error += curves.costs().error(weight, choice);
            }
            points.add(point(curves.choices().get(choice).title(), bytes, error));
        }
        return points;
    }

    private Point point(String title, long bytes, double error) {
        return new Point(title, curves.total(bytes), curves.ratio(bytes), error, curves.errorSnrDb(error));
    }

    private String about(Candidate best, Point reached, OptionalDouble least, List<Point> uniform) {
        String model = setting.modelName().substring(setting.modelName().lastIndexOf('/') + 1);
        StringBuilder about = new StringBuilder("# ")
                .append(model.replaceAll("\\p{Cntrl}", "?"))
                .append(": ")
                .append(Figures.ratio(reached.ratio()))
                .append(" against float16, ")
                .append(Figures.bytes(curves.total(curves.stored())))
                .append(" → ")
                .append(Figures.bytes(reached.storedBytes()))
                .append(" of weights.\n# Written by mlrecipe suggest: ")
                .append(Figures.decibels(reached.snrDb()))
                .append(' ')
                .append(curves.distortion().subject().phrase());
        least.ifPresent(snr -> about.append(", ").append(Figures.decibels(snr)).append(" in the worst weight"));
        about.append(".\n");
        uniform.stream()
                .filter(point -> point.storedBytes() >= reached.storedBytes())
                .min(Comparator.comparingLong(Point::storedBytes).thenComparingDouble(Point::error))
                .ifPresent(point -> about.append("# The next larger recipe of one rule: ")
                        .append(point.title())
                        .append(", ")
                        .append(Figures.ratio(point.ratio()))
                        .append(" and ")
                        .append(Figures.decibels(point.snrDb()))
                        .append(".\n"));
        best.latency().ifPresent(latency -> about.append(String.format(
                Locale.ROOT,
                "# %s: %.3g ms predicted, %.3g ms with float16 weights.\n",
                latency.device(),
                latency.milliseconds(),
                latency.baseline())));
        return about.toString();
    }
}
