package dev.mlrecipe.report;

import dev.mlrecipe.predict.OpPrediction;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.report.TextTable.Align;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Predictions for a terminal: a line per device, and the operations that take most of the time. */
public final class PredictionText {
    /** Operations that are listed; JSON has all. */
    private static final int MOST = 20;

    private PredictionText() {}

    /** The devices, then their slowest operations, each line with a line feed. */
    public static String render(PredictionDocument document, boolean colour) {
        StringBuilder out = new StringBuilder(devices(document.devices(), colour));
        for (PredictionDocument.Entry entry : document.devices()) {
            out.append('\n');
            layers(out, entry.result(), colour);
        }
        return out.toString();
    }

    /** A line per device. */
    static String devices(List<PredictionDocument.Entry> entries, boolean colour) {
        TextTable table = new TextTable()
                .column("device", Align.LEFT)
                .column("chip", Align.LEFT)
                .column("system", Align.LEFT)
                .column("units", Align.LEFT)
                .column("predicted ms", Align.RIGHT)
                .column("range", Align.LEFT)
                .column("float16 ms", Align.RIGHT)
                .column("speed-up", Align.RIGHT)
                .column("bound", Align.LEFT)
                .column("weights in memory", Align.RIGHT)
                .column("float16", Align.RIGHT);
        for (PredictionDocument.Entry entry : entries) {
            Prediction result = entry.result();
            table.row(
                    Ink.PLAIN,
                    result.device().name(),
                    result.device().chip().name(),
                    result.os().word(),
                    result.computeUnits().word(),
                    ms(result.latency().value()),
                    range(result.latency()),
                    ms(entry.baseline().latency().value()),
                    Sizes.ratio(ratio(entry)),
                    result.bound().title(),
                    Sizes.bytes(result.weightMemory()),
                    Sizes.bytes(entry.baseline().weightMemory()));
        }
        return table.render(colour);
    }

    private static void layers(StringBuilder out, Prediction prediction, boolean colour) {
        out.append(Ink.BOLD.paint(prediction.device().name(), colour)).append(" (all numbers are predicted)\n");
        prediction.notes().forEach(note -> out.append("note: ").append(Ink.harmless(note)).append('\n'));
        TextTable table = new TextTable()
                .column("operation", Align.LEFT)
                .column("type", Align.LEFT)
                .column("unit", Align.LEFT)
                .column("ms", Align.RIGHT)
                .column("bound", Align.LEFT)
                .column("weights in memory", Align.RIGHT)
                .column("why there", Align.LEFT);
        List<OpPrediction> slowest = prediction.layers().stream()
                .sorted(Comparator.comparingDouble(OpPrediction::ms).reversed())
                .limit(MOST)
                .filter(layer -> layer.ms() > 0)
                .toList();
        for (OpPrediction layer : slowest) {
            table.row(
                    Ink.PLAIN,
                    Ink.harmless(layer.op()),
                    Ink.harmless(layer.type()),
                    layer.unit().title(),
                    ms(layer.ms()),
                    layer.bound().title(),
                    Sizes.bytes(layer.weightMemory()),
                    Ink.harmless(layer.rule()) + " (" + layer.confidence().word() + " confidence)");
        }
        out.append(table.render(colour));
        int others = prediction.layers().size() - slowest.size();
        if (others > 0) {
            double rest = prediction.layers().stream().mapToDouble(OpPrediction::ms).sum()
                    - slowest.stream().mapToDouble(OpPrediction::ms).sum();
            out.append(Ink.DIM.paint(
                            "and " + others + " operations that take " + ms(rest) + " ms together; --json lists them",
                            colour))
                    .append('\n');
        }
    }

    private static double ratio(PredictionDocument.Entry entry) {
        double after = entry.result().latency().value();
        return after > 0 ? entry.baseline().latency().value() / after : 1;
    }

    /** Three significant digits and no exponent. */
    static String ms(double value) {
        int decimals = value <= 0 ? 0 : Math.clamp(2 - (int) Math.floor(Math.log10(value)), 0, 4);
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** For example {@code 1.10 to 2.15}. */
    static String range(Prediction.Range range) {
        return ms(range.low()) + " to " + ms(range.high());
    }
}
