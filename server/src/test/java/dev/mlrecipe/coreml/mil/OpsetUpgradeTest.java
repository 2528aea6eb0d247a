package dev.mlrecipe.coreml.mil;

import static dev.mlrecipe.coreml.program.Programs.block;
import static dev.mlrecipe.coreml.program.Programs.op;
import static dev.mlrecipe.coreml.program.Programs.value;
import static dev.mlrecipe.coreml.tensor.DataType.FLOAT16;
import static dev.mlrecipe.coreml.tensor.DataType.FLOAT32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Packages;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.program.Programs;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raising a program from CoreML5 to CoreML6. */
class OpsetUpgradeTest {
    private static final Path MODEL = Path.of("model.mlmodel");

    private static Block raised(Block block) throws IOException {
        Program program = Programs.program("CoreML5", value("x", FLOAT16, 1), block);
        Function main = OpsetUpgrade.toCoreMl6(MODEL, program).getFunctionsOrThrow("main");
        assertEquals("CoreML6", main.getOpset());
        assertEquals(List.of("CoreML6"), List.copyOf(main.getBlockSpecializationsMap().keySet()));
        return main.getBlockSpecializationsOrThrow("CoreML6");
    }

    private static List<String> types(Block block) {
        return block.getOperationsList().stream().map(Operation::getType).toList();
    }

    private static Value input(Block block, Operation op, String input) {
        String name = op.getInputsOrThrow(input).getArguments(0).getName();
        return block.getOperationsList().stream()
                .filter(other -> other.getOutputs(0).getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getAttributesOrThrow("val");
    }

    @Test
    void newInputsGetTheirDefaultsAsConsts() throws IOException {
        Block block = raised(block(
                List.of("t"), op("topk", "t", "x", "x"), op("gather", "g", "x", "x"), op("gather_nd", "n", "x", "x")));
        assertEquals(List.of("const", "const", "topk", "const", "gather", "const", "gather_nd"), types(block));
        assertEquals(Values.bool(true), input(block, block.getOperations(2), "sort"));
        assertEquals(Values.bool(true), input(block, block.getOperations(2), "return_indices"));
        assertEquals(Values.int32(0), input(block, block.getOperations(4), "batch_dims"));
        assertEquals(Values.int32(0), input(block, block.getOperations(6), "batch_dims"));
    }

    @Test
    void padValueHasTheTypeOfTheImage() throws IOException {
        Block block = raised(block(List.of("c"), op("relu", "r", "x", "x"), op("crop_resize", "c", "x", "r")));
        Value pad = input(block, block.getOperations(2), "pad_value");
        assertEquals(DataType.FLOAT32.mil(), pad.getType().getTensorType().getDataTypeValue());
        Block half = raised(block(List.of("c"), op("crop_resize", "c", "x", "x")));
        assertEquals(
                DataType.FLOAT16.mil(),
                input(half, half.getOperations(1), "pad_value").getType().getTensorType().getDataTypeValue());
    }

    @Test
    void unknownImagesAreRefused() {
        String message = assertThrows(
                        ModelException.class, () -> raised(block(List.of("c"), op("crop_resize", "c", "x", "nowhere"))))
                .getMessage();
        assertEquals("model.mlmodel: operation c: the type of input x is unknown", message);
    }

    @Test
    void inputsThatAreThereStay() throws IOException {
        Block given = block(List.of("g"), op("gather", "g", "x", "x", "batch_dims", "x"));
        assertEquals(given, raised(given));
    }

    @Test
    void innerBlocksAreRaisedAndNamesStayUnique() throws IOException {
        Block body = block(List.of("g"), op("gather", "g", "x", "x"));
        Operation loop = op("while_loop", "g_batch_dims_0", "loop_vars", "x").toBuilder().addBlocks(body).build();
        Block block = raised(block(List.of("g_batch_dims_0"), loop));
        Block inner = block.getOperations(0).getBlocks(0);
        assertEquals(List.of("const", "gather"), types(inner));
        assertEquals("g_batch_dims_0_1", inner.getOperations(0).getOutputs(0).getName());
    }

    @Test
    void aSecondBlockForTheNewOpsetIsRefused() {
        Program program = Programs.program("CoreML5", value("x", FLOAT16, 1), block(List.of("x")));
        Function both = program.getFunctionsOrThrow("main").toBuilder()
                .putBlockSpecializations("CoreML6", Block.getDefaultInstance())
                .build();
        Program twice = program.toBuilder().putFunctions("main", both).build();
        assertThrows(ModelException.class, () -> OpsetUpgrade.toCoreMl6(MODEL, twice));
    }

    @Test
    void otherStepsAreRefused(@TempDir Path folder) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(Goldens.base("net_fp16_ios16"))) {
            String message = assertThrows(
                            ModelException.class,
                            () -> model.write(
                                    folder.resolve("out"), new CoreMlModel.Edit(Map.of(), Map.of(), Opset.COREML8)))
                    .getMessage();
            assertTrue(message.endsWith("a program of CoreML6 cannot be written for CoreML8; CoreML5 can be raised to"
                    + " CoreML6"), message);
        }
    }

    @Test
    void aRaisedModelKeepsItsWeights(@TempDir Path folder) throws IOException {
        Path out = folder.resolve("out.mlpackage");
        try (CoreMlModel model = CoreMlModels.open(Goldens.base("net_fp32_ios15"))) {
            model.write(out, new CoreMlModel.Edit(Map.of(), Map.of(), Opset.COREML6));
            try (CoreMlModel raised = CoreMlModels.open(out)) {
                assertEquals(7, raised.index().specificationVersion());
                assertEquals(Opset.COREML6, raised.index().opset().orElseThrow());
                assertEquals(
                        model.index().weights().stream().map(Weight::name).toList(),
                        raised.index().weights().stream().map(Weight::name).toList());
                for (Weight weight : model.index().weights()) {
                    assertEquals(
                            Decoder.sha256(weight.stored()),
                            Decoder.sha256(raised.index().weights().get(weight.id()).stored()));
                }
            }
        }
        assertEquals(
                Packages.model(Goldens.base("net_fp32_ios15")).getDescription(),
                Packages.model(out).getDescription());
    }
}
