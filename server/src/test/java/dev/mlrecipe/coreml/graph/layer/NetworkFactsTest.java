package dev.mlrecipe.coreml.graph.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.OpenInput;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole networks: real ones, and small ones that are written down here by their field numbers. */
class NetworkFactsTest {
    @TempDir
    private Path folder;

    /** Sizes are those that the models' descriptions declare for their outputs, or that the networks are known for. */
    @ParameterizedTest
    @CsvSource({
        "SqueezeNetFP16,         65, 387747520,   '[1, 1, 1000, 1, 1]'",
        "Es2EnCharEncoder16Bit,   1, 365568,      '[1, 1, 256, 1, 1]'",
        "GestureClassifier,       9, 244992,      '[1, 1, 4, 1, 1]'",
        "TinyDrawingEmbedding,   12, 1992960,     '[1, 1, 128, 1, 1]'",
        "mlperf_edsr_f32b5_fp32, 31, 54792806400, '[1, 1080, 1920, 3]'",
        "mnistGAN,                5, 113152,      '[1, 1, 1, 28, 28]'",
    })
    void realNetworks(String model, int layers, long multiplyAdds, String output) throws IOException {
        FunctionFacts facts = facts(Shared.folder("models/real/" + model + ".mlmodel"));
        assertEquals("main", facts.name());
        assertTrue(facts.ops().stream().allMatch(OpFacts::known));
        assertFalse(facts.flexible());
        assertEquals(layers, facts.ops().size());
        assertEquals(multiplyAdds, facts.totalMultiplyAdds());
        assertEquals(output, facts.outputs().get(0).shape().toString());
    }

    @Test
    void aNetworkMultipliesAsOftenAsTheProgramOfTheSameModel() throws IOException {
        JsonNode program = new ObjectMapper()
                .readTree(Shared.folder("models/digitnet/layers.json").toFile());
        FunctionFacts facts = facts(Shared.folder("models/digitnet/DigitNet_NN.mlmodel"));
        assertEquals(program.get("total_multiply_adds").asLong(), facts.totalMultiplyAdds());
    }

    @Test
    void layersOfBranchesAndLoopsFollowTheirLayer() throws IOException {
        // cond -> branch { a: innerProduct 4 -> 8 } { a: innerProduct 4 -> 8 }, then a -> out
        String dense = "1:{1:\"%s\" 2:\"x\" 3:\"a\" 140:{1:4 2:8}}";
        FunctionFacts facts = facts(model("""
                1:4 2:{1:{1:"x" 3:{5:{1:[4]}}} 10:{1:"out" 3:{5:{1:[8]}}}}
                500:{5:1
                  1:{1:"either" 2:"x" 605:{1:{%s} 2:{%s}}}
                  1:{1:"twice" 2:"a" 615:{1:3 2:"c" 4:{1:{1:"more" 2:"a" 3:"a" 880:{}}}}}
                  1:{1:"last" 2:"a" 3:"out" 130:{10:{}}}}
                """.formatted(dense.formatted("yes"), dense.formatted("no"))));
        assertEquals(
                List.of(
                        "either", "either/ifBranch/yes", "either/elseBranch/no", "twice", "twice/bodyNetwork/more", "last"),
                facts.ops().stream().map(OpFacts::name).toList());
        assertEquals(64, facts.totalMultiplyAdds());
        assertEquals(List.of(8L), facts.outputs().get(0).shape());
    }

    @Test
    void networksOfAPipelineAreOneFunction() throws IOException {
        String network = "2:{1:{1:\"x\" 3:{5:{1:[3]}}}} 500:{1:{1:\"%s\" 2:\"x\" 3:\"y\" 140:{1:3 2:2}}}";
        Path model = model("""
                1:3 2:{1:{1:"x"}} 202:{1:{1:3 %s} 1:{1:3 2000:{}} 1:{1:3 200:{1:{1:{%s} 2:"inner"}}}
                  2:"first" 2:"other" 2:"second"}
                """.formatted(network.formatted("one"), network.formatted("two")));
        FunctionFacts facts = facts(model);
        assertEquals(List.of("first/one", "second/inner/two"), facts.ops().stream().map(OpFacts::name).toList());
        assertEquals(12, facts.totalMultiplyAdds());
        assertEquals(
                List.of("first/y", "second/inner/y"),
                facts.ops().stream().map(op -> op.outputs().get(0).name()).toList());
        assertEquals(List.of("x"), facts.inputs().stream().map(ValueFacts::name).toList());
    }

    @Test
    void openInputsAreToldOf() throws IOException {
        // An image of 224 x 224 that may be 100 to 500 high and as wide as one likes; an array of 1 x 8 or 1 x 16.
        FunctionFacts facts = facts(model("""
                1:4 2:{1:{1:"image" 3:{4:{1:224 2:224 3:20 31:{1:{1:100 2:-1} 2:{1:100 2:500}}}}}
                  1:{1:"ids" 3:{5:{1:[1 8] 21:{1:{1:[1 8]} 1:{1:[1 16]}}}}}}
                500:{5:1 6:1 1:{1:"c" 2:"image" 3:"y" 100:{1:4 2:3 20:[3 3] 50:{}}}}
                """));
        assertEquals(
                List.of(
                        "image is open (100 to 500 x at least 100): taken as 1 x 3 x 224 x 224",
                        "ids is open (1 x 8 or 1 x 16): taken as 1 x 8"),
                facts.open().stream().map(OpenInput::words).toList());
        assertEquals(List.of(1L, 4L, 222L, 222L), facts.ops().get(0).outputs().get(0).shape());
    }

    @Test
    void whatTheFileSaysOfAShapeFillsWhatDoesNotFollow() throws IOException {
        FunctionFacts facts = facts(model("""
                1:4 2:{1:{1:"x" 3:{5:{1:[4 6]}}}}
                500:{5:1
                  1:{1:"mine" 2:"x" 3:"a" 5:{1:2 2:[3 8]} 500:{10:"Mine"}}
                  1:{1:"ranked" 2:"x" 3:"b" 5:{1:3} 500:{10:"Mine"}}
                  1:{1:"silent" 2:"x" 3:"c" 500:{10:"Mine"}}
                  1:{1:"known" 2:"x" 3:"d" 5:{1:2 2:[9 9]} 130:{10:{}}}}
                """));
        assertEquals(
                List.of(List.of(3L, 8L), List.of(-1L, -1L, -1L), List.of(-1L), List.of(4L, 6L)),
                facts.ops().stream().map(op -> op.outputs().get(0).shape()).toList());
        assertEquals(
                List.of(true, false, false, true), facts.ops().stream().map(OpFacts::known).toList());
    }

    @Test
    void damagedFilesAreRefusedOrReadAsFarAsTheyMakeSense() throws IOException {
        byte[] whole = Files.readAllBytes(Shared.folder("goldens/nn/cnn.mlmodel"));
        Path file = folder.resolve("damaged.mlmodel");
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertThrows(IOException.class, () -> functions(file));
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 1 + round % 4; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try {
                for (FunctionFacts facts : functions(file)) {
                    assertTrue(facts.totalMultiplyAdds() >= 0, "seed " + seed + ", round " + round);
                    for (OpFacts op : facts.ops()) {
                        op.outputs().forEach(output -> assertTrue(
                                output.shape().stream().allMatch(dim -> dim >= ValueFacts.UNKNOWN)));
                    }
                }
            } catch (IOException e) {
                // Refused.
            }
        }
    }

    private Path model(String fields) throws IOException {
        ByteString bytes = Wire.of(fields.replace('\n', ' '));
        return Files.write(folder.resolve("model.mlmodel"), bytes.toByteArray());
    }

    private static List<FunctionFacts> functions(Path file) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(file)) {
            return model.functions();
        }
    }

    private static FunctionFacts facts(Path model) throws IOException {
        List<FunctionFacts> functions = functions(model);
        assertEquals(1, functions.size());
        return functions.get(0);
    }
}
