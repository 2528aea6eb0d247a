package dev.mlrecipe.measured;

import dev.mlrecipe.measured.MeasuredPlan.Format;
import dev.mlrecipe.measured.MeasuredPlan.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** CoreMLProfiler's {@code compute_plan_operation_table.json}: a list of operations in the order of the program. */
final class ProfilerTable {
    private ProfilerTable() {}

    static MeasuredPlan read(JsonValue root) throws MeasuredException {
        List<MeasuredRow> rows = new ArrayList<>();
        for (JsonValue row : root.items()) {
            String type = row.object().at("operatorName").text();
            rows.add(new MeasuredRow(
                    row.path() + " " + type,
                    new MeasuredRow.Key.Type(rows.size(), type),
                    Optional.empty(),
                    UnitWords.of(row.at("preferred_device")),
                    row.at("cost").optionalNumber()));
        }
        return new MeasuredPlan(Format.COREML_PROFILER, Origin.UNKNOWN, Optional.empty(), OptionalLong.empty(), rows);
    }
}
