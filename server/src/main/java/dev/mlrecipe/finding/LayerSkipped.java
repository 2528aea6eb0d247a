package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

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
        boolean oneReason = layers.stream().allMatch(layer -> layer.reason().equals(first.reason()));
        if (oneReason) {
            return subject + Wording.some(layers.stream().map(Layer::name).toList()) + ": " + first.reason();
        }
        return subject
                + Wording.some(layers.stream().map(l -> l.name() + " (" + l.reason() + ")").toList(), "; ");
    }
}
