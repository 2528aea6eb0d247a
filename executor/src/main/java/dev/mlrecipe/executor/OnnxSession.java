package dev.mlrecipe.executor;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Input;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.graph.WeightFile;
import dev.mlrecipe.executor.translate.Translation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A translated function in ONNX Runtime. */
final class OnnxSession implements Session {
    private static final String STOPPED = "the computation was stopped";

    private final Translation translation;
    private final LoadedParts parts;
    private final Files files;
    private final Set<OrtSession.RunOptions> running = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean stopped;

    /**
     * The files of a session.
     *
     * @param folder where weight files are
     * @param large whether weights are held only once and as they are
     * @param threads threads of a run
     * @param leftover deletes what belongs to this session
     */
    private record Files(Path folder, boolean large, int threads, Thread leftover) {}

    private OnnxSession(Translation translation, LoadedParts parts, Files files) {
        this.translation = translation;
        this.parts = parts;
        this.files = files;
    }

    /**
     * Loads a translated function.
     *
     * @param folder folder of the weight file, which the session deletes
     * @param large whether weights are held only once and as they are
     * @throws LoadException if ONNX Runtime does not take it
     */
    static OnnxSession open(Path folder, Translation translation, boolean large, int threads) throws IOException {
        // Also if the process is ended from outside; there is nothing better for files that are opened again.
        Thread leftover = Thread.ofPlatform().unstarted(() -> TemporaryFolder.delete(folder));
        Runtime.getRuntime().addShutdownHook(leftover);
        return open(translation, new Files(folder, large, threads, leftover));
    }

    private static OnnxSession open(Translation translation, Files files) throws IOException {
        boolean alike = !translation.observed().isEmpty();
        LoadedParts parts =
                new LoadedParts(files.folder(), translation.model(), files.large(), files.threads(), alike);
        OnnxSession session = new OnnxSession(translation, parts, files);
        boolean loaded = false;
        try {
            Set<String> all = session.results().map(Translation.Result::ref).collect(Collectors.toSet());
            if (!all.isEmpty()) {
                parts.with(all, part -> null);
            }
            loaded = true;
            return session;
        } catch (OrtException failed) {
            throw new LoadException(failed);
        } finally {
            if (!loaded) {
                session.close();
            }
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
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> wanted) throws IOException {
        Map<String, String> refs = refs(wanted);
        if (refs.isEmpty()) {
            return Map.of();
        }
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            for (Input input : translation.inputs()) {
                given.put(input.name(), tensor(input, inputs.get(input.name())));
            }
            return parts.with(Set.copyOf(refs.values()), part -> compute(part, given, refs));
        } catch (OrtException failed) {
            throw new IOException("the model cannot be computed: " + failed.getMessage(), failed);
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    /** Where the wanted values are in the model, in the order of {@link #results}. */
    private Map<String, String> refs(Set<String> wanted) {
        Map<String, String> refs = new LinkedHashMap<>();
        results()
                .filter(result -> wanted.contains(result.name()))
                .forEach(result -> refs.putIfAbsent(result.name(), result.ref()));
        for (String name : wanted) {
            if (!refs.containsKey(name)) {
                throw new IllegalArgumentException("no output and no observed value " + name);
            }
        }
        return refs;
    }

    private Map<String, Tensor> compute(OrtSession part, Map<String, OnnxTensor> given, Map<String, String> refs)
            throws OrtException, IOException {
        Map<String, OnnxTensor> taken = new LinkedHashMap<>(given);
        taken.keySet().retainAll(part.getInputNames());
        try (OrtSession.RunOptions run = new OrtSession.RunOptions();
                OrtSession.Result computed = compute(part, taken, Set.copyOf(refs.values()), run)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, String> ref : refs.entrySet()) {
                tensors.put(ref.getKey(), tensor((OnnxTensor) computed.get(ref.getValue()).orElseThrow()));
            }
            return tensors;
        }
    }

    private OrtSession.Result compute(
            OrtSession part, Map<String, OnnxTensor> given, Set<String> wanted, OrtSession.RunOptions run)
            throws OrtException, IOException {
        synchronized (running) {
            if (stopped) {
                throw new IOException(STOPPED);
            }
            running.add(run);
        }
        try {
            return part.run(given, wanted, run);
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
    public Set<String> constants() {
        return translation.constants().keySet();
    }

    @Override
    public Session with(Map<String, Representation> numbers) throws IOException {
        for (String name : numbers.keySet()) {
            if (!translation.constants().containsKey(name)) {
                throw new IllegalArgumentException("no constant " + name + " whose numbers can be replaced");
            }
        }
        Path file = files.folder().resolve("weights-" + UUID.randomUUID() + ".bin");
        try {
            Translation other;
            try (WeightFile weights = new WeightFile(file, files.large())) {
                other = translation.with(numbers, weights);
            }
            Thread leftover = Thread.ofPlatform().unstarted(() -> delete(file));
            return open(other, new Files(files.folder(), files.large(), files.threads(), leftover));
        } catch (IOException | RuntimeException failed) {
            delete(file);
            throw failed;
        }
    }

    private static void delete(Path file) {
        try {
            java.nio.file.Files.deleteIfExists(file);
        } catch (IOException busy) {
            // The folder goes with the session whose numbers were replaced.
        }
    }

    @Override
    public int keptReady() {
        return parts.kept();
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
            return OnnxTensor.createTensor(parts.environment(), FloatBuffer.wrap(tensor.toFloats()), shape);
        }
        if (!(tensor instanceof Tensor.Ints ints)) {
            throw new IllegalArgumentException("input " + input.name() + " holds floats, integers expected");
        }
        return OnnxTensor.createTensor(parts.environment(), IntBuffer.wrap(ints.values()), shape);
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
            parts.close();
        } finally {
            files.leftover().run();
            try {
                Runtime.getRuntime().removeShutdownHook(files.leftover());
            } catch (IllegalStateException ending) {
                // Then the hook runs.
            }
        }
    }
}
