package dev.mlrecipe.accuracy;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.samples.SampleSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Runs a compressed model beside its original. Values inside are looked at some at a time, so that memory holds one group
 * of them for each thread. Both models run in float32, with values that programs store as float16 rounded to it.
 *
 * @param original the model, of which the default function is run
 * @param compressed what became of it
 * @param threads samples at the same time, at most; figures are the same for any number
 * @param check throws if the run was cancelled
 */
public record AccuracyMeter(
        CoreMlModel original, CoreMlModel compressed, Executor executor, int threads, Runnable check) {
    /** Bytes of the values of a group, in each of the models. */
    private static final long GROUP_BYTES = 128L << 20;

    /**
     * What to run.
     *
     * @param samples the samples
     * @param chosen which of them, at least one
     * @param labels which classes are right; empty without labels
     * @param key identifies all this
     */
    public record Task(SampleSet samples, List<Integer> chosen, Optional<LabelledOutput> labels, String key) {
        public Task {
            chosen = List.copyOf(chosen);
        }
    }

    /**
     * Measures.
     *
     * @param ops names of the operations whose results are looked at
     * @param done hears after every pair of runs how many are done of {@link #runs}
     * @throws dev.mlrecipe.samples.SamplesException if a sample cannot be used
     * @throws IOException if a model cannot be run
     */
    public Accuracy.Measured measure(Task task, Set<String> ops, IntConsumer done) throws IOException {
        List<List<String>> groups = groups(ops);
        Map<String, DifferenceSums> inside = new LinkedHashMap<>();
        List<OutputAccuracy> outputs = List.of();
        // One thread for each run: with more, the last bits of results depend on their number.
        ExecuteOptions options = ExecuteOptions.defaults()
                .withObserved(groups.stream().flatMap(List::stream).toList())
                .withRoundedHalves();
        try (Session right = executor.open(original, options);
                Session found = executor.open(compressed, options)) {
            for (int i = 0; i < groups.size(); i++) {
                int before = i * task.chosen().size();
                List<String> results = i == 0 ? both(right.outputs(), found.outputs()) : List.of();
                Sums sums = new Sums(task, both(groups.get(i), both(right.observed(), found.observed())), results);
                Set<String> names = sums.names();
                new PairedRuns(
                                PairedRuns.Source.of(right, names),
                                PairedRuns.Source.of(found, names),
                                threads,
                                check)
                        .each(task.samples(), task.chosen(), names, sums::add, runs -> done.accept(before + runs));
                inside.putAll(sums.inside);
                outputs = i == 0 ? outputs(sums) : outputs;
            }
            List<String> problems = Stream.of(right, found)
                    .flatMap(session -> session.unsupported().stream())
                    .map(Unsupported::line)
                    .distinct()
                    .toList();
            return new Accuracy.Measured(
                    task.key(), task.chosen().size(), outputs, layers(ops, inside), problems);
        }
    }

    /** How many pairs of runs there will be. */
    public int runs(Set<String> ops, int samples) {
        return groups(ops).size() * samples;
    }

    private static List<String> both(List<String> some, List<String> others) {
        List<String> both = new ArrayList<>(some);
        both.retainAll(new HashSet<>(others));
        return both;
    }

    /** Names of values, group by group; the first group may be empty. Only what both models have can be compared. */
    private List<List<String>> groups(Set<String> ops) {
        Set<String> observable = new HashSet<>(original.observable());
        observable.retainAll(new HashSet<>(compressed.observable()));
        List<List<String>> groups = new ArrayList<>();
        groups.add(new ArrayList<>());
        long sum = 0;
        for (OpFacts op : original.functions().get(0).ops()) {
            for (ValueFacts value : ops.contains(op.name()) ? op.outputs() : List.<ValueFacts>of()) {
                if (!observable.contains(value.name())) {
                    continue;
                }
                long size = bytes(value);
                if (sum + size > GROUP_BYTES && !groups.getLast().isEmpty()) {
                    groups.add(new ArrayList<>());
                    sum = 0;
                }
                groups.getLast().add(value.name());
                sum += size;
            }
        }
        return groups;
    }

    private static long bytes(ValueFacts value) {
        return value.shape().stream().mapToLong(dim -> Math.max(1, dim)).reduce(Float.BYTES, (a, b) -> a * b);
    }

    private List<OutputAccuracy> outputs(Sums sums) {
        FunctionFacts function = original.functions().get(0);
        Set<String> choices = ClassOutputs.of(function, original.classes()).keySet();
        List<OutputAccuracy> outputs = new ArrayList<>();
        sums.outputs.forEach((name, errors) -> outputs.add(new OutputAccuracy(
                name,
                errors.snrDb(),
                errors.meanSnrDb(),
                errors.psnrDb(),
                errors.meanCosine(),
                errors.minCosine(),
                choices.contains(name) ? OptionalDouble.of(errors.agreement()) : OptionalDouble.empty(),
                sums.labelled(name))));
        return outputs;
    }

    private List<LayerAccuracy> layers(Set<String> ops, Map<String, DifferenceSums> inside) {
        List<LayerAccuracy> layers = new ArrayList<>();
        for (OpFacts op : original.functions().get(0).ops()) {
            if (ops.contains(op.name())) {
                op.outputs().stream()
                        .filter(value -> inside.containsKey(value.name()))
                        .mapToDouble(value -> inside.get(value.name()).snrDb())
                        .min()
                        .ifPresent(snr -> layers.add(new LayerAccuracy(op.name(), op.type(), snr)));
            }
        }
        return layers;
    }

    /** Sums of one group. */
    private static final class Sums {
        private final Task task;
        private final Map<String, DifferenceSums> inside = new LinkedHashMap<>();
        private final Map<String, DifferenceSums> outputs = new LinkedHashMap<>();
        private int rightBefore;
        private int rightAfter;

        private Sums(Task task, List<String> inside, List<String> outputs) {
            this.task = task;
            inside.forEach(name -> this.inside.put(name, new DifferenceSums()));
            outputs.forEach(name -> this.outputs.put(name, new DifferenceSums()));
        }

        private Set<String> names() {
            Set<String> names = new LinkedHashSet<>(outputs.keySet());
            names.addAll(inside.keySet());
            return names;
        }

        private void add(int position, Map<String, Difference> differences) {
            differences.forEach((name, difference) -> {
                Optional.ofNullable(inside.get(name)).ifPresent(sums -> sums.add(difference));
                Optional.ofNullable(outputs.get(name)).ifPresent(sums -> sums.add(difference));
            });
            task.labels().filter(labels -> outputs.containsKey(labels.output())).ifPresent(labels -> {
                int label = labels.classes().get(task.chosen().get(position));
                Difference difference = differences.get(labels.output());
                rightBefore += difference.referenceClass() == label ? 1 : 0;
                rightAfter += difference.candidateClass() == label ? 1 : 0;
            });
        }

        private Optional<OutputAccuracy.Labelled> labelled(String output) {
            double samples = task.chosen().size();
            return task.labels()
                    .filter(labels -> labels.output().equals(output))
                    .map(labels -> new OutputAccuracy.Labelled(rightBefore / samples, rightAfter / samples));
        }
    }
}
