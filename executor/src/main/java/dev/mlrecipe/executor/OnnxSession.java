package dev.mlrecipe.executor;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Input;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Translation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A translated function in ONNX Runtime. */
final class OnnxSession implements Session {
    /** From this size on, weights are not laid out anew in memory for speed: that would hold them twice. */
    private static final long LARGE = 256L << 20;

    private static final String STOPPED = "the computation was stopped";

    private final Path folder;
    private final Translation translation;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<OrtSession.RunOptions> running = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean stopped;

    private OnnxSession(Path folder, Translation translation, OrtEnvironment environment, OrtSession session) {
        this.folder = folder;
        this.translation = translation;
        this.environment = environment;
        this.session = session;
    }

    /**
     * Loads a translated function.
     *
     * @param folder folder of the files, which the session deletes
     * @param weightBytes bytes of the weight file
     * @throws LoadException if ONNX Runtime does not take it
     */
    static OnnxSession open(Path folder, Path file, Translation translation, long weightBytes, int threads)
            throws IOException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (weightBytes > LARGE) {
                options.addConfigEntry("session.disable_prepacking", "1");
            }
            OrtSession session = environment.createSession(file.toString(), options);
            TemporaryFolder.delete(folder);
            return new OnnxSession(folder, translation, environment, session);
        } catch (OrtException failed) {
            throw new LoadException(failed);
        }
    }

    @Override
    public List<Input> inputs() {
        return translation.inputs();
    }

    @Override
    public List<String> outputs() {
        return names(translation.outputs());
    }

    @Override
    public List<String> observed() {
        return names(translation.observed());
    }

    private static List<String> names(List<Translation.Result> results) {
        return results.stream().map(Translation.Result::name).toList();
    }

    @Override
    public List<Unsupported> unsupported() {
        return translation.unsupported();
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) throws IOException {
        Set<String> wanted = new LinkedHashSet<>();
        results().forEach(result -> wanted.add(result.ref()));
        if (wanted.isEmpty()) {
            return Map.of();
        }
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            for (Input input : translation.inputs()) {
                given.put(input.name(), tensor(input, inputs.get(input.name())));
            }
            given.keySet().retainAll(session.getInputNames());
            try (OrtSession.RunOptions run = new OrtSession.RunOptions();
                    OrtSession.Result computed = compute(given, wanted, run)) {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                for (Translation.Result result : (Iterable<Translation.Result>) results()::iterator) {
                    tensors.put(result.name(), tensor((OnnxTensor) computed.get(result.ref()).orElseThrow()));
                }
                return tensors;
            }
        } catch (OrtException failed) {
            throw new IOException("the model cannot be computed: " + failed.getMessage(), failed);
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    private OrtSession.Result compute(Map<String, OnnxTensor> given, Set<String> wanted, OrtSession.RunOptions run)
            throws OrtException, IOException {
        synchronized (running) {
            if (stopped) {
                throw new IOException(STOPPED);
            }
            running.add(run);
        }
        try {
            return session.run(given, wanted, run);
        } catch (OrtException failed) {
            synchronized (running) {
                if (stopped) {
                    throw new IOException(STOPPED, failed);
                }
            }
            throw failed;
        } finally {
            synchronized (running) {
                running.remove(run);
            }
        }
    }

    @Override
    public void stop() {
        synchronized (running) {
            stopped = true;
            for (OrtSession.RunOptions run : running) {
                try {
                    run.setTerminate(true);
                } catch (OrtException ended) {
                    // Then there is nothing to stop.
                }
            }
        }
    }

    private Stream<Translation.Result> results() {
        return Stream.concat(translation.outputs().stream(), translation.observed().stream());
    }

    private OnnxTensor tensor(Input input, Tensor tensor) throws OrtException {
        if (tensor == null) {
            throw new IllegalArgumentException("input " + input.name() + " is missing");
        }
        if (!input.takes(tensor.shape())) {
            throw new IllegalArgumentException("input " + input.name() + " has shape " + tensor.shape() + ", "
                    + input.shapeWords() + " expected");
        }
        long[] shape = tensor.shape().toArray();
        Kind kind = Kind.of(input.type());
        if (kind == Kind.FLOAT) {
            return OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.toFloats()), shape);
        }
        if (!(tensor instanceof Tensor.Ints ints)) {
            throw new IllegalArgumentException("input " + input.name() + " holds floats, integers expected");
        }
        return OnnxTensor.createTensor(environment, IntBuffer.wrap(ints.values()), shape);
    }

    private static Tensor tensor(OnnxTensor value) throws OrtException {
        Shape shape = Shape.of(value.getInfo().getShape());
        return switch (value.getInfo().type) {
            case FLOAT -> {
                float[] floats = new float[(int) shape.elements()];
                if (floats.length > 0) {
                    value.getFloatBuffer().get(floats);
                }
                yield new Tensor.Floats(shape, floats);
            }
            case INT32 -> {
                int[] ints = new int[(int) shape.elements()];
                if (ints.length > 0) {
                    value.getIntBuffer().get(ints);
                }
                yield new Tensor.Ints(shape, ints);
            }
            default -> {
                int[] ints = new int[(int) shape.elements()];
                ByteBuffer bytes = value.getByteBuffer();
                for (int i = 0; i < ints.length; i++) {
                    ints[i] = bytes.get(i);
                }
                yield new Tensor.Ints(shape, ints);
            }
        };
    }

    @Override
    public void close() throws IOException {
        try {
            session.close();
        } catch (OrtException failed) {
            throw new IOException("the session cannot be closed: " + failed.getMessage(), failed);
        } finally {
            if (Files.exists(folder)) {
                TemporaryFolder.delete(folder);
            }
        }
    }
}
