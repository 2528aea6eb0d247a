package dev.mlrecipe.analysis;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.AccuracyState;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.finding.DataInvalid;
import dev.mlrecipe.finding.ExpectationFailed;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.InvalidValue;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.recipe.AccuracyLimit;
import dev.mlrecipe.recipe.AccuracyLimit.Measure;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.recipe.LabelsEntry;
import dev.mlrecipe.text.Span;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What stands against measuring accuracy, and expectations of it: {@code min_output_snr_db}, {@code min_cosine},
 * {@code min_top1_agreement} and {@code max_accuracy_drop}. Only a run can judge them.
 */
final class AccuracyCheck implements Check {
    /** Less than one sample of any number: a difference of shares is off by as little. */
    private static final double HAIR = 1e-9;

    private final AccuracyState state;

    AccuracyCheck(AccuracyState state) {
        this.state = state;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        List<Finding> findings = new ArrayList<>();
        Optional<DataEntry> data = situation.recipe().calibration().data();
        if (state instanceof AccuracyState.Invalid invalid && data.isPresent()) {
            Span place = data.get().labels()
                    .filter(labels -> invalid.labels())
                    .map(LabelsEntry::path)
                    .map(path -> path.span())
                    .orElse(data.get().span());
            findings.add(DataInvalid.of(place, invalid.problem()));
        }
        Accuracy accuracy = situation.report().map(Report::accuracy).orElse(new Accuracy.Unknown());
        for (AccuracyLimit limit : situation.recipe().expect().accuracy()) {
            findings.addAll(unknownOutput(limit, situation)
                    .map(List::of)
                    .orElseGet(() -> judged(limit, accuracy, situation)));
        }
        return findings;
    }

    private static Optional<Finding> unknownOutput(AccuracyLimit limit, Situation situation) {
        List<String> outputs = situation.model() instanceof ModelState.Read read && !read.functions().isEmpty()
                ? read.functions().getFirst().outputs().stream().map(ValueFacts::name).toList()
                : List.of();
        if (limit.output().isEmpty() || outputs.isEmpty() || outputs.contains(limit.output().get())) {
            return Optional.empty();
        }
        List<String> near = Nearest.of(limit.output().get(), outputs).stream().toList();
        Span place = limit.outputName().orElseThrow();
        return Optional.of(InvalidValue.because(
                place,
                limit.measure().key() + ": the model has no output " + limit.output().get() + "; it has "
                        + String.join(", ", outputs),
                near.stream()
                        .map(name -> Finding.Fix.replace("Change to " + name, place, Edits.scalar(name)))
                        .toList()));
    }

    private List<Finding> judged(AccuracyLimit limit, Accuracy accuracy, Situation situation) {
        Span place = limit.value().span();
        String key = limit.measure().key();
        return switch (accuracy) {
            case Accuracy.Measured measured -> measured(limit, measured);
            case Accuracy.NotMeasured not -> List.of(ExpectationFailed.notMeasured(place, key, not.reason()));
            case Accuracy.Unknown unknown -> obstacle(limit, situation)
                    .map(reason -> List.of(ExpectationFailed.notMeasured(place, key, reason)))
                    .orElseGet(() -> state instanceof AccuracyState.Possible
                            ? List.of(ExpectationFailed.notYetMeasured(place, key))
                            : List.of());
        };
    }

    /** Why a run will not judge a limit. */
    private Optional<String> obstacle(AccuracyLimit limit, Situation situation) {
        Optional<DataEntry> data = situation.recipe().calibration().data();
        if (data.isEmpty()) {
            return Optional.of("it needs data, samples to run the model on");
        }
        if (!data.get().measure()) {
            return Optional.of("data says measure: false");
        }
        if (limit.measure() == Measure.MAX_ACCURACY_DROP && data.get().labels().isEmpty()) {
            return Optional.of("data needs labels, the right classes of its samples");
        }
        return state instanceof AccuracyState.Impossible impossible
                ? Optional.of(impossible.reason())
                : Optional.empty();
    }

    private static List<Finding> measured(AccuracyLimit limit, Accuracy.Measured measured) {
        List<OutputAccuracy> outputs = limit.output().isPresent()
                ? measured.output(limit.output().get()).stream().toList()
                : measured.outputs();
        List<OutputAccuracy> judged =
                outputs.stream().filter(output -> value(limit.measure(), output).isPresent()).toList();
        if (judged.isEmpty()) {
            return List.of(ExpectationFailed.notMeasured(
                    limit.value().span(), limit.measure().key(), missing(limit, measured)));
        }
        return judged.stream()
                .filter(output -> misses(limit, value(limit.measure(), output).getAsDouble()))
                .map(output -> failed(limit, output, measured))
                .toList();
    }

    private static OptionalDouble value(Measure measure, OutputAccuracy output) {
        return switch (measure) {
            case MIN_OUTPUT_SNR_DB -> OptionalDouble.of(output.snrDb());
            case MIN_COSINE -> OptionalDouble.of(output.meanCosine());
            case MIN_TOP1_AGREEMENT -> output.agreement();
            case MAX_ACCURACY_DROP -> output.labelled().stream()
                    .mapToDouble(OutputAccuracy.Labelled::drop)
                    .findFirst();
        };
    }

    private static boolean misses(AccuracyLimit limit, double value) {
        return limit.measure() == Measure.MAX_ACCURACY_DROP
                ? value > limit.value().value() + HAIR
                : value < limit.value().value();
    }

    private static String missing(AccuracyLimit limit, Accuracy.Measured measured) {
        String which = limit.output().map(name -> "output " + name).orElse("no output");
        String verb = limit.output().isPresent() ? " does not choose" : " chooses";
        boolean computed = limit.output().isEmpty() || measured.output(limit.output().get()).isPresent();
        if (!computed || measured.outputs().isEmpty()) {
            return (limit.output().isPresent() ? which + " cannot be computed" : "no output can be computed")
                    + measured.problems().stream().findFirst().map(problem -> ": " + problem).orElse("");
        }
        return limit.measure() == Measure.MIN_TOP1_AGREEMENT
                ? which + verb + " a class"
                : "labels say nothing about " + limit.output().map(name -> "output " + name).orElse("any output");
    }

    private static Finding failed(AccuracyLimit limit, OutputAccuracy output, Accuracy.Measured measured) {
        double value = value(limit.measure(), output).getAsDouble();
        boolean decibels = limit.measure() == Measure.MIN_OUTPUT_SNR_DB;
        String expected = BigDecimal.valueOf(limit.value().value()).toPlainString() + (decibels ? " dB" : "");
        String samples = measured.samples() == 1 ? " on 1 sample" : " on " + measured.samples() + " samples";
        String found = Layers.name(output.output()) + switch (limit.measure()) {
            case MIN_OUTPUT_SNR_DB -> " has " + number(value, RoundingMode.FLOOR) + " dB";
            case MIN_COSINE -> " has " + number(value, RoundingMode.FLOOR);
            case MIN_TOP1_AGREEMENT -> " agrees in " + number(value, RoundingMode.FLOOR);
            case MAX_ACCURACY_DROP -> " loses " + number(value, RoundingMode.CEILING) + ", from "
                    + number(output.labelled().orElseThrow().original(), RoundingMode.HALF_EVEN) + " to "
                    + number(output.labelled().orElseThrow().compressed(), RoundingMode.HALF_EVEN);
        } + samples;
        String worst = measured.worst().stream()
                .findFirst()
                .map(AccuracyCheck::worst)
                .orElse("the lowest cosine of a sample is " + number(output.minCosine(), RoundingMode.FLOOR));
        return ExpectationFailed.of(limit.value().span(), limit.measure().key(), expected, found, worst);
    }

    private static String worst(LayerAccuracy layer) {
        return "the layer that is furthest off is " + Layers.name(layer.op()) + " with "
                + number(layer.snrDb(), RoundingMode.FLOOR) + " dB";
    }

    /** Rounded so that what is missed by a hair does not look as if it were reached. */
    private static String number(double value, RoundingMode rounding) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value)
                        .setScale(9, RoundingMode.HALF_EVEN)
                        .setScale(4, rounding)
                        .stripTrailingZeros()
                        .toPlainString()
                : Double.toString(value);
    }
}
