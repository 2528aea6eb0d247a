package dev.mlrecipe.engine.cache;

import dev.mlrecipe.coreml.form.Representation;
import java.util.Optional;

/** What became of one weight, without anything that depends on the recipe's text or on the weight's name. */
public sealed interface WeightResult {

    /** Position of the action that decided, 0 for the first one. */
    int action();

    /**
     * It is stored in another form.
     *
     * @param form the form
     * @param action the last action that did something
     * @param declined the first action that did nothing; empty if all did something
     * @param mse mean squared error against the input model's values
     * @param snrDb signal to noise ratio; infinite without error
     * @param sparsity share of zeros, 0 to 1
     */
    record Compressed(
            Representation form, int action, Optional<Refusal> declined, double mse, double snrDb, double sparsity)
            implements WeightResult {}

    /**
     * An action that did nothing.
     *
     * @param action its position
     * @param reason why
     */
    record Refusal(int action, String reason) {}

    /**
     * It stays as it is.
     *
     * @param action the action that decided
     * @param reason why
     */
    record Unchanged(int action, String reason) implements WeightResult {}
}
