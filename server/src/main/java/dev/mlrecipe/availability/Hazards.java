package dev.mlrecipe.availability;

import dev.mlrecipe.data.DataFile;
import java.util.Collection;
import java.util.List;

/**
 * Reported defects of runtimes: {@code schema/hazards.yaml}.
 *
 * @param hazards those that count
 */
public record Hazards(List<Hazard> hazards) {
    private static final String RESOURCE = "/mlrecipe/schema/hazards.yaml";

    public Hazards {
        hazards = List.copyOf(hazards);
    }

    /** The table that belongs to the product. */
    public static Hazards load() {
        return new Hazards(DataFile.read(RESOURCE, "hazards")
                .rows(
                        "hazards", Hazard::of, "id", "features", "op_types", "units", "systems", "chips", "runtime",
                        "reported", "effect", "link"));
    }

    /** None at all. */
    public static Hazards none() {
        return new Hazards(List.of());
    }

    /** Without those that the user does not want to hear of. Ids that there are none of do not matter. */
    public Hazards without(Collection<String> ids) {
        return new Hazards(hazards.stream().filter(h -> !ids.contains(h.id())).toList());
    }
}
