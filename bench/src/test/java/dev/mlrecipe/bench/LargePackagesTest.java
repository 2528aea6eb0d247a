package dev.mlrecipe.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The large packages, made small. */
class LargePackagesTest {
    private static final double TINY = 1e-4;

    @TempDir
    Path folder;

    @Test
    void oneWeightIsALinearLayerWithoutBias() throws IOException {
        try (CoreMlModel model = open(Variant.ONE_WEIGHT)) {
            assertEquals(List.of("head.weight"), names(model));
            assertEquals(Shape.of(1280, 64), model.index().weights().get(0).stored().shape());
        }
    }

    @Test
    void stridedWeightsHaveTheirOutputChannelsInside() throws IOException {
        try (CoreMlModel model = open(Variant.STRIDED)) {
            assertEquals(List.of("up.weight", "product.y"), names(model));
            for (Weight weight : model.index().weights()) {
                assertEquals(Optional.of(new ChannelAxes(1, 0)), weight.axes());
            }
        }
    }

    @Test
    void largeIsAChainOfLinearLayersOneBlobEach() throws IOException {
        try (CoreMlModel model = open(Variant.LARGE)) {
            assertEquals(96, model.index().weights().size());
        }
        long blob = 64 + 64 * 64 * 2;
        long file = Files.size(folder.resolve("large.mlpackage/Data/com.apple.CoreML/weights/weight.bin"));
        assertEquals(64 + 96 * blob, file);
    }

    @Test
    void bothFunctionsOfTheDecoderShareAllWeightsAndItsOutputLayerIsTheEmbedding() throws IOException {
        try (CoreMlModel model = open(Variant.DECODER)) {
            assertEquals(List.of("decode", "prefill"), model.index().functions());
            Weight embedding = model.index().weights().get(0);
            assertEquals("embedding.x", embedding.name());
            assertEquals(
                    List.of("decode embedding.x", "decode head.weight", "prefill embedding.x", "prefill head.weight"),
                    embedding.consumers().stream()
                            .map(consumer -> consumer.function() + " " + consumer.weightName())
                            .toList());
            for (Weight weight : model.index().weights()) {
                assertEquals(
                        List.of("decode", "prefill"),
                        weight.consumers().stream().map(Consumer::function).distinct().toList(),
                        weight.name());
            }
            List<Weight> matrices = model.index().weights().stream()
                    .filter(weight -> weight.stored().shape().rank() == 2)
                    .toList();
            assertEquals(8, matrices.size());
        }
    }

    @Test
    void theSameArgumentsGiveTheSameBytes() throws IOException {
        LargePackages.write(Variant.DECODER, folder.resolve("a"), TINY);
        LargePackages.write(Variant.DECODER, folder.resolve("b"), TINY);
        for (String file : List.of("Manifest.json", "Data/com.apple.CoreML/model.mlmodel",
                "Data/com.apple.CoreML/weights/weight.bin")) {
            assertEquals(-1, Files.mismatch(folder.resolve("a").resolve(file), folder.resolve("b").resolve(file)), file);
        }
        assertThrows(
                FileAlreadyExistsException.class,
                () -> LargePackages.write(Variant.DECODER, folder.resolve("a"), TINY));
    }

    @Test
    void valuesDoNotDependOnHowTheyAreReadAndEveryChannelHasItsOwnSpread() {
        long seed = new Random().nextLong();
        for (int axis = 0; axis < 3; axis++) {
            TrainedLikeValues values = new TrainedLikeValues(seed, Shape.of(5, 7, 9), axis);
            byte[] whole = new byte[5 * 7 * 9 * 2];
            values.read(0, whole, 0, whole.length);
            byte[] pieces = new byte[whole.length];
            for (int at = 0; at < pieces.length; at += 11) {
                values.read(at, pieces, at, Math.min(11, pieces.length - at));
            }
            assertArrayEquals(whole, pieces, "seed " + seed + ", axis " + axis);
        }
        double[] spreads = rowSpreads(new TrainedLikeValues(1, Shape.of(64, 1024), 0), 64, 1024);
        for (double spread : spreads) {
            assertTrue(spread > 0.008 && spread < 0.06, "spread " + spread);
        }
        assertTrue(spreads[0] != spreads[1]);
    }

    private static double[] rowSpreads(TrainedLikeValues values, int rows, int columns) {
        byte[] bytes = new byte[rows * columns * 2];
        values.read(0, bytes, 0, bytes.length);
        ByteBuffer halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        double[] spreads = new double[rows];
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int column = 0; column < columns; column++) {
                double value = Float.float16ToFloat(halves.getShort());
                sum += value * value;
            }
            spreads[row] = Math.sqrt(sum / columns);
        }
        return spreads;
    }

    @Test
    void coremltoolsLoadsThem() throws Exception {
        String python = System.getenv("MLRECIPE_PEER_PYTHON");
        if (python == null && "true".equals(System.getenv("CI"))) {
            fail("no MLRECIPE_PEER_PYTHON (a Python with coremltools 9.0)");
        }
        Assumptions.assumeTrue(python != null, "no MLRECIPE_PEER_PYTHON (a Python with coremltools 9.0)");
        String script =
                """
                import sys
                import coremltools as ct
                from coremltools.converters.mil.frontend.milproto.load import load
                for path in sys.argv[1:]:
                    model = ct.models.MLModel(path, skip_model_load=True)
                    load(model.get_spec(), model.get_spec().specificationVersion, model.weights_dir)
                """;
        List<String> command = new ArrayList<>(List.of(python, "-c", script));
        for (Variant variant : Variant.values()) {
            open(variant).close();
            command.add(folder.resolve(variant.word() + ".mlpackage").toString());
        }
        Path log = folder.resolve("log");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertEquals(0, exit, () -> {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    private CoreMlModel open(Variant variant) throws IOException {
        Path target = folder.resolve(variant.word() + ".mlpackage");
        LargePackages.write(variant, target, TINY);
        return CoreMlModels.open(target);
    }

    private static List<String> names(CoreMlModel model) {
        return model.index().weights().stream().map(Weight::name).collect(Collectors.toList());
    }
}
