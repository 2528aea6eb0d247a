package dev.mlrecipe.technique;

import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import java.util.Optional;

/** What became of a weight. */
public sealed interface Outcome {

    /**
     * The weight is stored like this.
     *
     * @param form the new form
     * @param error its error against what the step was given, where the algorithm saw every value and its replacement
     *     anyway: what {@link ErrorSums#between} measures, but for the order of sums. With a {@link
     *     dev.mlrecipe.coreml.form.Sparse} form it also says that values at set bits are as they were. Without it
     *     the engine measures.
     */
    record Compressed(Representation form, Optional<ErrorSums.Result> error) implements Outcome {

        /** A form whose error is still to be measured. */
        public Compressed(Representation form) {
            this(form, Optional.empty());
        }
    }

    /**
     * The weight stays as it was: its values do not allow what the options ask.
     *
     * @param reason why, with the nearest options that would work
     */
    record Declined(String reason) implements Outcome {}
}
