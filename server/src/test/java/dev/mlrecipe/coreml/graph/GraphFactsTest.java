package dev.mlrecipe.coreml.graph;

import static dev.mlrecipe.coreml.graph.ProgramBuilder.bool;
import static dev.mlrecipe.coreml.graph.ProgramBuilder.inline;
import static dev.mlrecipe.coreml.graph.ProgramBuilder.ints;
import static dev.mlrecipe.coreml.graph.ProgramBuilder.names;
import static dev.mlrecipe.coreml.graph.ProgramBuilder.op;
import static dev.mlrecipe.coreml.graph.ProgramBuilder.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.proto.ArrayFeatureType;
import dev.mlrecipe.coreml.proto.FeatureDescription;
import dev.mlrecipe.coreml.proto.FeatureType;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.ModelDescription;
import dev.mlrecipe.coreml.proto.mil.DataType;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small programs with counts that can be checked by hand. */
class GraphFactsTest {
    private static final DataType F16 = DataType.FLOAT16;

    @Test
    void convolution() {
        // Every one of 2*16*5*5 results needs 8/2 channels times 3*3 taps; the bias is free.
        OpFacts facts = only(new ProgramBuilder()
                .input("x", F16, 2, 8, 5, 5)
                .weight("w", F16, 16, 4, 3, 3)
                .weight("b", F16, 16)
                .op(op("conv", "y", 2, 16, 5, 5)
                        .putInputs("x", names("x"))
                        .putInputs("weight", names("w"))
                        .putInputs("bias", names("b"))));
        assertEquals(2 * 16 * 5 * 5 * 4 * 9, facts.multiplyAdds());
        assertEquals(2 * 16 * 5 * 5 * 2, facts.activationBytes());
        assertEquals(16 * 4 * 9 * 2 + 16 * 2, facts.weightBytes());
        assertTrue(facts.known());
        assertEquals(List.of(new ValueFacts("y", List.of(2L, 16L, 5L, 5L), "float16")), facts.outputs());
    }

    @Test
    void transposedConvolution() {
        // Every one of 8*5*5 inputs meets 6 results per tap.
        OpFacts facts = only(new ProgramBuilder()
                .input("x", F16, 1, 8, 5, 5)
                .weight("w", F16, 8, 6, 2, 2)
                .op(op("conv_transpose", "y", 1, 6, 10, 10)
                        .putInputs("x", names("x"))
                        .putInputs("weight", names("w"))));
        assertEquals(8 * 5 * 5 * 6 * 4, facts.multiplyAdds());
    }

    @Test
    void linearAndMatmul() {
        ProgramBuilder program = new ProgramBuilder()
                .input("x", F16, 4, 32)
                .weight("w", F16, 10, 32)
                .op(op("linear", "y", 4, 10).putInputs("x", names("x")).putInputs("weight", names("w")))
                .op(op("matmul", "z", 32, 10)
                        .putInputs("x", names("x"))
                        .putInputs("y", names("y"))
                        .putInputs("transpose_x", bool(true)));
        assertEquals(4 * 10 * 32, find(program.model(), "y").multiplyAdds());
        assertEquals(32 * 10 * 4, find(program.model(), "z").multiplyAdds());
        assertEquals(2 * 4 * 10 * 32, main(program.model()).totalMultiplyAdds());
    }

    @Test
    void einsumCountsEveryLetterOnce() {
        OpFacts facts = only(new ProgramBuilder()
                .input("q", F16, 1, 2, 7, 16)
                .input("k", F16, 1, 2, 9, 16)
                .op(op("einsum", "y", 1, 2, 7, 9)
                        .putInputs("values", names("q", "k"))
                        .putInputs("equation", text("bnqd,bnkd->bnqk"))));
        assertEquals(2 * 7 * 9 * 16, facts.multiplyAdds());
    }

    @Test
    void recurrentLayersCountBothDirections() {
        ProgramBuilder program = new ProgramBuilder().input("x", F16, 5, 2, 8);
        Operation.Builder lstm = op("lstm", "y", 5, 2, 12).putInputs("x", names("x"));
        for (String direction : List.of("", "_back")) {
            program.weight("ih" + direction, F16, 24, 8).weight("hh" + direction, F16, 24, 6);
            lstm.putInputs("weight_ih" + direction, names("ih" + direction));
            lstm.putInputs("weight_hh" + direction, names("hh" + direction));
        }
        assertEquals(5 * 2 * 2 * (24 * 8 + 24 * 6), only(program.op(lstm)).multiplyAdds());
    }

    @Test
    void attention() {
        OpFacts facts = only(new ProgramBuilder()
                .input("q", F16, 2, 7, 16)
                .input("k", F16, 2, 9, 16)
                .input("v", F16, 2, 9, 5)
                .op(op("scaled_dot_product_attention", "y", 2, 7, 5)
                        .putInputs("query", names("q"))
                        .putInputs("key", names("k"))
                        .putInputs("value", names("v"))));
        assertEquals(2 * 7 * 9 * (16 + 5), facts.multiplyAdds());
    }

    @Test
    void everythingElseIsFree() {
        for (String type : List.of("relu", "add", "max_pool", "softmax", "reshape", "gather")) {
            OpFacts facts = only(new ProgramBuilder()
                    .input("x", F16, 4)
                    .op(op(type, "y", 4).putInputs("x", names("x"))));
            assertEquals(0, facts.multiplyAdds(), type);
            assertEquals(8, facts.activationBytes(), type);
        }
    }

    @Test
    void constantsCostNothingThemselves() {
        FunctionFacts facts = main(new ProgramBuilder().weight("w", F16, 1000).model());
        assertEquals("const", facts.ops().get(0).type());
        assertTrue(facts.ops().get(0).constant());
        assertEquals(0, facts.ops().get(0).activationBytes());
        assertEquals(0, facts.ops().get(0).weightBytes());
    }

    @Test
    void compressedWeightsCountAsStored() {
        // 4-bit indices and a table of 16 halves, through a chain of two operations that share nothing else.
        ProgramBuilder program = new ProgramBuilder().input("x", F16, 1, 32);
        program.op(op("constexpr_blockwise_shift_scale", "table", 1, 1, 16, 1)
                        .putInputs("data", inline(program.blob(DataType.INT8, 1, 1, 16, 1)))
                        .putInputs("scale", inline(program.blob(F16, 1, 1, 1, 1))))
                .op(op("constexpr_lut_to_dense", "w", 10, 32)
                        .putInputs("indices", inline(program.blob(DataType.UINT4, 10, 32)))
                        .putInputs("lut", names("table")))
                .op(op("linear", "y", 1, 10).putInputs("x", names("x")).putInputs("weight", names("w")));
        OpFacts linear = find(program.model(), "y");
        assertEquals(10 * 32 / 2 + 16 + 2, linear.weightBytes());
        assertEquals(320, linear.multiplyAdds());
    }

    @Test
    void nestedBlocksFollowTheirOperation() {
        ProgramBuilder body = new ProgramBuilder();
        body.op(op("linear", "inner", 1, 10).putInputs("x", names("state")).putInputs("weight", names("w")));
        Operation.Builder loop = op("while_loop", "result", -1, 32).putInputs("loop_vars", names("x"));
        loop.addBlocks(body.block().toBuilder().addInputs(ProgramBuilder.named("state", F16, -1, 32)));
        FunctionFacts facts = main(new ProgramBuilder()
                .input("x", F16, 1, 32)
                .weight("w", F16, 10, 32)
                .op(loop)
                .op(op("relu", "last", 1, 32).putInputs("x", names("result")))
                .model());
        assertEquals(
                List.of("w", "result", "inner", "last"), facts.ops().stream().map(OpFacts::name).toList());
        assertEquals(320, facts.totalMultiplyAdds());
        assertEquals(640, facts.ops().get(2).weightBytes());
        assertEquals(List.of(1L, 32L), facts.ops().get(1).outputs().get(0).shape());
    }

    @Test
    void openDimensionsTakeTheDefaultSizeOfTheDescription() {
        ProgramBuilder program = new ProgramBuilder()
                .input("x", F16, -1, 3, -1, -1)
                .weight("w", F16, 8, 3, 3, 3)
                .op(op("conv", "a", -1, 8, -1, -1)
                        .putInputs("x", names("x"))
                        .putInputs("weight", names("w"))
                        .putInputs("strides", ints(2, 2))
                        .putInputs("pad_type", text("custom"))
                        .putInputs("pad", ints(1, 1, 1, 1)))
                .op(op("relu", "b", -1, 8, -1, -1).putInputs("x", names("a")))
                .op(op("max_pool", "c", -1, 8, -1, -1)
                        .putInputs("x", names("b"))
                        .putInputs("kernel_sizes", ints(2, 2))
                        .putInputs("strides", ints(2, 2))
                        .putInputs("pad_type", text("valid"))
                        .putInputs("ceil_mode", bool(true)))
                .op(op("transpose", "d", -1, -1, -1, 8).putInputs("x", names("c")).putInputs("perm", ints(0, 2, 3, 1)))
                .op(op("reshape", "e", -1, 8).putInputs("x", names("d")).putInputs("shape", ints(-1, 8)))
                .returns("e");
        FunctionFacts facts = main(withDefault(program.model(), "x", 1, 3, 32, 30));
        assertTrue(facts.flexible());
        assertEquals(List.of(1L, 3L, 32L, 30L), facts.inputs().get(0).shape());
        assertEquals(List.of(1L, 8L, 16L, 15L), shape(facts, "a"));
        assertEquals(List.of(1L, 8L, 16L, 15L), shape(facts, "b"));
        assertEquals(List.of(1L, 8L, 8L, 8L), shape(facts, "c"));
        assertEquals(List.of(1L, 8L, 8L, 8L), shape(facts, "d"));
        assertEquals(List.of(64L, 8L), facts.outputs().get(0).shape());
        assertEquals(8 * 16 * 15 * 27, facts.totalMultiplyAdds());
        assertTrue(facts.ops().stream().allMatch(OpFacts::known));
    }

    @Test
    void dimensionsThatNothingTellsStayUnknownAndFlagged() {
        FunctionFacts facts = main(new ProgramBuilder()
                .input("x", F16, -1, 32)
                .weight("w", F16, 10, 32)
                .op(op("linear", "y", -1, 10).putInputs("x", names("x")).putInputs("weight", names("w")))
                .model());
        OpFacts linear = facts.ops().get(1);
        assertTrue(facts.flexible());
        assertFalse(linear.known());
        assertEquals(List.of(ValueFacts.UNKNOWN, 10L), linear.outputs().get(0).shape());
        assertEquals(320, linear.multiplyAdds());
    }

    @Test
    void theDefaultFunctionComesFirst() {
        Program program = Program.newBuilder()
                .putFunctions("a", Function.getDefaultInstance())
                .putFunctions("main", Function.getDefaultInstance())
                .putFunctions("z", Function.getDefaultInstance())
                .build();
        Model model = Model.newBuilder().setMlProgram(program).build();
        assertEquals(List.of("main", "a", "z"), functions(model));
        Model named = model.toBuilder()
                .setDescription(ModelDescription.newBuilder().setDefaultFunctionName("z"))
                .build();
        assertEquals(List.of("z", "a", "main"), functions(named));
        assertEquals(List.of(), functions(Model.getDefaultInstance()));
    }

    @Test
    void brokenProgramsGiveUnknowns() {
        FunctionFacts facts = main(new ProgramBuilder()
                .op(op("linear", "y", 4, 10).putInputs("x", names("missing")).putInputs("weight", names("missing")))
                .op(op("matmul", "z", Long.MAX_VALUE, Long.MAX_VALUE).putInputs("x", names("z")))
                .op(op("conv", "c", -1, -1).putInputs("x", names("y")))
                .returns("nothing")
                .model());
        assertTrue(facts.ops().stream().noneMatch(OpFacts::known));
        assertEquals("unknown", facts.outputs().get(0).dtype());
    }

    private static List<String> functions(Model model) {
        return GraphFacts.of(model).stream().map(FunctionFacts::name).toList();
    }

    private static Model withDefault(Model model, String input, long... shape) {
        ArrayFeatureType.Builder array = ArrayFeatureType.newBuilder();
        for (long dim : shape) {
            array.addShape(dim);
        }
        return model.toBuilder()
                .setDescription(ModelDescription.newBuilder()
                        .addInput(FeatureDescription.newBuilder()
                                .setName(input)
                                .setType(FeatureType.newBuilder().setMultiArrayType(array))))
                .build();
    }

    private static List<Long> shape(FunctionFacts facts, String op) {
        return facts.ops().stream()
                .filter(o -> o.name().equals(op))
                .findFirst()
                .orElseThrow()
                .outputs()
                .get(0)
                .shape();
    }

    private static FunctionFacts main(Model model) {
        List<FunctionFacts> functions = GraphFacts.of(model);
        assertEquals(1, functions.size());
        return functions.get(0);
    }

    private static OpFacts find(Model model, String name) {
        return main(model).ops().stream().filter(op -> op.name().equals(name)).findFirst().orElseThrow();
    }

    /** The only operation that is no constant. */
    private static OpFacts only(ProgramBuilder program) {
        List<OpFacts> work =
                main(program.model()).ops().stream().filter(op -> !op.constant()).toList();
        assertEquals(1, work.size());
        return work.get(0);
    }
}
