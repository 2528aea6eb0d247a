package dev.mlrecipe.cli;

import dev.mlrecipe.analysis.Forecasts;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.measured.Match;
import dev.mlrecipe.measured.MeasuredPlan;
import dev.mlrecipe.measured.MeasuredState;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.MeasuredFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code --measured [DEVICE=]FILE}, read.
 *
 * @param devices what to predict for
 * @param plans the files, by name of the device
 */
record MeasuredOption(List<Device> devices, Map<String, MeasuredPlan> plans) {

    /**
     * Reads the files and finds the devices that they are about.
     *
     * @param values as the user gave them
     * @param chosen devices that the user chose, or those that are predicted for where none was
     * @param free whether the user chose none, so that a file may bring its own
     * @throws InputException if a file cannot be used, or is about none of the devices
     */
    static MeasuredOption of(List<String> values, List<Device> chosen, boolean free, Forecasts forecasts)
            throws InputException {
        Map<String, MeasuredPlan> plans = new LinkedHashMap<>();
        List<Device> own = new ArrayList<>();
        for (String value : values) {
            Optional<Device> named = device(value, forecasts);
            String file = named.isPresent() ? value.substring(value.indexOf('=') + 1) : value;
            MeasuredPlan plan = read(file);
            List<Device> about = named.map(List::of).orElseGet(() -> plan.about(chosen));
            if (about.isEmpty() && free) {
                about = forecasts.known().stream()
                        .filter(device -> !plan.about(List.of(device)).isEmpty() && plan.origin().chip().isPresent())
                        .limit(1)
                        .toList();
            }
            if (about.isEmpty()) {
                throw new InputException("--measured " + file + ": " + where(plan, chosen)
                        + "; name the device, as in --measured \"iPhone 15 Pro=" + file + "\"");
            }
            about.forEach(device -> plans.put(device.name(), plan));
            own.addAll(about);
        }
        return new MeasuredOption(free && !own.isEmpty() ? own.stream().distinct().toList() : chosen, plans);
    }

    /** The device before an equals sign; a path may hold one too. */
    private static Optional<Device> device(String value, Forecasts forecasts) throws InputException {
        int end = value.indexOf('=');
        if (end < 0) {
            return Optional.empty();
        }
        String name = value.substring(0, end);
        Optional<Device> device = forecasts.device(name);
        if (device.isEmpty() && !Files.exists(Path.of(value))) {
            throw new InputException("--measured " + value + ": " + name + " is " + forecasts.unknown(name));
        }
        return device;
    }

    private static MeasuredPlan read(String file) throws InputException {
        return switch (MeasuredFiles.read(file, Path.of(file))) {
            case MeasuredState.Read read -> read.plan();
            case MeasuredState.Unreadable unreadable -> throw new InputException(unreadable.problem());
        };
    }

    private static String where(MeasuredPlan plan, List<Device> chosen) {
        return plan.origin().chip().isPresent()
                ? "measured on " + plan.origin().words() + ", and no device that is predicted for has that chip"
                : "does not say on which of " + String.join(", ", chosen.stream().map(Device::name).toList())
                        + " it was measured";
    }

    /** The units that the files were measured with, for a model that nobody says more about. */
    ComputeUnits units() {
        return plans.values().stream()
                .flatMap(plan -> plan.origin().computeUnits().stream())
                .findFirst()
                .orElse(ComputeUnits.ALL);
    }

    /** @throws InputException if a file is about another model or other units */
    void requireFor(CoreMlModel model, ComputeUnits units) throws InputException {
        Optional<FunctionFacts> function =
                plans.isEmpty() ? Optional.empty() : model.functions().stream().findFirst();
        if (function.isPresent()) {
            for (MeasuredPlan plan : plans.values()) {
                Optional<String> refusal = plan.refusal(Match.of(plan, function.get()), units);
                if (refusal.isPresent()) {
                    throw new InputException("--measured: the file " + refusal.get());
                }
            }
        }
    }
}
