package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Findings in the order of discovery; an alias may lead to the same mistake several times, it counts once. */
final class Findings {
    private record Place(String code, Span span) {}

    private final List<Finding> all = new ArrayList<>();
    private final Set<Place> places = new HashSet<>();

    void add(Finding finding) {
        if (places.add(new Place(finding.code(), finding.span()))) {
            all.add(finding);
        }
    }

    /** Findings that go on from these. */
    Findings copy() {
        Findings copy = new Findings();
        all.forEach(copy::add);
        return copy;
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
