package dev.mlrecipe.measured;

import dev.mlrecipe.measured.MeasuredPlan.Format;
import dev.mlrecipe.measured.MeasuredPlan.Origin;
import dev.mlrecipe.predict.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A ComputePlan of coremltools as JSON: {@code infos} is a list, as {@code ComputePlan.from_dict} reads it, or an object
 * by path, as {@code to_dict} writes it (coremltools, models/ml_program/experimental/remote_device.py).
 */
final class CoremltoolsPlan {
    private CoremltoolsPlan() {}

    static MeasuredPlan read(JsonValue root) throws MeasuredException {
        JsonValue infos = root.at("infos");
        List<MeasuredRow> rows = new ArrayList<>();
        for (JsonValue info : infos.node().isArray() ? infos.items() : infos.entries()) {
            row(info.object()).ifPresent(rows::add);
        }
        return new MeasuredPlan(Format.COREMLTOOLS, Origin.UNKNOWN, Optional.empty(), OptionalLong.empty(), rows);
    }

    /** Empty for layers of neural networks and models of pipelines. */
    private static Optional<MeasuredRow> row(JsonValue info) throws MeasuredException {
        Optional<String> output = Optional.empty();
        Optional<String> function = Optional.empty();
        for (JsonValue part : info.at("path").object().at("components").items()) {
            JsonValue operation = part.object().at("programOperation");
            if (!operation.isAbsent()) {
                output = Optional.of(operation.object().at("data").object().at("outputName").text());
            }
            JsonValue outer = part.at("programFunction");
            if (!outer.isAbsent()) {
                function = Optional.of(outer.object().at("data").object().at("name").text());
            }
        }
        JsonValue preferred = info.at("deviceUsage").object().at("preferred").object();
        if (output.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MeasuredRow(
                output.get(),
                new MeasuredRow.Key.Output(output.get()),
                function,
                unit(preferred),
                info.at("estimatedCost").optionalNumber()));
    }

    private static Unit unit(JsonValue device) throws MeasuredException {
        if (!device.at("cpu").isAbsent()) {
            return Unit.CPU;
        }
        if (!device.at("gpu").isAbsent()) {
            return Unit.GPU;
        }
        if (!device.at("neuralEngine").isAbsent()) {
            return Unit.NEURAL_ENGINE;
        }
        throw device.wrong("one of \"cpu\", \"gpu\" and \"neuralEngine\"");
    }
}
