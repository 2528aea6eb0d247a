package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.predict.Constants;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Fits the free constants to published rows: the mean of |log(predicted / published)| of latencies and of speed-ups,
 * plus a mild pull towards where each constant would be without them. A random search with a fixed seed, so the same rows
 * give the same constants.
 */
final class Fit {
    private static final long SEED = 1;
    private static final int ROUNDS = 1000;
    private static final double PULL = 0.02;
    private static final Set<String> ONE_THING = Set.of("R086", "R090", "R091");

    /** The free constants: where they would be without published rows, and what they can be. */
    static final Map<String, Free> FREE = new LinkedHashMap<>();

    /**
     * A free constant.
     *
     * @param prior its value without any row
     * @param low smallest value that makes sense
     * @param high largest value that makes sense
     * @param source where the prior comes from
     */
    record Free(double prior, double low, double high, String source) {}

    static {
        FREE.put("dispatch_ms", new Free(0.03, 0.005, 0.3, "below the smallest published latency, 0.13 ms"));
        FREE.put("compute_share", new Free(0.44, 0.1, 1,
                "large matrix products: 0.44 on M1, 0.54 on M5 (ane-guide), 0.30 on M4 (maderix)"));
        FREE.put("depthwise_share", new Free(0.1, 0.01, 1, "one input channel per result instead of some ten"));
        FREE.put("int8_gain", new Free(1.2, 1, 2, "between none and twice the rate"));
        FREE.put("sparse_skip", new Free(0.4, 0.01, 1, "no published figure: less than half"));
        FREE.put("on_chip_gbps_per_tflops", new Free(4.1, 1, 40, "a few bytes per operation of the ceiling"));
        FREE.put("spill_share", new Free(1, 0.3, 1, "all of the memory bandwidth"));
        FREE.put("weight_share", new Free(0.75, 0.3, 1, "M1: 51 of 68 GB/s (ane-guide)"));
        FREE.put("plain_share", new Free(1, 0.3, 1, "as compressed weights"));
        FREE.put("table_ms", new Free(0.000136, 1e-6, 1e-2, "44 ms for 442 thousand tables of OPT-1.3B"));
        FREE.put("gpu_bandwidth_share", new Free(0.72, 0.2, 1, "286 of 400 GB/s of M1 Max"));
        FREE.put("gpu_expand_share", new Free(0.57, 0.1, 1, "166 of those 286 GB/s with int4"));
    }

    private final Constants shipped;
    private final List<Case> cases;

    /**
     * Prepares a fit.
     *
     * @param shipped all but the free constants stay as they are
     * @param cases the marked rows
     */
    Fit(Constants shipped, List<Case> cases) {
        this.shipped = shipped;
        this.cases = cases;
    }

    /**
     * Whether the constants are fitted to this row. Of OPT only the rows whose time is one thing, streaming float16
     * weights or changing tables, for the constant behind that, since its authors mean its latencies for comparison only;
     * of Llama one length of context.
     */
    static boolean marked(Case one) {
        return switch (one.row().model()) {
            case "OPT-1.3B" -> ONE_THING.contains(one.row().id());
            case "Llama-3.1-8B-Instruct" -> one.row().context().equals("max context 128");
            default -> true;
        };
    }

    Constants best() {
        Map<String, Double> values = new LinkedHashMap<>();
        FREE.forEach((name, free) -> values.put(name, free.prior()));
        List<String> names = List.copyOf(FREE.keySet());
        Random random = new Random(SEED);
        double best = objective(values);
        double step = 0.4;
        for (int round = 1; round <= ROUNDS; round++) {
            Map<String, Double> tried = new LinkedHashMap<>(values);
            for (int i = 0; i < 2; i++) {
                String name = names.get(random.nextInt(names.size()));
                Free free = FREE.get(name);
                double moved = values.get(name) * Math.exp(random.nextGaussian() * step);
                tried.put(name, Math.clamp(moved, free.low(), free.high()));
            }
            double objective = objective(tried);
            if (objective < best) {
                best = objective;
                values.putAll(tried);
            }
            step *= round % (ROUNDS / 5) == 0 ? 0.65 : 1;
        }
        return with(values);
    }

    private Constants with(Map<String, Double> values) {
        Map<String, Double> rounded = new LinkedHashMap<>();
        values.forEach((name, value) -> rounded.put(name, digits(value)));
        return shipped.with(rounded);
    }

    /** Three significant digits: more would say more than the rows do. */
    private static double digits(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.2e", value));
    }

    /** What is made small: how far constants are from the rows, and from where they would be without them. */
    double objective(Constants constants) {
        Map<String, Double> values = new LinkedHashMap<>();
        FREE.keySet().forEach(name -> values.put(name, constants.all().get(name).is()));
        return objective(values);
    }

    /** Latencies and speed-ups count alike. */
    private double objective(Map<String, Double> values) {
        Constants tried = with(values);
        Map<String, Double> predicted = new HashMap<>();
        cases.forEach(one -> predicted.put(one.row().id(), one.predicted(tried)));
        double latency = cases.stream()
                .mapToDouble(one -> Math.abs(Math.log(predicted.get(one.row().id()) / one.row().ms())))
                .average()
                .orElse(0);
        double speedup = cases.stream()
                .filter(one -> one.baseline().map(Published::id).filter(predicted::containsKey).isPresent())
                .mapToDouble(one -> {
                    Published baseline = one.baseline().orElseThrow();
                    double ratio = predicted.get(baseline.id()) / predicted.get(one.row().id());
                    return Math.abs(Math.log(ratio * one.row().ms() / baseline.ms()));
                })
                .average()
                .orElse(0);
        double pull = 0;
        for (Map.Entry<String, Free> free : FREE.entrySet()) {
            double distance = Math.log(values.get(free.getKey()) / free.getValue().prior());
            pull += PULL * distance * distance;
        }
        return latency + speedup + pull;
    }
}
