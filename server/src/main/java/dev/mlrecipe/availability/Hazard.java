package dev.mlrecipe.availability;

import dev.mlrecipe.data.DataFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A defect of a runtime that was reported.
 *
 * @param id name in settings
 * @param features ids of features; a rule that uses all of them is concerned
 * @param opTypes only weights of operations of these types are concerned; none: all
 * @param units where it happens: {@code cpu}, {@code gpu} or {@code neural_engine}
 * @param systems newest version of each platform that it was seen on
 * @param chips where it was seen
 * @param runtime what it was seen with
 * @param reported day of the first report, as in {@code 2026-09-22}
 * @param effect what happened, a clause
 * @param link the report
 */
public record Hazard(
        String id,
        Set<String> features,
        List<String> opTypes,
        List<String> units,
        Map<String, String> systems,
        List<String> chips,
        String runtime,
        String reported,
        String effect,
        String link) {

    public Hazard {
        features = Set.copyOf(features);
        opTypes = List.copyOf(opTypes);
        units = List.copyOf(units);
        systems = java.util.Collections.unmodifiableMap(new TreeMap<>(systems));
        chips = List.copyOf(chips);
    }

    static Hazard of(DataFile.Row row) {
        return new Hazard(
                row.word("id"),
                Set.copyOf(row.words("features")),
                row.words("op_types"),
                row.words("units"),
                row.map("systems"),
                row.words("chips"),
                row.word("runtime"),
                row.word("reported"),
                row.word("effect"),
                row.word("link"));
    }

    /** Whether a model for these targets can come to a system with the defect; without targets it can. */
    public boolean concerns(List<Target> targets) {
        return targets.isEmpty() || targets.stream().anyMatch(this::concerns);
    }

    private boolean concerns(Target target) {
        String newest = systems.get(target.platform());
        return newest != null && Platform.compareVersions(target.version(), newest) <= 0;
    }

    /** When and where it was seen: {@code 2026-09-22 (Core AI, iOS27, A18 Pro)}. */
    public String seen() {
        Stream<String> named = systems.entrySet().stream().map(e -> e.getKey() + e.getValue());
        return Stream.of(Stream.of(runtime), named, chips.stream())
                .flatMap(words -> words)
                .collect(Collectors.joining(", ", reported + " (", ")"));
    }
}
