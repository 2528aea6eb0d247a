package dev.mlrecipe.availability;

import dev.mlrecipe.data.DataFile;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An operating system.
 *
 * @param name usual spelling, for example {@code iOS}
 * @param also other words for it, lower case
 * @param versions versions at which the loadable specification changes, with that specification
 */
public record Platform(String name, List<String> also, Map<String, Integer> versions) {
    private static final Comparator<String> BY_NUMBER = Platform::compareVersions;

    public Platform {
        also = List.copyOf(also);
        TreeMap<String, Integer> sorted = new TreeMap<>(BY_NUMBER);
        sorted.putAll(versions);
        versions = java.util.Collections.unmodifiableMap(sorted);
    }

    static Platform of(DataFile.Row row) {
        Map<String, Integer> versions = new TreeMap<>(BY_NUMBER);
        row.map("versions").forEach((version, specification) -> versions.put(version, Integer.valueOf(specification)));
        return new Platform(row.word("name"), row.words("also"), versions);
    }

    /** All targets, oldest first. */
    public List<Target> targets() {
        return versions.entrySet().stream()
                .map(e -> new Target(name, e.getKey(), e.getValue()))
                .toList();
    }

    /** The oldest version that loads a specification. */
    public Optional<Target> oldest(int specification) {
        return targets().stream().filter(t -> t.specification() >= specification).findFirst();
    }

    /**
     * The listed version that stands for {@code version}: itself or the nearest lower one with the same major number.
     * Empty if there is none, as for iOS 19.
     */
    Optional<Target> of(String version) {
        return targets().stream()
                .filter(t -> major(t.version()).equals(major(version)) && compareVersions(t.version(), version) <= 0)
                .reduce((older, newer) -> newer);
    }

    private static String major(String version) {
        int dot = version.indexOf('.');
        return dot < 0 ? version : version.substring(0, dot);
    }

    /** Compares dotted numbers; a missing part is 0. */
    static int compareVersions(String a, String b) {
        String[] left = a.split("\\.");
        String[] right = b.split("\\.");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int compared = Integer.compare(part(left, i), part(right, i));
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    private static int part(String[] parts, int i) {
        return i < parts.length ? Integer.parseInt(parts[i]) : 0;
    }
}
