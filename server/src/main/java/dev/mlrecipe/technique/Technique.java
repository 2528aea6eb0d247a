package dev.mlrecipe.technique;

import java.io.IOException;
import java.util.List;

/**
 * A way to compress weights, and everything the product must know about it: vocabulary, availability, checks, plan and
 * algorithm. Built-in techniques and plugins implement this one interface and are found through
 * {@link java.util.ServiceLoader}.
 *
 * <p>Implementations are stateless and safe for concurrent use, and give the same result for the same input on every
 * machine.
 */
public interface Technique {

    /** The word of {@code config_type} that selects this technique, for example {@code OpPalettizerConfig}. */
    String configType();

    /** What it does, in one or two sentences of Markdown. */
    String summary();

    /** Raised whenever the same input may give other bytes than before; part of the plan key. */
    int version();

    /**
     * Whether it is about what operations compute while a model runs instead of about weights: its rules then catch
     * operations, and {@link #propose} and {@link #compress} are never asked.
     */
    default boolean quantizesActivations() {
        return false;
    }

    /**
     * Whether, with these options, it looks at what a weight is multiplied with: the model is then run on samples, and
     * {@link Workbench#moments()} tells it.
     */
    default boolean calibrates(Options options) {
        return false;
    }

    /** The {@code weight_threshold} of rules that give none: weights with at most so many elements are left alone. */
    default long defaultThreshold() {
        return 2048;
    }

    /** The keys of its configuration. {@code weight_threshold} is common to all and not repeated here. */
    List<Option> options();

    /** Combinations of legal values that make no sense together, and keys that are missing. */
    List<Violation> check(Options options);

    /** The features of {@code schema/availability.yaml} that these options use. */
    List<Need> needs(Options options);

    /**
     * What would become of a weight, from shapes alone. {@code weight.current()} may be a sketch; no value is read.
     * The engine calls {@link #compress} only for what was proposed.
     */
    Proposal propose(Subject weight, Options options);

    /**
     * Compresses a weight. Memory use must not grow with the weight: read in chunks, write through the workbench.
     *
     * @throws IOException if reading or writing fails
     * @throws java.util.concurrent.CancellationException if the run was cancelled
     */
    Outcome compress(Subject weight, Options options, Workbench bench) throws IOException;
}
