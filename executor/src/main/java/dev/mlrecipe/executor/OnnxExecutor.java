package dev.mlrecipe.executor;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.mil.MlProgramModel;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Executor;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.executor.graph.WeightFile;
import dev.mlrecipe.executor.rules.AllRules;
import dev.mlrecipe.executor.translate.FunctionTranslator;
import dev.mlrecipe.executor.translate.Translation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs ML programs with ONNX Runtime. */
public final class OnnxExecutor implements Executor {
    /** After so many operations that ONNX Runtime does not take, there is something else wrong. */
    private static final int MAX_REFUSED = 20;

    /** Beyond this size, as floats, weights are held only once and as they are, at the cost of time. */
    private static final long LARGE = 256L << 20;

    private final Path temporary;
    private final long largeFrom;

    public OnnxExecutor() {
        this(Path.of(System.getProperty("java.io.tmpdir")), LARGE);
    }

    /**
     * @param temporary existing folder for the files of sessions
     * @param largeFrom bytes of weights, as floats, beyond which they are held only once and as they are
     */
    OnnxExecutor(Path temporary, long largeFrom) {
        this.temporary = temporary;
        this.largeFrom = largeFrom;
    }

    @Override
    public String name() {
        try {
            return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
        } catch (LinkageError noLibrary) {
            return "ONNX Runtime";
        }
    }

    private static void requireLibrary() throws IOException {
        try {
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        } catch (LinkageError noLibrary) {
            throw new IOException(
                    "ONNX Runtime's library for " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch") + " is not in the executor's jar or does not load here",
                    noLibrary);
        }
    }

    @Override
    public Session open(CoreMlModel model, ExecuteOptions options) throws IOException {
        if (!(model instanceof MlProgramModel program)) {
            throw new ModelException(
                    model.path(), "only ML programs can be run, not models of kind " + model.index().kind().word());
        }
        List<String> functions = model.index().functions();
        String function = options.function().orElse(functions.get(0));
        if (!functions.contains(function)) {
            throw new ModelException(model.path(), "no function " + function + ", only " + String.join(", ", functions));
        }
        requireLibrary();
        FunctionTranslator translator = new FunctionTranslator(model.path(), program.parts(), AllRules.RULES, options);
        boolean large = isLarge(model);
        Map<String, String> refused = new HashMap<>();
        while (true) {
            try {
                return open(translator, function, refused, large, options.threads());
            } catch (LoadException failed) {
                String operation = failed.operation()
                        .filter(named -> refused.size() < MAX_REFUSED && !refused.containsKey(named))
                        .orElseThrow(() -> failed);
                refused.put(operation, "ONNX Runtime has no such operation for these types or shapes");
            }
        }
    }

    private boolean isLarge(CoreMlModel model) {
        long elements = model.index().weights().stream()
                .mapToLong(weight -> weight.stored().shape().elements())
                .sum();
        return elements * Float.BYTES > largeFrom;
    }

    private Session open(
            FunctionTranslator translator, String function, Map<String, String> refused, boolean large, int threads)
            throws IOException {
        Path folder = TemporaryFolder.create(temporary);
        try {
            Translation translation;
            try (WeightFile weights = new WeightFile(folder.resolve("weights.bin"), large)) {
                translation = translator.translate(function, weights, refused);
            }
            return OnnxSession.open(folder, translation, large, threads);
        } catch (IOException | RuntimeException failed) {
            TemporaryFolder.delete(folder);
            throw failed;
        }
    }
}
