package dev.mlrecipe.recipe;

import dev.mlrecipe.yaml.Node;
import java.util.Optional;

/** Where steps stand in the tree of a recipe. */
final class StepNodes {
    private StepNodes() {}

    /** The mapping of a step: an item of {@code steps}, or the whole recipe in short form. */
    static Optional<Node.Mapping> of(Node.Mapping root, int number) {
        if (root.get("steps").orElse(null) instanceof Node.Sequence list) {
            return number < list.items().size() && list.items().get(number) instanceof Node.Mapping step
                    ? Optional.of(step)
                    : Optional.empty();
        }
        return Optional.of(root);
    }
}
