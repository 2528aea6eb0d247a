package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Forecasts;
import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The layers of a recipe's model and what becomes of them, below the rules that decide.
 *
 * @param summary the whole model in one line
 * @param groups one per rule that compresses something, in the recipe's order; then what is not compressed
 */
public record LayerTree(String summary, List<Group> groups) {
    public LayerTree {
        groups = List.copyOf(groups);
    }

    /**
     * Layers that belong together.
     *
     * @param title the key of their rule, or what is common to them
     * @param detail number and ratio
     * @param span the key of their rule; empty if they have none
     * @param layers largest first
     */
    public record Group(String title, String detail, Optional<Span> span, List<Layer> layers) {
        public Group {
            layers = List.copyOf(layers);
        }
    }

    /**
     * One layer.
     *
     * @param name its name and shape
     * @param state what is known of it
     * @param detail ratio, unit and time in short
     * @param facts all of it in one line
     * @param ratio input bytes by output bytes; empty where they are not known or the layer stays as it is
     * @param unit where its operation is predicted to run; empty where nothing is predicted
     * @param ms predicted milliseconds of its operation; empty where nothing is predicted
     * @param span the key that decides about it; empty if none does
     */
    public record Layer(
            String name,
            State state,
            String detail,
            String facts,
            OptionalDouble ratio,
            Optional<String> unit,
            OptionalDouble ms,
            Optional<Span> span) {}

    /** What is known of a layer. */
    public enum State {
        /** A run did to it what the recipe asks for. */
        MEASURED,
        /** It would be compressed. */
        PLANNED,
        /** It cannot be compressed as asked. */
        SKIPPED,
        /** Nobody asks for it. */
        LEFT;

        /** The word of messages. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Empty without a model; for a file with variants those of all. */
    public static Optional<LayerTree> of(Snapshot snapshot) {
        if (snapshot.several().isEmpty()) {
            return one(snapshot);
        }
        List<Group> groups = new ArrayList<>();
        List<String> summaries = new ArrayList<>();
        for (Snapshot part : snapshot.several()) {
            String name = part.part().name();
            one(part).ifPresent(tree -> {
                summaries.add(name + ": " + tree.summary());
                tree.groups().forEach(group -> groups.add(
                        new Group(name + ": " + group.title(), group.detail(), group.span(), group.layers())));
            });
        }
        return groups.isEmpty() ? Optional.empty() : Optional.of(new LayerTree(String.join("; ", summaries), groups));
    }

    private static Optional<LayerTree> one(Snapshot snapshot) {
        Optional<Planning> planning = snapshot.analysis().planning();
        Optional<Forecast> forecast = forecast(snapshot, planning);
        return Outlook.of(snapshot).flatMap(outlook -> planning.map(known -> {
            List<Group> groups = new ArrayList<>();
            for (RuleOutlook rule : outlook.rules()) {
                if (!rule.layers().isEmpty()) {
                    groups.add(compressed(rule, forecast));
                }
            }
            others(known, forecast, "Cannot be compressed as asked", State.SKIPPED).ifPresent(groups::add);
            others(known, forecast, "Left as they are", State.LEFT).ifPresent(groups::add);
            return new LayerTree(summary(outlook, forecast), groups);
        }));
    }

    /** Of the first device of the recipe, or a usual one of its targets, since units and times are what people look for. */
    private static Optional<Forecast> forecast(Snapshot snapshot, Optional<Planning> planning) {
        if (snapshot.analysis().forecast().isPresent() || planning.isEmpty()) {
            return snapshot.analysis().forecast();
        }
        return snapshot.model() instanceof ModelState.Read read
                ? Forecasts.of(snapshot.vocabulary().availability())
                        .forecast(read, planning.get().plan(), snapshot.parsed().recipe())
                : Optional.empty();
    }

    private static String summary(Outlook outlook, Optional<Forecast> forecast) {
        String change = (outlook.measured() ? "" : "planned: ") + outlook.change();
        return change + forecast.map(known -> "; "
                        + Millis.change(
                                known.baseline().latency().value(),
                                known.result().latency().value(),
                                known.result().latency())
                        + " on " + known.result().device().name() + " (predicted)")
                .orElse("");
    }

    private static Group compressed(RuleOutlook rule, Optional<Forecast> forecast) {
        Rule decides = rule.use().rule();
        List<Layer> layers = rule.layers().stream().map(layer -> compressed(layer, decides, forecast)).toList();
        String detail = Amounts.count(layers.size(), "layer") + ", "
                + Amounts.ratio(rule.originalBytes(), rule.storedBytes(), rule.basis());
        return new Group(Names.line(decides.path()), detail, Optional.of(decides.span()), layers);
    }

    private static Layer compressed(LayerOutlook layer, Rule rule, Optional<Forecast> forecast) {
        Optional<LayerForecast> predicted =
                layer.forecast().or(() -> forecast.flatMap(known -> LayerForecast.of(layer.weight(), known)));
        boolean refused = layer.refusal().isPresent();
        boolean sized = !refused && layer.basis() != Proposal.Basis.UNKNOWN;
        String ratio = refused
                ? "stays as it is"
                : Amounts.ratio(layer.originalBytes(), layer.storedBytes(), layer.basis());
        return new Layer(
                layer.label(),
                refused ? State.SKIPPED : layer.measured().isPresent() ? State.MEASURED : State.PLANNED,
                ratio + predicted.map(known -> ", " + known.brief()).orElse(""),
                layer.label() + ": " + layer.facts() + predicted.map(known -> "; " + known.words()).orElse(""),
                sized && layer.storedBytes() > 0
                        ? OptionalDouble.of((double) layer.originalBytes() / layer.storedBytes())
                        : OptionalDouble.empty(),
                predicted.map(known -> known.after().unit().word()),
                predicted.map(known -> OptionalDouble.of(known.ms())).orElse(OptionalDouble.empty()),
                Optional.of(rule.span()));
    }

    /** What is not compressed. Of what nobody asks for only what rules could speak of: no bias, no scalar. */
    private static Optional<Group> others(
            Planning planning, Optional<Forecast> forecast, String title, State state) {
        List<Layer> layers = planning.plan().weights().stream()
                .sorted(Comparator.comparingLong((PlannedWeight weight) -> weight.weight().stored().shape().elements())
                        .reversed())
                .flatMap(weight -> other(weight, forecast, state).stream())
                .toList();
        return layers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Group(title, Amounts.count(layers.size(), "layer"), Optional.empty(), layers));
    }

    private static Optional<Layer> other(PlannedWeight planned, Optional<Forecast> forecast, State state) {
        Weight weight = planned.weight();
        return switch (planned.decision()) {
            case Decision.Skip skip when state == State.SKIPPED ->
                Optional.of(other(weight, forecast, state, skip.reason(), Optional.of(skip.rule().span())));
            case Decision.Leave leave when state == State.LEFT && ModelWords.isCandidate(weight) ->
                Optional.of(other(weight, forecast, state, leave.reason(), leave.rule().map(Rule::span)));
            default -> Optional.empty();
        };
    }

    private static Layer other(
            Weight weight, Optional<Forecast> forecast, State state, String reason, Optional<Span> span) {
        Optional<LayerForecast> predicted = forecast.flatMap(known -> LayerForecast.of(weight, known));
        return new Layer(
                Names.label(weight),
                state,
                predicted.map(LayerForecast::brief).orElse(""),
                Names.label(weight) + ": " + Names.line(reason) + predicted.map(known -> "; " + known.words()).orElse(""),
                OptionalDouble.empty(),
                predicted.map(known -> known.after().unit().word()),
                predicted.map(known -> OptionalDouble.of(known.ms())).orElse(OptionalDouble.empty()),
                span);
    }
}
