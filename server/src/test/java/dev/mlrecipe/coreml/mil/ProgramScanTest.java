package dev.mlrecipe.coreml.mil;

import static dev.mlrecipe.coreml.program.Programs.block;
import static dev.mlrecipe.coreml.program.Programs.constant;
import static dev.mlrecipe.coreml.program.Programs.op;
import static dev.mlrecipe.coreml.program.Programs.value;
import static dev.mlrecipe.coreml.tensor.DataType.FLOAT16;
import static dev.mlrecipe.coreml.tensor.DataType.FLOAT32;
import static dev.mlrecipe.coreml.tensor.DataType.INT32;
import static dev.mlrecipe.coreml.tensor.DataType.INT8;
import static dev.mlrecipe.coreml.tensor.DataType.UINT8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.program.Programs;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which constants of a program are weights, what they are called and who takes them. */
class ProgramScanTest {

    private static List<Weight> weights(Block block) throws IOException {
        Program program = Programs.program("CoreML7", value("x", FLOAT32, 1), block);
        return ProgramScan.scan(Path.of("model.mlmodel"), program, List.of("main"), Programs.NO_FILES)
                .weights();
    }

    private static List<String> names(Block block) throws IOException {
        return weights(block).stream().map(Weight::name).toList();
    }

    @Test
    void weightsAreNamedAfterTheirFirstConsumer() throws IOException {
        List<Weight> weights = weights(block(
                List.of("b"),
                constant("w", FLOAT32, 5, 4),
                op("linear", "a", "x", "x", "weight", "w"),
                op("linear", "b", "x", "a", "weight", "w")));
        assertEquals(1, weights.size());
        assertEquals("a.weight", weights.get(0).name());
        assertEquals(List.of("w"), weights.get(0).constNames());
        assertEquals(
                List.of("a.weight", "b.weight"),
                weights.get(0).consumers().stream().map(Consumer::weightName).toList());
    }

    @Test
    void severalBindingsOfOneInputAreNumbered() throws IOException {
        assertEquals(
                List.of("c.values[0]", "c.values[2]"),
                names(block(
                        List.of("c"),
                        constant("u", FLOAT32, 16),
                        constant("v", FLOAT32, 16),
                        op("concat", "c", "values", "u,x,v"))));
    }

    @Test
    void smallOnesOtherTypesAndUnusedOnesAreNoWeights() throws IOException {
        assertEquals(
                List.of("o.b", "o.c", "o.d"),
                names(block(
                        List.of("o"),
                        constant("small", FLOAT32, 9),
                        constant("b", FLOAT16, 10),
                        constant("c", INT8, 10),
                        constant("d", UINT8, 10),
                        constant("numbers", INT32, 100),
                        constant("unused", FLOAT32, 100),
                        op("any", "o", "a", "small", "b", "b", "c", "c", "d", "d", "e", "numbers"))));
    }

    @Test
    void aConstantThatIsAResultIsNamedAfterItself() throws IOException {
        List<Weight> weights = weights(block(List.of("w"), constant("w", FLOAT32, 10)));
        assertEquals("w", weights.get(0).name());
        assertEquals(List.of(), weights.get(0).consumers());
    }

    @Test
    void innerBlocksSeeOuterNamesUnlessTheyHideThem() throws IOException {
        Block hiding = block(List.of("i"), constant("w", FLOAT32, 20), op("linear", "i", "weight", "w", "bias", "v"));
        Block seeing = Block.newBuilder(block(List.of("j"), op("linear", "j", "weight", "w", "bias", "v")))
                .addInputs(value("v", FLOAT32, 1))
                .build();
        Operation cond = op("cond", "if", "pred", "x").toBuilder()
                .addBlocks(hiding)
                .addBlocks(seeing)
                .build();
        List<Weight> weights = weights(block(
                List.of("if"), constant("w", FLOAT32, 10), constant("v", FLOAT32, 30), cond));
        assertEquals(
                List.of("j.weight", "i.bias", "i.weight"), weights.stream().map(Weight::name).toList());
        assertEquals(
                List.of("i.bias"),
                weights.get(1).consumers().stream().map(Consumer::weightName).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "conv, weight, , 0, 1",
        "linear, weight, , 0, 1",
        "gather, x, , 0, 1",
        "conv_transpose, weight, , 1, 0",
        "matmul, y, , 2, 1",
        "matmul, y, false, 2, 1",
        "matmul, y, true, 1, 2",
        "matmul, x, , 1, 2",
        "matmul, x, true, 2, 1",
    })
    void channelAxesFollowTheConsumer(String type, String input, Boolean transposed, int output, int in)
            throws IOException {
        Operation weight = constant("w", FLOAT32, 3, 4, 5);
        Block block = transposed == null
                ? block(List.of("o"), weight, op(type, "o", input, "w"))
                : block(
                        List.of("o"),
                        weight,
                        constant("t", Values.bool(transposed)),
                        op(type, "o", input, "w", "transpose_" + input, "t"));
        assertEquals(
                new ChannelAxes(output, in),
                weights(block).get(0).consumers().get(0).axes());
    }

    @Test
    void aVectorInAMatrixProductHasTheUsualAxes() throws IOException {
        Block block = block(List.of("o"), constant("w", FLOAT32, 30), op("matmul", "o", "y", "w"));
        assertEquals(
                new ChannelAxes(0, 1), weights(block).get(0).consumers().get(0).axes());
    }
}
