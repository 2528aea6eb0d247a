package dev.mlrecipe.coreml.raise;

import static dev.mlrecipe.coreml.tensor.DataType.FLOAT16;
import static dev.mlrecipe.coreml.tensor.DataType.FLOAT32;
import static dev.mlrecipe.coreml.tensor.DataType.INT8;
import static dev.mlrecipe.coreml.tensor.DataType.UINT8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Packages;
import dev.mlrecipe.coreml.blob.BlobWriter;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.program.ImmediateBytes;
import dev.mlrecipe.coreml.program.ProgramText;
import dev.mlrecipe.coreml.program.Programs;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.BlobFileValue;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed weights of the first generation, raised to the second: other operations, the same bits. */
class RaisedWeightsTest {
    private static final long SEED = 77;
    /** An odd number of elements, so that bytes are filled up. */
    private static final Shape SHAPE = Shape.of(7, 11);

    private final Random random = new Random(SEED);

    @TempDir
    Path folder;

    private Tensor random(DataType type, long... dims) {
        Shape shape = Shape.of(dims);
        byte[] bytes = new byte[(int) type.bytes(shape.elements())];
        random.nextBytes(bytes);
        return new Tensor(type, shape, new ImmediateBytes(bytes));
    }

    private static Tensor bytes(DataType type, int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return new Tensor(type, numbers.length == 1 ? Shape.of() : Shape.of(numbers.length), new ImmediateBytes(bytes));
    }

    private static Tensor halves(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putShort(Float.floatToFloat16(number));
        }
        Shape shape = numbers.length == 1 ? Shape.of() : Shape.of(numbers.length);
        return new Tensor(FLOAT16, shape, new ImmediateBytes(bytes.array()));
    }

    private static Operation constexpr(String type, String name, DataType output, Shape shape, Map<String, Value> attributes) {
        return Operation.newBuilder()
                .setType("constexpr_" + type)
                .putAttributes("name", Values.string(name))
                .putAllAttributes(attributes)
                .addOutputs(Programs.value(name, output, shape.toArray()))
                .build();
    }

    /** A package whose only weights are these, each added to an input. */
    private Path model(Operation... weights) throws IOException {
        StringBuilder text = new StringBuilder("in x: float16[1,1]\n");
        List<String> outputs = new ArrayList<>();
        for (Operation weight : weights) {
            String name = weight.getOutputs(0).getName();
            text.append("o_").append(name).append(": float16[7,11] = add(x=x, y=").append(name).append(")\n");
            outputs.add("o_" + name);
        }
        Program program = ProgramText.parse("CoreML6", text + "out " + String.join(", ", outputs) + "\n");
        Function main = program.getFunctionsOrThrow("main");
        Block block = main.getBlockSpecializationsOrThrow("CoreML6");
        Block full = block.toBuilder()
                .clearOperations()
                .addAllOperations(List.of(weights))
                .addAllOperations(block.getOperationsList())
                .build();
        Program filled = program.toBuilder()
                .putFunctions("main", main.toBuilder().putBlockSpecializations("CoreML6", full).build())
                .build();
        Path model = Packages.copy(Goldens.base("net_fp16_ios16"), folder.resolve("model.mlpackage"));
        Packages.edit(model, any -> ProgramText.model(7, filled));
        return model;
    }

    private record Raised(List<Representation> forms, List<Operation> operations, Path file) {
        Representation form() {
            return forms.get(0);
        }
    }

    /** The weights after raising; they expand to what they expanded to before. */
    private Raised raise(Path model) throws IOException {
        Path raised = folder.resolve("raised.mlpackage");
        try (CoreMlModel before = CoreMlModels.open(model)) {
            before.write(raised, new CoreMlModel.Edit(Map.of(), Map.of(), Opset.COREML8));
            try (CoreMlModel after = CoreMlModels.open(raised)) {
                List<Representation> forms = new ArrayList<>();
                for (int i = 0; i < before.index().weights().size(); i++) {
                    Representation old = before.index().weights().get(i).stored();
                    Representation young = after.index().weights().get(i).stored();
                    assertEquals(Decoder.sha256(old), Decoder.sha256(young));
                    forms.add(young instanceof LookupTable table ? inMemory(table) : young);
                }
                Function main = Packages.model(raised).getMlProgram().getFunctionsOrThrow("main");
                return new Raised(
                        forms, main.getBlockSpecializationsOrThrow("CoreML8").getOperationsList(), raised);
            }
        }
    }

    private static LookupTable inMemory(LookupTable table) throws IOException {
        Tensor indices = table.indices();
        return new LookupTable(
                new Tensor(indices.type(), indices.shape(), new ImmediateBytes(indices.bytes().toArray())),
                table.table(),
                table.vectorAxis());
    }

    private Operation affine(DataType type, Tensor scale, Tensor zero, int axis) throws IOException {
        return constexpr("affine_dequantize", "w", scale.type(), SHAPE, Map.of(
                "quantized_data", Values.immediate(random(type, 7, 11)),
                "scale", Values.immediate(scale),
                "zero_point", Values.immediate(zero),
                "axis", Values.int32(axis)));
    }

    private static Affine affine(Raised raised) {
        assertEquals("constexpr_blockwise_shift_scale", raised.operations().get(0).getType());
        assertEquals(1, raised.operations().get(0).getAttributesCount(), "the name alone");
        return (Affine) raised.form();
    }

    @Test
    void aScalarBesideAVectorIsRepeated() throws IOException {
        Affine scalar = affine(raise(model(affine(UINT8, halves(0.5f), bytes(UINT8, 1, 2, 3, 4, 5, 6, 7), -2))));
        assertEquals(Shape.of(7, 1), scalar.scale().shape());
        assertEquals(Shape.of(7, 1), scalar.offset().orElseThrow().shape());
    }

    @Test
    void alsoTheZeroPoint() throws IOException {
        Tensor scales = halves(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        Affine vector = affine(raise(model(affine(INT8, scales, bytes(INT8, -3), 1))));
        assertEquals(Shape.of(1, 11), vector.scale().shape());
        assertEquals(INT8, vector.offset().orElseThrow().type());
    }

    @Test
    void zeroPointsOfZeroAreLeftOut() throws IOException {
        Affine symmetric = affine(raise(model(affine(INT8, halves(0.5f), bytes(INT8, 0), 0))));
        assertEquals(Optional.empty(), symmetric.offset());
        assertEquals(Shape.of(1, 1), symmetric.scale().shape());
    }

    @Test
    void zeroPointsOfAnotherIntegerTypeBecomeFloats() throws IOException {
        Affine mixed = affine(raise(model(affine(INT8, halves(0.5f), bytes(UINT8, 200), 0))));
        assertEquals(FLOAT16, mixed.offset().orElseThrow().type(), "the type of the scale");
    }

    @Test
    void zeroPointsThatAreFloatsStay() throws IOException {
        Tensor zero = new Tensor(FLOAT32, Shape.of(), new ImmediateBytes(new byte[] {0, 0, (byte) 0x20, 0x41}));
        assertEquals(FLOAT32, affine(raise(model(affine(INT8, halves(0.5f), zero, 0)))).offset().orElseThrow().type());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 6, 8})
    void tablesKeepTheirPackedBytes(int bits) throws IOException {
        Tensor packed = random(UINT8, (SHAPE.elements() * bits + 7) / 8);
        Operation table = constexpr("lut_to_dense", "w", FLOAT16, SHAPE, Map.of(
                "indices", Values.immediate(packed),
                "lut", Values.immediate(random(FLOAT16, 1L << bits)),
                "shape", Values.dimensions(SHAPE)));
        Raised raised = raise(model(table));
        LookupTable form = (LookupTable) raised.form();
        assertEquals(DataType.unsigned(bits), form.indices().type());
        assertEquals(SHAPE, form.indices().shape());
        assertEquals(Shape.of(1, 1, 1L << bits, 1), form.table().shape());
        assertEquals(packed.bytes(), form.indices().bytes());
    }

    @Test
    void masksBecomeBits() throws IOException {
        byte[] mask = new byte[10];
        int set = 0;
        for (int i = 0; i < 77; i += 3) {
            mask[i / 8] |= (byte) (1 << i % 8);
            set++;
        }
        Operation sparse = constexpr("sparse_to_dense", "w", FLOAT16, SHAPE, Map.of(
                "mask", Values.immediate(new Tensor(UINT8, Shape.of(10), new ImmediateBytes(mask))),
                "nonzero_data", Values.immediate(random(FLOAT16, set)),
                "shape", Values.dimensions(SHAPE)));
        Sparse form = (Sparse) raise(model(sparse)).form();
        assertEquals(DataType.UINT1, form.mask().type());
        assertEquals(SHAPE, form.mask().shape());
    }

    @Test
    void castsGetInputs() throws IOException {
        Operation cast = constexpr("cast", "w", FLOAT32, SHAPE, Map.of(
                "source_val", Values.immediate(random(FLOAT16, 7, 11)), "output_dtype", Values.string("fp32")));
        Raised raised = raise(model(cast));
        assertTrue(raised.form() instanceof Cast);
        assertEquals(1, raised.operations().get(0).getAttributesCount());
    }

    @Test
    void bytesThatTwoWeightsReadDifferentlyAreStoredTwice() throws IOException {
        Tensor bytes = random(UINT8, 77);
        Path file = folder.resolve("shared.bin");
        long offset;
        try (BlobWriter writer = BlobWriter.create(file)) {
            offset = writer.add(bytes);
        }
        Value shared = Value.newBuilder()
                .setType(Values.type(UINT8, Shape.of(77)))
                .setBlobFileValue(BlobFileValue.newBuilder()
                        .setFileName("@model_path/weights/weight.bin")
                        .setOffset(offset))
                .build();
        Operation wide = constexpr("lut_to_dense", "wide", FLOAT16, SHAPE, Map.of(
                "indices", shared,
                "lut", Values.immediate(random(FLOAT16, 256)),
                "shape", Values.dimensions(SHAPE)));
        Shape twice = Shape.of(14, 11);
        Operation narrow = constexpr("lut_to_dense", "narrow", FLOAT16, twice, Map.of(
                "indices", shared,
                "lut", Values.immediate(random(FLOAT16, 16)),
                "shape", Values.dimensions(twice)));
        Path model = model(wide, narrow);
        Files.delete(Packages.weightFile(model));
        Files.copy(file, Packages.weightFile(model));
        Raised raised = raise(model);
        assertEquals(DataType.UINT8, ((LookupTable) raised.forms().get(0)).indices().type());
        assertEquals(DataType.UINT4, ((LookupTable) raised.forms().get(1)).indices().type());
    }

    @Test
    void parametersThatDoNotFitAreRefused() throws IOException {
        Operation table = constexpr("lut_to_dense", "w", FLOAT16, SHAPE, Map.of(
                "indices", Values.immediate(random(UINT8, 10)),
                "lut", Values.immediate(random(FLOAT16, 5)),
                "shape", Values.dimensions(SHAPE)));
        Path model = model(table);
        String message = assertThrows(ModelException.class, () -> raise(model)).getMessage();
        assertEquals(
                model + ": cannot be raised to CoreML8: w (constexpr_lut_to_dense): its parameters do not fit each other,"
                        + " so that nobody knows what it expands to",
                message);
    }
}
