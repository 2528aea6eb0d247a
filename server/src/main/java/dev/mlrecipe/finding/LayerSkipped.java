package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights that a rule names and that cannot be compressed as it asks. */
public final class LayerSkipped {
    private LayerSkipped() {}

    /**
     * A weight that stays as it is.
     *
     * @param name weight and shape, for example {@code conv_2.weight [64,32,3,3]}
     * @param reason why, with the nearest options that would work
     */
    public record Layer(String name, String reason) {}

    /**
     * @param asked how many weights the rule would compress
     * @param layers those that stay as they are; at least one
     */
    public static Finding of(Span rule, int asked, List<Layer> layers) {
        return Code.LAYER_SKIPPED.at(rule, message(asked, layers));
    }

    private static String message(int asked, List<Layer> layers) {
        Layer first = layers.get(0);
        if (asked == 1) {
            return first.name() + " stays as it is: " + first.reason();
        }
        String subject = layers.size() == asked
                ? "all " + asked + " weights of this rule stay as they are: "
                : layers.size() + " of the " + asked + " weights of this rule "
                        + (layers.size() == 1 ? "stays as it is: " : "stay as they are: ");
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (Layer layer : layers) {
            byReason.computeIfAbsent(layer.reason(), reason -> new ArrayList<>()).add(layer.name());
        }
        List<String> groups = byReason.entrySet().stream()
                .map(group -> Wording.some(group.getValue()) + ": " + group.getKey())
                .toList();
        return subject + (groups.size() == 1 ? groups.get(0) : numbered(groups));
    }

    /** The first three: {@code (1) …, (2) …, and 4 other reasons}. */
    private static String numbered(List<String> groups) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < Math.min(3, groups.size()); i++) {
            shown.add("(" + (i + 1) + ") " + groups.get(i));
        }
        int more = groups.size() - shown.size();
        return String.join(", ", shown) + (more == 0 ? "" : ", and " + Wording.count(more, "other reason"));
    }
}
