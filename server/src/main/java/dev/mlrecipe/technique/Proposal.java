package dev.mlrecipe.technique;

import dev.mlrecipe.coreml.form.Representation;
import java.util.List;

/** What a technique would do with a weight. */
public sealed interface Proposal {

    /** How exact the size of a proposed form is before values are read. */
    enum Basis {
        /** The bytes follow from shapes and options. */
        EXACT,
        /** It takes at most this much. */
        UPPER_BOUND,
        /** It depends on the values. */
        UNKNOWN
    }

    /**
     * The weight gets this form.
     *
     * @param form a sketch
     * @param basis how exact its size is
     */
    record Form(Representation form, Basis basis) implements Proposal {}

    /**
     * The weight stays as it is.
     *
     * @param reason why, with the nearest options that would work
     * @param suggestions those options, each for itself; may be empty
     */
    record Declined(String reason, List<Suggestion> suggestions) implements Proposal {
        public Declined {
            suggestions = List.copyOf(suggestions);
        }

        /** A reason that no single option changes. */
        public Declined(String reason) {
            this(reason, List.of());
        }
    }
}
