package dev.mlrecipe.suggest;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.EngineOptions;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.Trials;
import dev.mlrecipe.engine.Trials.Trial;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.plan.PlannedWeight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measured size and error of every weight in every form that the targets and the model allow.
 *
 * @param choices what was tried; the first one leaves a weight as it is
 * @param weights what can be compressed, and what rules reach though it cannot
 * @param costs of these weights and choices, by position
 * @param snrDb by weight and choice; infinite without error, NaN where the choice cannot be had
 * @param otherBytes stored bytes of all other weights
 * @param float16Bytes bytes of all weights as dense float16
 * @param distortion what the errors are
 */
public record Curves(
        List<Choice> choices,
        List<Weight> weights,
        Costs costs,
        double[][] snrDb,
        long otherBytes,
        long float16Bytes,
        Distortion distortion) {

    /** Findings that tell of single weights: those are then left out of the choice. */
    private static final Set<String> OF_WEIGHTS = Set.of(
            Code.LAYER_SKIPPED.word(),
            Code.ALREADY_COMPRESSED.word(),
            Code.STEP_HAS_NO_EFFECT.word(),
            Code.RULE_MATCHES_NOTHING.word(),
            Code.CONFLICTING_CONFIGS.word(),
            Code.SLOWER_PREDICTED.word());

    public Curves {
        choices = List.copyOf(choices);
        weights = List.copyOf(weights);
    }

    /**
     * Measures with the techniques that recipes use. One result per thread is held at a time. The errors are those of
     * weights, see {@link WeightNoise}.
     *
     * @throws IOException if the model cannot be read or temporary files cannot be written
     * @throws java.util.concurrent.CancellationException if it was cancelled
     */
    public static Curves measure(
            Setting setting,
            CoreMlModel model,
            EngineOptions options,
            Progress progress,
            Cancellation cancellation)
            throws IOException {
        List<Tried> tried = tried(setting);
        List<Trial> trials = new ArrayList<>();
        List<Integer> choices = new ArrayList<>();
        for (int choice = 1; choice < tried.size(); choice++) {
            for (PlannedWeight planned : tried.get(choice).plan()) {
                if (planned.decision() instanceof Decision.Compress compress) {
                    trials.add(new Trial(planned.weight(), compress));
                    choices.add(choice);
                }
            }
        }
        List<LayerResult> results = Trials.run(
                model,
                Planner.compressedOpset(setting.model().index()),
                trials,
                Trials.Judge.NONE,
                options,
                progress,
                cancellation);
        Curves curves = unmeasured(setting, tried);
        Map<Integer, Integer> positions = new HashMap<>();
        curves.weights.forEach(weight -> positions.put(weight.id(), positions.size()));
        for (int i = 0; i < results.size(); i++) {
            LayerResult result = results.get(i);
            if (result.status() == LayerResult.Status.COMPRESSED && result.storedBytes() < result.originalBytes()) {
                int weight = positions.get(result.weight().id());
                double snrDb = result.snrDb().orElseThrow();
                double error = curves.distortion.of(result.weight(), noise(snrDb));
                curves.costs.set(weight, choices.get(i), result.storedBytes(), error);
                curves.snrDb[weight][choices.get(i)] = snrDb;
            }
        }
        return curves;
    }

    /** Power of noise over power of signal. */
    private static double noise(double snrDb) {
        return Math.pow(10, -snrDb / 10);
    }

    /** Power of the noise of a weight's values over their power; NaN where the choice cannot be had. */
    public double noise(int weight, int choice) {
        return noise(snrDb[weight][choice]);
    }

    /** The same where errors are something else. */
    public Curves with(Distortion other) {
        Costs changed = costs.copy();
        for (int weight = 0; weight < weights.size(); weight++) {
            for (int choice = 1; choice < choices.size(); choice++) {
                if (costs.has(weight, choice)) {
                    double error = other.of(weights.get(weight), noise(weight, choice));
                    changed.set(weight, choice, costs.bytes(weight, choice), error);
                }
            }
        }
        return new Curves(choices, weights, changed, snrDb, otherBytes, float16Bytes, other);
    }

    /**
     * How weights would be compressed, as trials for an engine.
     *
     * @param wanted positions of a weight and of a choice that can be had
     */
    public List<Trial> trials(Setting setting, List<Pair> wanted) {
        Map<Choice, Map<Integer, PlannedWeight>> plans = new HashMap<>();
        for (Tried one : tried(setting)) {
            Map<Integer, PlannedWeight> byWeight = new HashMap<>();
            one.plan().forEach(planned -> byWeight.put(planned.weight().id(), planned));
            plans.put(one.choice(), byWeight);
        }
        return wanted.stream()
                .map(pair -> plans.get(choices.get(pair.choice())).get(weights.get(pair.weight()).id()))
                .map(planned -> new Trial(planned.weight(), (Decision.Compress) planned.decision()))
                .toList();
    }

    /** A weight in a form, by their positions. */
    public record Pair(int weight, int choice) {}

    /** A choice, and what it is to do to every weight. */
    private record Tried(Choice choice, List<PlannedWeight> plan) {}

    /** The choices that the targets and the model allow, after that to leave weights as they are. */
    private static List<Tried> tried(Setting setting) {
        List<Tried> tried = new ArrayList<>(List.of(new Tried(Choice.LEAVE, List.of())));
        for (Choice choice : Choice.ALL) {
            Analysis uniform = setting.analysis(uniform(setting, choice));
            if (uniform.planning().isPresent() && uniform.findings().stream().noneMatch(Curves::forbids)) {
                tried.add(new Tried(choice, uniform.planning().get().plan().weights()));
            }
        }
        return tried;
    }

    /** The weights that any choice reaches, as they are. */
    private static Curves unmeasured(Setting setting, List<Tried> tried) {
        List<Weight> weights = tried.stream()
                .flatMap(one -> one.plan().stream())
                .filter(planned -> !(planned.decision() instanceof Decision.Leave))
                .map(PlannedWeight::weight)
                .distinct()
                .sorted(Comparator.comparingInt(Weight::id))
                .toList();
        long[] stored = weights.stream()
                .mapToLong(weight -> setting.model().encoding().storedBytes(weight.stored()))
                .toArray();
        double[][] snrDb = new double[weights.size()][tried.size()];
        for (double[] row : snrDb) {
            Arrays.fill(row, Double.NaN);
            row[Costs.LEAVE] = Double.POSITIVE_INFINITY;
        }
        List<Weight> all = setting.model().index().weights();
        long bytes = all.stream()
                .mapToLong(weight -> setting.model().encoding().storedBytes(weight.stored()))
                .sum();
        return new Curves(
                tried.stream().map(Tried::choice).toList(),
                weights,
                new Costs(weights.size(), tried.size(), stored),
                snrDb,
                bytes - Arrays.stream(stored).sum(),
                all.stream().mapToLong(weight -> 2 * weight.stored().shape().elements()).sum(),
                WeightNoise.INSTANCE);
    }

    /** A choice for all weights. */
    private static String uniform(Setting setting, Choice choice) {
        return setting.head() + "config_type: " + choice.configType() + "\nglobal_config: {" + choice.options() + "}\n";
    }

    private static boolean forbids(Finding finding) {
        return finding.severity().atLeast(Severity.WARNING) && !OF_WEIGHTS.contains(finding.code());
    }

    /** Bytes of these weights as they are. */
    public long stored() {
        long sum = 0;
        for (int weight = 0; weight < weights.size(); weight++) {
            sum += costs.bytes(weight, Costs.LEAVE);
        }
        return sum;
    }

    /** Bytes of the whole model's weights where those that were measured take so many. */
    public long total(long bytes) {
        return bytes + otherBytes;
    }

    /** Dense float16 bytes over stored bytes. */
    public double ratio(long bytes) {
        return total(bytes) == 0 ? 1 : (double) float16Bytes / total(bytes);
    }

    /** An error of all weights together as a signal to noise ratio in dB. */
    public double errorSnrDb(double error) {
        return distortion.snrDb(error, weights);
    }
}
