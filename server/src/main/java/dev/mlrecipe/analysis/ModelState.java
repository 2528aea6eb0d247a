package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Recipe;
import java.util.List;
import java.util.Optional;

/** What is known about the model that a recipe names. */
public sealed interface ModelState {

    /**
     * The state with the model raised to the opset that a recipe needs, where the recipe allows it, all its targets load
     * the result and raising is safe; else the state itself.
     */
    default ModelState raisedFor(Recipe recipe, Availability availability) {
        return this;
    }

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
     * @param raising what it takes to raise it to newer opsets; empty where nobody has looked. Once the model is looked
     *     at as raised ({@link #raisedFor}), {@code index} and {@code encoding} are those of the raised model
     */
    record Read(
            ModelIndex index, Encoding encoding, List<FunctionFacts> functions, Optional<Raising> raising)
            implements ModelState {
        public Read {
            functions = List.copyOf(functions);
        }

        /** A model whose operations nobody has looked at. */
        public Read(ModelIndex index, Encoding encoding) {
            this(index, encoding, List.of());
        }

        /** A model that nobody has looked at for raising it. */
        public Read(ModelIndex index, Encoding encoding, List<FunctionFacts> functions) {
            this(index, encoding, functions, Optional.empty());
        }

        @Override
        public Read raisedFor(Recipe recipe, Availability availability) {
            Optional<Opset> needed = RaiseNeed.beyond(index, recipe, availability)
                    .filter(opset -> recipe.raisesOpset())
                    .filter(opset -> recipe.targets().stream().allMatch(target -> target.value().loads(opset)))
                    .filter(opset -> raising.filter(raise -> raise.to(opset).safe()).isPresent());
            return needed.map(opset -> new Read(index.raised(opset), encoding.at(opset), functions, raising))
                    .orElse(this);
        }

        /** The model's own opset. */
        public Optional<Opset> own() {
            return raising.flatMap(Raising::from).or(index::opset);
        }

        /** The newest opset that the recipe may have, as far as the model goes. */
        public Opset newest(Recipe recipe) {
            Opset newest = Planner.compressedOpset(index);
            for (Opset opset : Opset.values()) {
                boolean possible = recipe.raisesOpset() && raising.filter(raise -> raise.to(opset).safe()).isPresent();
                newest = possible && opset.atLeast(newest) ? opset : newest;
            }
            return newest;
        }

        /** What the recipe does to it. Where nothing is compressed, a model keeps its own opset. */
        public Planning plan(Recipe recipe) {
            Planning planning = Planner.plan(recipe, index, encoding, Planner.compressedOpset(index));
            boolean idle = planning.plan().activations().isEmpty()
                    && planning.plan().weights().stream()
                            .noneMatch(weight -> weight.decision() instanceof Decision.Compress);
            return own().isPresent() && idle ? planning.at(own().get()) : planning;
        }
    }
}
