package dev.mlrecipe.measured;

import dev.mlrecipe.measured.MeasuredPlan.Format;
import dev.mlrecipe.measured.MeasuredPlan.Latency;
import dev.mlrecipe.measured.MeasuredPlan.Origin;
import dev.mlrecipe.predict.ComputeUnits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What {@code examples/measure_on_mac.py} writes: {@code schema/measured.schema.json}. */
final class OwnFormat {
    private static final Pattern APPLE = Pattern.compile("^Apple\\s+|\\s*\\(Virtual\\)$");

    private OwnFormat() {}

    static MeasuredPlan read(JsonValue root) throws MeasuredException {
        JsonValue version = root.at("mlrecipe_measured");
        if (version.number() != 1) {
            throw version.wrong("1, the version that this product reads,");
        }
        List<MeasuredRow> rows = new ArrayList<>();
        for (JsonValue row : root.at("operations").items()) {
            String output = row.object().at("output").text();
            rows.add(new MeasuredRow(
                    output,
                    new MeasuredRow.Key.Output(output),
                    row.at("function").optionalText(),
                    UnitWords.of(row.at("unit")),
                    row.at("cost").optionalNumber()));
        }
        return new MeasuredPlan(Format.MLRECIPE, origin(root), latency(root.at("latency_ms")), bytes(root), rows);
    }

    private static Origin origin(JsonValue root) throws MeasuredException {
        return new Origin(
                root.at("model").optionalText(),
                root.at("device").optionalText(),
                root.at("chip").optionalText().map(chip -> APPLE.matcher(chip).replaceAll("")),
                root.at("os").optionalText(),
                computeUnits(root.at("compute_units")));
    }

    private static Optional<ComputeUnits> computeUnits(JsonValue value) throws MeasuredException {
        Optional<String> word = value.optionalText();
        Optional<ComputeUnits> units = word.flatMap(ComputeUnits::ofWord);
        if (word.isPresent() && units.isEmpty()) {
            throw value.wrong("one of "
                    + String.join(", ", Arrays.stream(ComputeUnits.values()).map(ComputeUnits::word).toList()));
        }
        return units;
    }

    private static Optional<Latency> latency(JsonValue value) throws MeasuredException {
        if (value.isAbsent()) {
            return Optional.empty();
        }
        double median = value.object().at("median").number();
        double min = value.at("min").optionalNumber().orElse(median);
        double max = value.at("max").optionalNumber().orElse(median);
        if (min > median || median > max) {
            throw value.wrong("min, median and max in this order");
        }
        return Optional.of(new Latency(median, min, max));
    }

    private static OptionalLong bytes(JsonValue root) throws MeasuredException {
        JsonValue value = root.at("weight_bytes");
        return value.isAbsent() ? OptionalLong.empty() : OptionalLong.of((long) value.number());
    }
}
