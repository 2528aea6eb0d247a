package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is to be said of a file that says several recipes: every finding once. One that not all of them have to whose text
 * it belongs names those that have it.
 */
public final class PartFindings {
    private static final int NAMED = 3;

    private final Map<Place, List<Found>> found = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();

    private record Place(String code, Span span, String message) {}

    private record Found(Part part, Finding finding) {}

    /** Adds what is to be said of one recipe. */
    public PartFindings add(Part part, List<Finding> findings) {
        parts.add(part);
        for (Finding finding : findings) {
            Place place = new Place(finding.code(), finding.span(), finding.message());
            List<Found> same = found.computeIfAbsent(place, p -> new ArrayList<>());
            if (same.isEmpty() || same.getLast().part() != part) {
                same.add(new Found(part, finding));
            }
        }
        return this;
    }

    /** In the order of the parts, and of each part's findings. */
    public List<Finding> all() {
        return parts.size() == 1
                ? found.values().stream().map(same -> same.getFirst().finding()).toList()
                : found.values().stream().map(this::one).toList();
    }

    private Finding one(List<Found> same) {
        Finding finding = same.getFirst().finding();
        List<Part> owners = parts.stream().filter(part -> part.owns(finding.span())).toList();
        int concerned = owners.isEmpty() ? parts.size() : owners.size();
        return same.size() >= concerned ? finding : finding.withMessage(finding.message() + names(same));
    }

    /** A finding that is told while nothing is known of the other parts. */
    public static Finding named(Part part, Finding finding) {
        return part.owns(finding.span())
                ? finding
                : finding.withMessage(finding.message() + names(List.of(new Found(part, finding))));
    }

    private static String names(List<Found> same) {
        boolean variants = same.stream().allMatch(one -> one.part().model().isEmpty());
        String names = same.stream()
                .limit(NAMED)
                .map(one -> variants && same.size() > 1 ? one.part().name() : one.part().title())
                .collect(Collectors.joining(variants ? ", " : "; "));
        return " (" + (variants && same.size() > 1 ? "variants " : "") + names
                + (same.size() > NAMED ? " and " + (same.size() - NAMED) + " more" : "") + ")";
    }
}
