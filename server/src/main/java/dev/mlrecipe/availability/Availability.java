package dev.mlrecipe.availability;

import dev.mlrecipe.data.DataFile;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which platform version has which feature: {@code schema/availability.yaml}.
 *
 * @param platforms operating systems, in the order of messages
 * @param features features
 */
public record Availability(List<Platform> platforms, List<Feature> features) {
    private static final String RESOURCE = "/mlrecipe/schema/availability.yaml";

    public Availability {
        platforms = List.copyOf(platforms);
        features = List.copyOf(features);
    }

    /** The table that belongs to the product. */
    public static Availability load() {
        DataFile.Row table = DataFile.read(RESOURCE, "platforms", "features");
        return new Availability(
                table.rows("platforms", Platform::of, "name", "also", "versions"),
                table.rows("features", Feature::of, Feature.KEYS));
    }

    /** The feature with this id. */
    public Optional<Feature> feature(String id) {
        return features.stream().filter(f -> f.id().equals(id)).findFirst();
    }

    public Optional<Platform> platform(String name) {
        return platforms.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** Whether ML programs of a target have a feature; an unknown feature counts as present. */
    public boolean has(Target target, String feature) {
        return feature(feature).map(f -> target.specification() >= f.since()).orElse(true);
    }

    /** The oldest version of a platform that loads a specification. */
    public Optional<Target> oldest(String platform, int specification) {
        return platform(platform).flatMap(p -> p.oldest(specification));
    }

    /** The oldest versions that load a specification, one per platform: {@code iOS18, macOS15, watchOS11 …}. */
    public String since(int specification) {
        return since(specification, platforms.stream().map(Platform::name).toList());
    }

    /** The same for some platforms, in the order of the table. */
    public String since(int specification, Collection<String> names) {
        return platforms.stream()
                .filter(p -> names.contains(p.name()))
                .flatMap(p -> p.oldest(specification).stream())
                .map(Target::word)
                .collect(Collectors.joining(", "));
    }
}
