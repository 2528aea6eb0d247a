package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.finding.DeviceOlderThanTarget;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.UnknownDevice;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.recipe.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code unknown-device} and {@code device-older-than-target}: devices that a recipe names. */
final class DeviceCheck implements Check {
    private final Availability availability;

    DeviceCheck(Availability availability) {
        this.availability = availability;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        List<Finding> findings = new ArrayList<>();
        Forecasts forecasts = situation.forecasts();
        for (Located<String> named : situation.recipe().devices()) {
            Optional<Device> device = forecasts.device(named.value());
            if (device.isEmpty()) {
                List<String> known = forecasts.known().stream().map(Device::name).toList();
                Optional<String> standIn = forecasts.standIn(named.value()).map(Device::name);
                findings.add(UnknownDevice.of(named.span(), named.value(), standIn, known));
            } else {
                older(named, device.get(), situation).ifPresent(findings::add);
            }
        }
        return findings;
    }

    private Optional<Finding> older(Located<String> named, Device device, Situation situation) {
        return Forecasts.targets(situation.recipe()).stream()
                .filter(target -> device.olderThan(target, availability))
                .map(Target::word)
                .findFirst()
                .map(target -> DeviceOlderThanTarget.of(
                        named.span(), device.name(), device.platform() + device.newest().is(), target));
    }
}
