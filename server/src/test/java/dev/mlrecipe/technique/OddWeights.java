package dev.mlrecipe.technique;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.digest.Sha256;
import dev.mlrecipe.testing.FormBytes;
import dev.mlrecipe.testing.FormText;
import dev.mlrecipe.testing.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Weights of ranks 2 to 5 with odd and even sizes, in float16 and float32, filled with what lies at the borders of
 * what can happen. As a program it prints what every technique makes of them, for a comparison between Java machines.
 */
final class OddWeights {
    static final long SEED = 2024;
    private static final List<Shape> SHAPES = List.of(
            Shape.of(7, 5), Shape.of(16, 24), Shape.of(1, 33), Shape.of(48, 64), Shape.of(9, 8, 3), Shape.of(8, 16, 1, 1),
            Shape.of(5, 7, 3, 3), Shape.of(32, 16, 3, 3), Shape.of(8, 8, 1, 2, 3), Shape.of(3, 1, 5, 1, 7));
    private static final int FILLS = 9;

    private OddWeights() {}

    /** All of them: name to values. */
    static Map<String, Dense> weights(long seed) {
        Random random = new Random(seed);
        Map<String, Dense> weights = new LinkedHashMap<>();
        for (DataType type : List.of(DataType.FLOAT16, DataType.FLOAT32)) {
            for (int i = 0; i < SHAPES.size(); i++) {
                Shape shape = SHAPES.get(i);
                int odd = 1 + (i + type.bits() / 16) % (FILLS - 1);
                for (int fill : type == DataType.FLOAT16 ? List.of(0, odd) : List.of(odd)) {
                    float[] values = fill(fill, (int) shape.elements(), random);
                    String name = "w" + weights.size() + "_fill" + fill;
                    weights.put(name, new Dense(MemoryTensorWriter.ofFloats(type, shape, values)));
                }
            }
        }
        return weights;
    }

    private static float[] fill(int kind, int n, Random random) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = switch (kind) {
                case 0 -> 0.05f * (float) random.nextGaussian();
                case 1 -> 0;
                case 2 -> 5;
                case 3 -> i == n / 2 ? 65504 : (float) random.nextGaussian();
                case 4 -> (float) random.nextGaussian() * 0x1p-22f;
                case 5 -> -1 - random.nextFloat();
                case 6 -> (float) random.nextGaussian() * 30000f % 65504f;
                case 7 -> random.nextInt(5) - 2;
                default -> i % 2 == 0 ? 65504 : -65504;
            };
        }
        return values;
    }

    /** What a way makes of all of them. */
    static TinyModel.Result run(Way way, Map<String, Dense> weights, int threads, Path scratch) throws IOException {
        TinyModel model = TinyModel.at(Opset.COREML8);
        weights.forEach(model::weight);
        return model.run("# mlrecipe: target iOS18\nsteps: [" + way.forAllSizes() + "]\n", threads, scratch);
    }

    /** SHA-256 over the structure and the bytes of all weights' forms, in hexadecimal. */
    static String digest(TinyModel.Result result, Map<String, Dense> weights) throws IOException {
        MessageDigest digest = Sha256.create();
        for (String name : weights.keySet()) {
            Representation form = result.form(name);
            digest.update(FormText.of(form).getBytes(StandardCharsets.UTF_8));
            for (Tensor tensor : FormBytes.tensors(form)) {
                digest.update(FormBytes.of(tensor));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** One line for every {@code step}th way: its title and the digest. */
    static List<String> digests(int step, int threads, Path scratch) throws IOException {
        Map<String, Dense> weights = weights(SEED);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < Way.ALL.size(); i += step) {
            Way way = Way.ALL.get(i);
            lines.add(way.title() + ": " + digest(run(way, weights, threads, scratch), weights));
        }
        return lines;
    }

    /** @param args every how manieth way to take */
    public static void main(String[] args) throws IOException {
        Path scratch = Files.createTempDirectory("mlrecipe-odd");
        digests(Integer.parseInt(args[0]), 1, scratch).forEach(System.out::println);
        Files.delete(scratch);
    }
}
