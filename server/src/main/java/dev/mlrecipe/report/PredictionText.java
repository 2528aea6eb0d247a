package dev.mlrecipe.report;

import dev.mlrecipe.measured.Evidence;
import dev.mlrecipe.measured.MeasuredResult;
import dev.mlrecipe.predict.OpPrediction;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.report.PredictionDocument.Entry;
import dev.mlrecipe.report.TextTable.Align;
import java.util.ArrayList;
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
        StringBuilder out = new StringBuilder(devices(document.devices(), document.functions().size() > 1, colour));
        long predicted = document.devices().stream().map(entry -> entry.result().function()).distinct().count();
        if (predicted < document.functions().size()) {
            out.append(Ink.DIM.paint(
                            "functions of the model: " + Ink.harmless(String.join(", ", document.functions()))
                                    + "; --function predicts another than the first",
                            colour))
                    .append('\n');
        }
        for (Entry entry : document.devices()) {
            out.append('\n');
            layers(out, entry, colour);
            entry.measured().ifPresent(measured -> agreement(out, measured, colour));
        }
        return out.toString();
    }

    /** A line per device. */
    static String devices(List<Entry> entries, boolean colour) {
        return devices(entries, false, colour);
    }

    private static String devices(List<Entry> entries, boolean functions, boolean colour) {
        TextTable table = new TextTable();
        if (functions) {
            table.column("function", Align.LEFT);
        }
        table
                .column("device", Align.LEFT)
                .column("chip", Align.LEFT)
                .column("system", Align.LEFT)
                .column("units", Align.LEFT)
                .column(entries.stream().allMatch(Entry::isMeasured) ? "measured ms" : "predicted ms", Align.RIGHT)
                .column("range", Align.LEFT)
                .column("float16 ms", Align.RIGHT)
                .column("speed-up", Align.RIGHT)
                .column("bound", Align.LEFT)
                .column("weights in memory", Align.RIGHT)
                .column("float16", Align.RIGHT);
        for (Entry entry : entries) {
            Prediction result = entry.result();
            List<String> cells = new ArrayList<>(functions ? List.of(Ink.harmless(result.function())) : List.of());
            cells.addAll(List.of(
                    result.device().name(),
                    result.device().chip().name(),
                    result.os().word(),
                    result.computeUnits().word(),
                    ms(entry.latency().value()) + (entry.isMeasured() ? " measured" : ""),
                    range(entry.latency()),
                    ms(entry.baseline().latency().value()) + " (" + range(entry.baseline().latency()) + ")",
                    Sizes.ratio(ratio(entry)),
                    result.bound().title(),
                    Sizes.bytes(result.weightMemory()),
                    Sizes.bytes(entry.baseline().weightMemory())));
            table.row(Ink.PLAIN, cells.toArray(String[]::new));
        }
        return table.render(colour);
    }

    private static void layers(StringBuilder out, Entry entry, boolean colour) {
        Prediction prediction = entry.result();
        out.append(Ink.BOLD.paint(prediction.device().name(), colour))
                .append(", ").append(prediction.computeUnits().word())
                .append(prediction.function().equals("main") ? "" : ", " + Ink.harmless(prediction.function()))
                .append(entry.measured()
                        .map(measured -> " (" + Ink.harmless(measured.source()) + "; the rest is predicted)")
                        .orElse(" (all numbers are predicted)"))
                .append('\n');
        entry.measured()
                .flatMap(MeasuredResult::caveat)
                .ifPresent(caveat -> out.append("note: ").append(caveat).append('\n'));
        prediction.notes().forEach(note -> out.append("note: ").append(Ink.harmless(note)).append('\n'));
        TextTable table = new TextTable()
                .column("operation", Align.LEFT)
                .column("type", Align.LEFT)
                .column("unit", Align.LEFT)
                .column("ms", Align.RIGHT)
                .column("range", Align.LEFT)
                .column("bound", Align.LEFT)
                .column("weights in memory", Align.RIGHT)
                .column("why there", Align.LEFT);
        List<OpPrediction> slowest = prediction.layers().stream()
                .sorted(Comparator.<OpPrediction>comparingDouble(entry::ms).reversed())
                .limit(MOST)
                .filter(layer -> entry.ms(layer) > 0)
                .toList();
        for (OpPrediction layer : slowest) {
            table.row(
                    Ink.PLAIN,
                    Ink.harmless(layer.op()),
                    Ink.harmless(layer.type()),
                    layer.unit().title(),
                    ms(entry.ms(layer)),
                    range(entry.range(layer)),
                    layer.bound().title(),
                    Sizes.bytes(layer.weightMemory()),
                    why(entry, layer));
        }
        out.append(table.render(colour));
        int others = prediction.layers().size() - slowest.size();
        double rest = prediction.layers().stream().mapToDouble(entry::ms).sum()
                - slowest.stream().mapToDouble(entry::ms).sum();
        if (others > 0) {
            String count = others == 1 ? "1 more operation" : others + " more operations";
            // What is left of a difference of sums is no time.
            String take = rest < 1e-9
                    ? ", part of these; --json lists all"
                    : " with " + ms(rest) + " ms (" + range(entry.latency().of(rest)) + ") together; --json lists all";
            out.append(Ink.DIM.paint("and " + count + take, colour)).append('\n');
        }
    }

    private static String why(Entry entry, OpPrediction layer) {
        Evidence evidence = entry.evidence(layer);
        return evidence == Evidence.PREDICTED
                ? Ink.harmless(layer.rule()) + " (" + layer.confidence().word() + " confidence)"
                : evidence.title();
    }

    /** What the file is worth, and what the prediction: units that agree, and those that do not. */
    private static void agreement(StringBuilder out, MeasuredResult measured, boolean colour) {
        MeasuredResult.Agreement agreement = measured.agreement();
        out.append("predicted units agree with measured ones for ")
                .append(agreement.same()).append(" of ").append(agreement.compared()).append(" operations\n");
        if (!measured.match().unknown().isEmpty()) {
            out.append("the model lacks ").append(measured.match().unknown().size())
                    .append(" operations of the file\n");
        }
        if (agreement.differences().isEmpty()) {
            return;
        }
        TextTable table = new TextTable()
                .column("operation", Align.LEFT)
                .column("type", Align.LEFT)
                .column("measured", Align.LEFT)
                .column("predicted", Align.LEFT)
                .column("why predicted there", Align.LEFT);
        for (MeasuredResult.Difference difference : agreement.differences().stream().limit(MOST).toList()) {
            OpPrediction predicted = difference.predicted();
            table.row(
                    Ink.PLAIN,
                    Ink.harmless(predicted.op()),
                    Ink.harmless(predicted.type()),
                    difference.measured().title(),
                    predicted.unit().title(),
                    Ink.harmless(predicted.rule()));
        }
        out.append(table.render(colour));
        int others = agreement.differences().size() - MOST;
        if (others > 0) {
            out.append(Ink.DIM.paint("and " + others + " more; --json lists them", colour)).append('\n');
        }
    }

    /** Both predicted: what is measured has nothing measured to be compared with. */
    private static double ratio(Entry entry) {
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
