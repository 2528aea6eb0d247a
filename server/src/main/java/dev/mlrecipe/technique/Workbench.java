package dev.mlrecipe.technique;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import java.io.IOException;
import java.util.Optional;

/** What the engine lends a technique for one weight. Used by one thread. */
public interface Workbench {

    /** A writer for one result tensor; small ones stay in memory, large ones go to a temporary segment. */
    TensorWriter tensor(DataType type, Shape shape) throws IOException;

    /**
     * What the weight is multiplied with while the model runs on samples, for techniques that {@link
     * Technique#calibrates}; empty for weights that no such operation uses, for example tables of embeddings.
     */
    default Optional<InputMoments> moments() {
        return Optional.empty();
    }

    /**
     * To be called at least every 65,536 elements.
     *
     * @throws java.util.concurrent.CancellationException if the run was cancelled
     */
    void checkCancelled();

    /** Finds something out about a weight. */
    @FunctionalInterface
    interface Finder<T> {
        T find() throws IOException;
    }

    /**
     * What does not depend on how a weight is compressed: where several ways are tried one after the other, it is found
     * out for the first one and kept for the others, as long as the weight is at hand.
     *
     * @param key what is found out about which tensor; equal keys mean equal answers
     * @param finder gives what is never changed afterwards, a few MiB at most
     */
    default <T> T once(Object key, Finder<T> finder) throws IOException {
        return finder.find();
    }
}
