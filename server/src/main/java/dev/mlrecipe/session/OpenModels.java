package dev.mlrecipe.session;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.raise.Indices;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.engine.ContentKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models that several recipes share: each is opened, read and looked at once. Safe for concurrent use. */
final class OpenModels implements Closeable {
    private final Map<Path, OpenModel> open = new LinkedHashMap<>();
    private final Optional<ModelAhead> ahead;

    /** @param ahead a model that is opened already */
    OpenModels(Optional<ModelAhead> ahead) {
        this.ahead = ahead;
    }

    /** One model; what takes time to know is found out when it is first asked for. */
    static final class OpenModel {
        private final CoreMlModel model;
        private final ContentKey content;
        private List<FunctionFacts> functions;
        private Raising raising;

        private OpenModel(CoreMlModel model) {
            this.model = model;
            this.content = new ContentKey(model);
        }

        CoreMlModel model() {
            return model;
        }

        ContentKey content() {
            return content;
        }

        synchronized List<FunctionFacts> functions() {
            if (functions == null) {
                functions = model.functions();
            }
            return functions;
        }

        synchronized Raising raising() throws IOException {
            if (raising == null) {
                raising = model.raising(Indices.GUARD);
            }
            return raising;
        }
    }

    /** @throws IOException if it cannot be read */
    synchronized OpenModel open(Path path) throws IOException {
        OpenModel known = open.get(path);
        if (known == null) {
            Optional<CoreMlModel> opened = ahead.flatMap(model -> model.take(path));
            known = new OpenModel(opened.isPresent() ? opened.get() : CoreMlModels.open(path));
            open.put(path, known);
        }
        return known;
    }

    @Override
    public synchronized void close() throws IOException {
        IOException first = null;
        for (OpenModel each : open.values()) {
            try {
                each.model.close();
            } catch (IOException problem) {
                first = first == null ? problem : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
