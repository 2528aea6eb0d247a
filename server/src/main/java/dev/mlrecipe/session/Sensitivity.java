package dev.mlrecipe.session;

import dev.mlrecipe.accuracy.DifferenceSums;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.EngineOptions;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.Trials;
import dev.mlrecipe.engine.Trials.Trial;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.suggest.Costs;
import dev.mlrecipe.suggest.Curves;
import dev.mlrecipe.suggest.Curves.Pair;
import dev.mlrecipe.suggest.OutputNoise;
import dev.mlrecipe.suggest.Response;
import dev.mlrecipe.suggest.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Measures what noise in each weight does to the outputs: compresses one weight in a few ways that lie apart, and runs the
 * model with this weight on some samples.
 */
final class Sensitivity {
    /** Signal to noise ratios near which each weight is tried, dB: those of 4, 2 and 1 bits. */
    private static final double[] NEAR = {20, 9, 4};

    private static final int MOST_SAMPLES = 16;

    /** Stands for errors that are no numbers: nothing that may be had is worse. */
    private static final double BROKEN = 1e9;

    private final OutputRuns runs;
    private final Curves curves;
    private final List<Integer> samples;

    Sensitivity(OutputRuns runs, Curves curves) {
        this.runs = runs;
        this.curves = curves;
        this.samples = spread(runs.chosen());
    }

    private static List<Integer> spread(List<Integer> chosen) {
        int count = Math.min(MOST_SAMPLES, chosen.size());
        List<Integer> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(chosen.get((int) ((long) i * chosen.size() / count)));
        }
        return some;
    }

    /**
     * Measures. Each thread runs the model with one weight at a time.
     *
     * @throws IOException if the model cannot be run or a sample cannot be used
     */
    OutputNoise measure(
            Setting setting, CoreMlModel model, EngineOptions options, Progress progress, Cancellation cancellation)
            throws IOException {
        List<Pair> pairs = pairs();
        List<Trial> trials = curves.trials(setting, pairs);
        double[] errors = new double[pairs.size()];
        AtomicInteger done = new AtomicInteger();
        int all = pairs.size() * samples.size();
        Object lock = new Object();
        Trials.run(
                model,
                Planner.compressedOpset(model.index()),
                trials,
                (trial, form) -> {
                    errors[trial] = error(trials.get(trial).weight(), form, count -> {
                        synchronized (lock) {
                            progress.advanced(OutputRuns.state(done.incrementAndGet(), all));
                        }
                    });
                },
                options,
                Progress.NONE,
                cancellation);
        return new OutputNoise(responses(pairs, errors));
    }

    /** The weights that the model's outputs can be measured for, each in forms of different noise. */
    private List<Pair> pairs() {
        Set<String> known = runs.session().constants();
        List<Pair> pairs = new ArrayList<>();
        for (int weight = 0; weight < curves.weights().size(); weight++) {
            if (known.containsAll(names(curves.weights().get(weight)))) {
                Set<Integer> choices = new TreeSet<>();
                for (double decibels : NEAR) {
                    nearest(weight, decibels, choices);
                }
                for (int choice : choices) {
                    pairs.add(new Pair(weight, choice));
                }
            }
        }
        return pairs;
    }

    private void nearest(int weight, double decibels, Set<Integer> choices) {
        int best = Costs.LEAVE;
        double distance = Double.POSITIVE_INFINITY;
        for (int choice = 1; choice < curves.choices().size(); choice++) {
            double away = Math.abs(curves.snrDb()[weight][choice] - decibels);
            if (curves.costs().has(weight, choice) && away < distance) {
                best = choice;
                distance = away;
            }
        }
        double found = curves.snrDb()[weight][best];
        boolean another = choices.stream().noneMatch(choice -> curves.snrDb()[weight][choice] == found);
        if (best != Costs.LEAVE && another) {
            choices.add(best);
        }
    }

    private static Collection<String> names(Weight weight) {
        return weight.constNames();
    }

    private double error(Weight weight, Representation form, IntConsumer done) throws IOException {
        Map<String, Representation> numbers = new HashMap<>();
        names(weight).forEach(name -> numbers.put(name, form));
        try (Session noisy = runs.session().with(numbers)) {
            double sum = 0;
            int outputs = 0;
            for (DifferenceSums sums : runs.compared(noisy, samples, 1, done).values()) {
                if (sums.signal() > 0) {
                    sum += sums.noise() / sums.signal();
                    outputs++;
                }
            }
            double error = outputs == 0 ? 0 : sum / outputs;
            return Double.isFinite(error) ? Math.min(error, BROKEN) : BROKEN;
        }
    }

    private Map<Integer, Response> responses(List<Pair> pairs, double[] errors) {
        Map<Integer, List<Response.Point>> points = new HashMap<>();
        for (int i = 0; i < errors.length; i++) {
            Pair pair = pairs.get(i);
            points.computeIfAbsent(curves.weights().get(pair.weight()).id(), id -> new ArrayList<>())
                    .add(new Response.Point(curves.noise(pair.weight(), pair.choice()), errors[i]));
        }
        Map<Integer, Response> responses = new HashMap<>();
        points.forEach((id, measured) -> responses.put(id, new Response(measured)));
        return responses;
    }
}
