package dev.mlrecipe.predict;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A device that people own.
 *
 * @param name for example {@code iPhone 15 Pro}
 * @param chip what is inside
 * @param platform its operating system, for example {@code iOS}
 * @param first version that it came with
 * @param newest newest version that it can have, as far as seen
 */
public record Device(String name, Chip chip, String platform, Fact first, Fact newest) {

    /** The version to predict for: the newest of the platform's targets and the version that the device came with. */
    public Target os(List<Target> targets, Availability availability) {
        return Stream.concat(Stream.of(target(first.is(), availability)), targets.stream())
                .filter(target -> target.platform().equals(platform))
                .max(Comparator.comparingInt(Target::specification))
                .orElseThrow();
    }

    /** {@code A17 Pro, iOS 17 to 27}, for people. */
    public String summary() {
        return chip.name() + ", " + platform + " " + first.is() + " to " + newest.is();
    }

    /** Whether the device cannot have a system as new as {@code target}; false for another platform's. */
    public boolean olderThan(Target target, Availability availability) {
        return target.platform().equals(platform)
                && target(newest.is(), availability).specification() < target.specification();
    }

    private Target target(String version, Availability availability) {
        Optional<Target> known = availability.platform(platform).stream()
                .flatMap(p -> p.targets().stream())
                .filter(t -> t.version().equals(version))
                .findFirst();
        return known.orElseThrow(() -> new IllegalStateException(name + ": no " + platform + " " + version));
    }
}
