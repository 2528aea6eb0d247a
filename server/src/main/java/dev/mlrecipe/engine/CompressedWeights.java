package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a run made of the weights. Large results lie in a temporary file, which closing deletes: write the model
 * before.
 */
public final class CompressedWeights implements Closeable {
    private final Map<Integer, Representation> forms;
    private final List<LayerResult> layers;
    private final TemporarySegments segments;

    CompressedWeights(Map<Integer, Representation> forms, List<LayerResult> layers, TemporarySegments segments) {
        this.forms = Map.copyOf(forms);
        this.layers = List.copyOf(layers);
        this.segments = segments;
    }

    /** New forms by {@link dev.mlrecipe.coreml.Weight#id()}; weights that stay as they are have none. */
    public Map<Integer, Representation> forms() {
        return forms;
    }

    /** One result per weight, in the model's order. */
    public List<LayerResult> layers() {
        return layers;
    }

    @Override
    public void close() throws IOException {
        segments.close();
    }
}
