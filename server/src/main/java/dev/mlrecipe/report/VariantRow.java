package dev.mlrecipe.report;

import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Totals;
import dev.mlrecipe.technique.Proposal.Basis;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One variant of a recipe beside the others, all of its models together.
 *
 * @param name its name; for a recipe of models only that of a model's file, or {@code total}
 * @param float16Bytes all weights as dense float16
 * @param storedBytes all weights of the output
 * @param basis how exact {@code storedBytes} is
 * @param outputBytes bytes of the output on disk; empty before a run
 * @param snrDb what all weights together lose, see {@link #of}; infinite without error; empty before a run
 * @param minSnrDb smallest signal to noise ratio of a weight; empty before a run or without one
 * @param output the output that is furthest off; empty where nobody measured on samples
 * @param latencies milliseconds of a run by device, where the recipe is about devices
 * @param seconds wall time of the run
 * @param best whether no other variant is at least as small and as exact, and one of the two more so
 */
public record VariantRow(
        String name,
        long float16Bytes,
        long storedBytes,
        Basis basis,
        OptionalLong outputBytes,
        OptionalDouble snrDb,
        OptionalDouble minSnrDb,
        Optional<OutputAccuracy> output,
        Map<String, PredictionDocument.Entry> latencies,
        double seconds,
        boolean best) {

    /**
     * What the reports of a variant's models say together. The error of the whole is the noise power relative to the
     * signal of each weight, averaged over the elements of all weights, those without error included:
     * {@code -10 log10(Σ n·10^(-snr/10) / Σ n)}.
     */
    static VariantRow of(String name, List<ReportDocument> models) {
        List<Totals> totals = models.stream().map(document -> document.report().totals()).toList();
        List<LayerResult> layers = models.stream().flatMap(document -> document.report().layers().stream()).toList();
        boolean run = totals.stream().allMatch(one -> one.outputBytes().isPresent());
        return new VariantRow(
                name,
                totals.stream().mapToLong(Totals::float16Bytes).sum(),
                totals.stream().mapToLong(Totals::storedBytes).sum(),
                layers.stream().map(LayerResult::basis).reduce(Basis.EXACT, VariantRow::worse),
                run
                        ? OptionalLong.of(totals.stream().mapToLong(one -> one.outputBytes().getAsLong()).sum())
                        : OptionalLong.empty(),
                run ? OptionalDouble.of(snr(layers)) : OptionalDouble.empty(),
                totals.stream().flatMapToDouble(one -> one.minSnrDb().stream()).min(),
                furthest(models),
                latencies(models),
                totals.stream().mapToDouble(Totals::seconds).sum(),
                false);
    }

    private static Optional<OutputAccuracy> furthest(List<ReportDocument> models) {
        return models.stream()
                .flatMap(document -> document.report().accuracy().measured().stream())
                .flatMap(measured -> measured.outputs().stream())
                .min(Comparator.comparingDouble(OutputAccuracy::snrDb));
    }

    /** Of several models none: how they follow each other is not known. */
    private static Map<String, PredictionDocument.Entry> latencies(List<ReportDocument> models) {
        Map<String, PredictionDocument.Entry> latencies = new LinkedHashMap<>();
        if (models.size() == 1) {
            models.getFirst().predictions().forEach(entry ->
                    latencies.putIfAbsent(entry.result().device().name(), entry));
        }
        return latencies;
    }

    private static Basis worse(Basis a, Basis b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static double snr(List<LayerResult> layers) {
        double noise = 0;
        double elements = 0;
        for (LayerResult layer : layers) {
            double count = layer.weight().stored().shape().elements();
            elements += count;
            if (layer.snrDb().isPresent()) {
                noise += count * Math.pow(10, -layer.snrDb().getAsDouble() / 10);
            }
        }
        return noise == 0 ? Double.POSITIVE_INFINITY : -10 * Math.log10(noise / elements);
    }

    /** Dense float16 bytes / output bytes. */
    public double ratio() {
        return storedBytes == 0 ? 1 : (double) float16Bytes / storedBytes;
    }

    VariantRow asBest(boolean now) {
        return new VariantRow(
                name, float16Bytes, storedBytes, basis, outputBytes, snrDb, minSnrDb, output, latencies, seconds, now);
    }

    /** Whether this one is at least as small and as exact as another, and one of the two more so. */
    boolean beats(VariantRow other) {
        if (snrDb.isEmpty() || other.snrDb.isEmpty()) {
            return false;
        }
        double own = snrDb.getAsDouble();
        double theirs = other.snrDb.getAsDouble();
        return storedBytes <= other.storedBytes && own >= theirs && (storedBytes < other.storedBytes || own > theirs);
    }
}
