package dev.mlrecipe.analysis;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.MeasuredInvalid;
import dev.mlrecipe.finding.MeasuredMismatch;
import dev.mlrecipe.measured.MeasuredPlan;
import dev.mlrecipe.measured.MeasuredState;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.MeasuredEntry;
import dev.mlrecipe.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which measured file of a recipe speaks for which device.
 *
 * @param sources by name of the device
 * @param findings what is wrong with files that speak for none
 */
public record MeasuredDevices(Map<String, Source> sources, List<Finding> findings) {
    public MeasuredDevices {
        sources = Map.copyOf(sources);
        findings = List.copyOf(findings);
    }

    /** A file that speaks for a device, and where the recipe names it. */
    record Source(MeasuredPlan plan, Located<String> file) {}

    /** The files by name of the device. */
    Map<String, MeasuredPlan> plans() {
        return sources.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().plan()));
    }

    /** @param files what is known of the files, by their paths as written */
    static MeasuredDevices of(Recipe recipe, Map<String, MeasuredState> files, Forecasts forecasts) {
        if (recipe.measured().isEmpty()) {
            return new MeasuredDevices(Map.of(), List.of());
        }
        Map<String, Source> sources = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        List<Device> devices = forecasts.devices(recipe);
        for (MeasuredEntry entry : recipe.measured()) {
            Located<String> file = entry.file();
            switch (files.get(file.value())) {
                case null -> {}
                case MeasuredState.Unreadable unreadable ->
                    findings.add(MeasuredInvalid.of(file.span(), unreadable.problem()));
                case MeasuredState.Read read -> {
                    List<Device> about = entry.device().isPresent()
                            ? forecasts.device(entry.device().get().value()).stream().toList()
                            : read.plan().about(devices);
                    if (about.isEmpty() && entry.device().isEmpty()) {
                        findings.add(nobody(file, read.plan(), devices));
                    }
                    for (Device device : about) {
                        Source other = sources.putIfAbsent(device.name(), new Source(read.plan(), file));
                        if (other != null) {
                            findings.add(MeasuredMismatch.refused(
                                    file.span(), file.value(), "is a second file for " + device.name()));
                        }
                    }
                }
            }
        }
        return new MeasuredDevices(sources, findings);
    }

    private static Finding nobody(Located<String> file, MeasuredPlan plan, List<Device> devices) {
        List<String> names = devices.stream().map(Device::name).toList();
        Optional<String> chip = plan.origin().chip();
        String reason = chip.isPresent()
                ? "was measured on " + plan.origin().words() + ", and no device of the recipe has a chip " + chip.get()
                : "does not say on which of " + String.join(", ", names) + " it was measured";
        List<Finding.Fix> fixes = chip.isPresent()
                ? List.of()
                : names.stream()
                        .map(name -> Finding.Fix.replace(
                                "Say that it was measured on " + name,
                                file.span(),
                                "{" + Edits.scalar(name) + ": " + Edits.scalar(file.value()) + "}"))
                        .toList();
        return MeasuredMismatch.device(file.span(), file.value(), reason, fixes);
    }
}
