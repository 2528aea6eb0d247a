package dev.mlrecipe.coreml;

import dev.mlrecipe.coreml.activation.Activations;
import dev.mlrecipe.coreml.activation.Scheme;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.Product;
import dev.mlrecipe.coreml.raise.Indices;
import dev.mlrecipe.coreml.raise.Raising;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An open Core ML model. Opening reads the structure; weight bytes are read by position when asked for, until the
 * model is closed. Safe for concurrent reads.
 */
public interface CoreMlModel extends Closeable {

    /** Where it was opened. */
    Path path();

    /** What it holds. */
    ModelIndex index();

    /** Inputs, outputs and operations of every function, the default one first; empty for models without a program. */
    List<FunctionFacts> functions();

    /** User-defined metadata ({@code description.metadata.userDefined}). */
    Map<String, String> metadata();

    /**
     * A fingerprint in hexadecimal of everything that compression depends on: structure and weight bytes, but not the
     * random identifiers of a package's manifest.
     */
    String fingerprint() throws IOException;

    /**
     * What it takes to raise the program to newer opsets, and what cannot be raised. Reads small constants only.
     *
     * @param indices what to do about computed indices that may be negative
     */
    Raising raising(Indices indices) throws IOException;

    /** How this model would store compressed weights at {@code opset}, which is at least the model's own. */
    Encoding encoding(Opset opset);

    /** Inputs that are images, with the order of their colours: {@code RGB}, {@code BGR} or {@code GRAYSCALE}. */
    default Map<String, String> images() {
        return Map.of();
    }

    /** Names of the classes of a classifier, in their order, or the numbers that stand for them; empty for other models. */
    default List<String> classes() {
        return List.of();
    }

    /** Values that operations outside of nested blocks compute in the default function, in program order. */
    default Set<String> observable() {
        return Set.of();
    }

    /**
     * The values of which quantizing these operations' activations needs the ranges, in program order, each with the
     * operation for whose sake.
     */
    default Map<String, String> activationValues(Map<String, Scheme> chosen) {
        return Map.of();
    }

    /** Where the default function multiplies values with constants, in program order; nested blocks are left out. */
    default List<Product> products() {
        return List.of();
    }

    /**
     * Writes the model with some weights replaced. {@code target} must not exist; nothing else is touched. Replaced
     * weights keep the names by which operations refer to them. Equal input gives equal bytes.
     *
     * @throws ModelException if the program cannot be raised to the edit's opset; nothing is written then
     * @throws IOException if reading or writing fails; {@code target} may then hold part of the output
     */
    void write(Path target, Edit edit) throws IOException;

    /**
     * Changes to a model.
     *
     * @param weights new forms by {@link Weight#id()}; weights that are not named stay exactly as they are
     * @param metadata user-defined metadata to set
     * @param opset opset of the output, at least the model's own; the program is raised to it
     * @param indices what raising does about computed indices that may be negative
     * @param activations what becomes of values that are computed; of the default function only
     */
    record Edit(
            Map<Integer, Representation> weights,
            Map<String, String> metadata,
            Opset opset,
            Indices indices,
            Activations activations) {
        public Edit {
            weights = Map.copyOf(weights);
            metadata = Map.copyOf(metadata);
        }

        /** Where values that are computed stay as they are. */
        public Edit(Map<Integer, Representation> weights, Map<String, String> metadata, Opset opset, Indices indices) {
            this(weights, metadata, opset, indices, Activations.NONE);
        }

        /** Where raising is safe for all indices. */
        public Edit(Map<Integer, Representation> weights, Map<String, String> metadata, Opset opset) {
            this(weights, metadata, opset, Indices.GUARD);
        }

        /** The same with activations quantized. */
        public Edit with(Activations quantized) {
            return new Edit(weights, metadata, opset, indices, quantized);
        }
    }
}
