package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** The target could run it, but the model was converted for an older one. */
public final class ModelOpsetTooOld {
    private ModelOpsetTooOld() {}

    /**
     * @param subject what asks for it, for example {@code nbits 3}
     * @param feature noun phrase, for example {@code 3-bit tables}
     * @param found the model's opset, for example {@code CoreML6}
     * @param needed the oldest opset with the feature
     * @param systems the systems that load it, for example {@code iOS18, macOS15}
     * @param target what to convert for, for example {@code iOS18}
     * @param raise what raising the model would take, or why it is not possible; empty if nobody knows
     */
    public static Finding of(
            Span span, String subject, String feature, String found, String needed, String systems, String target,
            Raise raise) {
        return Code.MODEL_OPSET_TOO_OLD.at(
                span,
                subject + " (" + feature + ") needs a " + needed + " model (" + systems + "), this one is " + found
                        + ": " + raise.instead() + "convert it again with minimum_deployment_target=ct.target." + target
                        + raise.obstacle());
    }

    /** What is known about raising the model. */
    public sealed interface Raise {

        /** Nothing, or it is said elsewhere. */
        record Unknown() implements Raise {}

        /**
         * It is possible.
         *
         * @param counts what it takes, for example {@code 9 operations: 8 unchanged, 1 rewritten}
         */
        record Possible(String counts) implements Raise {}

        /**
         * It is not.
         *
         * @param reason what stands in the way
         */
        record Refused(String reason) implements Raise {}

        private String instead() {
            return this instanceof Possible possible
                    ? "raise it with raise_opset: true (" + possible.counts + "), or "
                    : "";
        }

        private String obstacle() {
            return this instanceof Refused refused ? "; it cannot be raised safely: " + refused.reason : "";
        }
    }
}
