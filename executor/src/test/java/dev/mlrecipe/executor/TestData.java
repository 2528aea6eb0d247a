package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Input;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Models and arrays that tests read, and inputs that they make up. */
final class TestData {
    static final Path ROOT = Path.of(System.getProperty("mlrecipe.root"));

    private static final Pattern DIMS = Pattern.compile("'shape': \\(([^)]*)\\)");

    private TestData() {}

    /** A file of the server's tests. */
    static Path golden(String name) {
        return ROOT.resolve("server/src/test/resources/goldens").resolve(name);
    }

    /** A file that is too large for the repository; the test is skipped loudly, in CI it fails, where it is absent. */
    static Path shared(String name) {
        Path base = Optional.ofNullable(System.getenv("MLRECIPE_SHARED"))
                .map(Path::of)
                .orElse(ROOT.resolveSibling("shared"));
        Path found = base.resolve(name);
        if (Files.exists(found)) {
            return found;
        }
        String message = "MISSING TEST DATA: " + found + "; set MLRECIPE_SHARED to the folder that holds it";
        if ("true".equals(System.getenv("CI"))) {
            return fail(message);
        }
        System.err.println(message);
        return abort(message);
    }

    /** The packages below a folder, in order. */
    static List<Path> packages(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".mlpackage")).sorted().toList();
        }
    }

    static Session open(Path model, ExecuteOptions options) throws IOException {
        try (CoreMlModel open = CoreMlModels.open(model)) {
            return new OnnxExecutor().open(open, options);
        }
    }

    /** Inputs of a seed: floats from 0 to 1, integers from 0 to 3; open dimensions are 3. */
    static Map<String, Tensor> random(Session session, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Input input : session.inputs()) {
            Shape shape = Shape.of(input.shape().stream().map(dim -> dim < 0 ? 3 : dim).toList());
            int n = (int) shape.elements();
            if (input.type().isFloat()) {
                float[] values = new float[n];
                for (int i = 0; i < n; i++) {
                    values[i] = random.nextFloat();
                }
                inputs.put(input.name(), new Tensor.Floats(shape, values));
            } else {
                inputs.put(input.name(), new Tensor.Ints(shape, random.ints(n, 0, 4).toArray()));
            }
        }
        return inputs;
    }

    /** A NumPy array of little-endian float32 or int32. */
    static Tensor npy(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = buffer.getShort(8);
        String header = new String(bytes, 10, length, StandardCharsets.US_ASCII);
        Matcher dims = DIMS.matcher(header);
        if (!dims.find()) {
            throw new IOException(header);
        }
        Shape shape = Shape.of(Arrays.stream(dims.group(1).split(","))
                .map(String::trim)
                .filter(dim -> !dim.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray());
        buffer.position(10 + length);
        if (header.contains("<f4")) {
            float[] values = new float[(int) shape.elements()];
            buffer.asFloatBuffer().get(values);
            return new Tensor.Floats(shape, values);
        }
        int[] values = new int[(int) shape.elements()];
        buffer.asIntBuffer().get(values);
        return new Tensor.Ints(shape, values);
    }

    /** One sample of a batch, with a batch axis of 1. */
    static Tensor sample(Tensor batch, int index) {
        Shape shape = batch.shape().with(0, 1);
        int n = (int) shape.elements();
        return switch (batch) {
            case Tensor.Floats floats ->
                new Tensor.Floats(shape, Arrays.copyOfRange(floats.values(), index * n, (index + 1) * n));
            case Tensor.Ints ints ->
                new Tensor.Ints(shape, Arrays.copyOfRange(ints.values(), index * n, (index + 1) * n));
        };
    }

    static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }
}
