package dev.mlrecipe.availability;

import java.util.List;

/**
 * The targets that load a model.
 *
 * @param availability all targets
 * @param specification the specification of the model
 */
public record LoadingTargets(Availability availability, int specification) {

    /** All of them, for each platform the oldest first. */
    public List<Target> all() {
        return availability.platforms().stream()
                .flatMap(platform -> platform.targets().stream())
                .filter(target -> target.specification() >= specification)
                .toList();
    }

    /** Reads a word as {@link Targets#parse}; a target that does not load the model is none. */
    public Targets.Reading parse(String word) {
        Targets.Reading reading = new Targets(availability).parse(word);
        return reading instanceof Targets.Reading.Known known && known.target().specification() < specification
                ? tooOld(known.target().platform())
                : reading;
    }

    private Targets.Reading tooOld(String platform) {
        List<Target> first = all().stream().filter(target -> target.platform().equals(platform)).limit(1).toList();
        String instead = first.isEmpty()
                ? "no known " + platform + " does"
                : first.getFirst().word() + " is the first " + platform + " that does";
        return new Targets.Reading.Unknown("does not load the model; " + instead, first);
    }
}
