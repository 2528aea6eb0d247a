package dev.mlrecipe.analysis;

import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Recipe;
import java.util.List;

/** What is known about the model that a recipe names. */
public sealed interface ModelState {

    /** Nothing (yet): no model is named, or nobody has looked. */
    record Unknown() implements ModelState {}

    /**
     * It cannot be read.
     *
     * @param problem what was found, what was expected, and what would work
     */
    record Unreadable(String problem) implements ModelState {}

    /**
     * It was read.
     *
     * @param index its weights
     * @param encoding how it stores compressed weights at {@link Planner#compressedOpset}
     * @param functions its operations, for predictions; empty where nobody has looked at them or there are none
     */
    record Read(ModelIndex index, Encoding encoding, List<FunctionFacts> functions) implements ModelState {
        public Read {
            functions = List.copyOf(functions);
        }

        /** A model whose operations nobody has looked at. */
        public Read(ModelIndex index, Encoding encoding) {
            this(index, encoding, List.of());
        }

        /** What the recipe does to it. */
        public Planning plan(Recipe recipe) {
            return Planner.plan(recipe, index, encoding, Planner.compressedOpset(index));
        }
    }
}
