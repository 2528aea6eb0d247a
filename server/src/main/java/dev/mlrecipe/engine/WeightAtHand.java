package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.Workbench;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A weight that is compressed in several ways one after the other: its bytes are read once, and so is found out what
 * all of them want to know. Nothing is kept for a weight that is compressed once, nor the bytes of a large one. Safe for
 * concurrent use.
 */
final class WeightAtHand {
    private static final long LARGEST_IN_MEMORY =
            Math.min(ResultStore.LARGEST_IN_MEMORY, Runtime.getRuntime().maxMemory() / 64);

    private final Weight weight;
    private final Map<Object, Object> known = new HashMap<>();
    private Representation stored;
    private int left;

    /** @param ways how often {@link #done} will be called */
    WeightAtHand(Weight weight, int ways) {
        this.weight = weight;
        this.left = ways;
    }

    Weight weight() {
        return weight;
    }

    /** The weight as it is stored, in memory if it is small and wanted again. */
    synchronized Representation stored() throws IOException {
        if (stored == null) {
            stored = left > 1 ? inMemory(weight.stored()) : weight.stored();
        }
        return stored;
    }

    private static Representation inMemory(Representation form) throws IOException {
        return form instanceof Dense dense && dense.values().size() <= LARGEST_IN_MEMORY
                ? new Dense(inMemory(dense.values()))
                : form;
    }

    private static Tensor inMemory(Tensor tensor) throws IOException {
        byte[] content = new byte[(int) tensor.size()];
        tensor.bytes().read(0, content, 0, content.length);
        return new Tensor(tensor.type(), tensor.shape(), Bytes.of(content));
    }

    /** One of the ways is done; after the last one, nothing is kept. */
    synchronized void done() {
        left--;
        if (left == 0) {
            stored = null;
            known.clear();
        }
    }

    private synchronized Object known(Object key) {
        return known.get(key);
    }

    private synchronized void know(Object key, Object value) {
        if (left > 1) {
            known.put(key, value);
        }
    }

    /** A workbench whose results go to a store. */
    Workbench bench(Workbench store) {
        return new Workbench() {
            @Override
            public TensorWriter tensor(DataType type, Shape shape) throws IOException {
                return store.tensor(type, shape);
            }

            @Override
            public Optional<InputMoments> moments() {
                return store.moments();
            }

            @Override
            public void checkCancelled() {
                store.checkCancelled();
            }

            @Override
            @SuppressWarnings("unchecked")
            public <T> T once(Object key, Finder<T> finder) throws IOException {
                // Two threads may find out the same at the same time: that is rare, and better than to wait.
                Object value = known(key);
                if (value == null) {
                    value = finder.find();
                    know(key, value);
                }
                return (T) value;
            }
        };
    }
}
