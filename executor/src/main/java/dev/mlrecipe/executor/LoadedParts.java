package dev.mlrecipe.executor;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.mlrecipe.executor.graph.Part;
import dev.mlrecipe.executor.onnx.ModelProto;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A translated model in ONNX Runtime, in parts: each computes some of its outputs and only what these need, since ONNX
 * Runtime itself computes and holds all that a model has. The parts share the weight file. A few are kept. Safe for
 * concurrent use.
 */
final class LoadedParts implements Closeable {
    /** Parts that are kept while nobody uses them. Large ones are not: each maps its weights anew. */
    private static final int KEPT = 4;

    private final Path folder;
    private final ModelProto model;
    private final int threads;
    private final boolean large;
    private final boolean alike;
    private final OrtEnvironment environment;
    private final Map<Set<String>, Loaded> parts = new LinkedHashMap<>(16, 0.75f, true);

    /** A part and how many runs use it. */
    private static final class Loaded {
        private final OrtSession session;
        private int users;

        Loaded(OrtSession session) {
            this.session = session;
        }
    }

    /** What is done with a part. */
    interface Work<T> {
        T with(OrtSession session) throws IOException, OrtException;
    }

    /**
     * Nothing is loaded yet.
     *
     * @param folder folder of the weight file
     * @param large whether weights shall be held only once: they are not laid out anew in memory for speed, nor computed
     *     with beforehand
     * @param alike whether a value shall be the same to the bit in whatever part it is computed. Then nothing is fused,
     *     since that depends on which values are outputs
     */
    LoadedParts(Path folder, ModelProto model, boolean large, int threads, boolean alike) {
        this.folder = folder;
        this.model = model;
        this.threads = threads;
        this.large = large;
        this.alike = alike;
        this.environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    }

    OrtEnvironment environment() {
        return environment;
    }

    /** How many parts are kept while nobody uses them. */
    int kept() {
        return large ? 1 : KEPT;
    }

    /**
     * Works with a part, which is loaded if it is not.
     *
     * @param outputs names of its outputs in the model
     * @throws LoadException if ONNX Runtime does not take it
     */
    <T> T with(Set<String> outputs, Work<T> work) throws IOException, OrtException {
        Loaded part;
        synchronized (this) {
            part = parts.get(outputs);
            if (part == null) {
                part = new Loaded(load(outputs));
                parts.put(Set.copyOf(outputs), part);
            }
            part.users++;
            trim();
        }
        try {
            return work.with(part.session);
        } finally {
            synchronized (this) {
                part.users--;
                trim();
            }
        }
    }

    private OrtSession load(Set<String> outputs) throws IOException {
        Path file = Files.createTempFile(folder, "part", ".onnx");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                Part.of(model, outputs).writeTo(out);
            }
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (large) {
                options.addConfigEntry("session.disable_prepacking", "1");
            }
            if (alike || large) {
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            }
            return environment.createSession(file.toString(), options);
        } catch (OrtException failed) {
            throw new LoadException(failed);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Closes those that were used longest ago, as many as are too many. */
    private void trim() throws OrtException {
        Iterator<Loaded> oldest = parts.values().iterator();
        for (int left = parts.size(); left > kept() && oldest.hasNext(); ) {
            Loaded part = oldest.next();
            if (part.users == 0) {
                oldest.remove();
                part.session.close();
                left--;
            }
        }
    }

    /** Frees all. Nothing may be under way. */
    @Override
    public synchronized void close() throws IOException {
        try {
            for (Iterator<Loaded> all = parts.values().iterator(); all.hasNext(); ) {
                Loaded part = all.next();
                all.remove();
                part.session.close();
            }
        } catch (OrtException failed) {
            throw new IOException("the session cannot be closed: " + failed.getMessage(), failed);
        }
    }
}
