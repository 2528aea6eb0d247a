package dev.mlrecipe.coreml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.mlrecipe.coreml.CoreMlModel.Edit;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replacing weights, in programs of every make. */
class EditTest {
    @TempDir
    Path folder;

    private Path copyOf(String base) throws IOException {
        return Packages.copy(Goldens.base(base), folder.resolve(base + ".mlpackage"));
    }

    private static Weight weight(CoreMlModel model, String name) {
        return model.index().weights().stream()
                .filter(weight -> weight.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        name + " is not among " + model.index().weights().stream().map(Weight::name).toList()));
    }

    private static Edit edit(CoreMlModel model, Map<Integer, Representation> weights) {
        return new Edit(weights, Map.of(), model.index().opset().orElseThrow());
    }

    /** A table of 16 float values with indices that repeat 0 to 15. */
    private static LookupTable table(Weight weight) {
        Shape shape = weight.stored().shape();
        byte[] codes = new byte[Math.toIntExact(shape.elements())];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (i * 7 % 16);
        }
        Shape tables = Shape.ones(shape.rank()).append(16, 1);
        return new LookupTable(
                MemoryTensorWriter.ofCodes(DataType.UINT4, shape, codes), floats(weight.stored().type(), tables), 0);
    }

    private static Dense floats(DataType type, Shape shape) {
        float[] values = new float[Math.toIntExact(shape.elements())];
        Random random = new Random(shape.hashCode());
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return new Dense(MemoryTensorWriter.ofFloats(type, shape, values));
    }

    private static Tensor codes(DataType type, Shape shape) {
        byte[] codes = new byte[Math.toIntExact(shape.elements())];
        new Random(shape.hashCode()).nextBytes(codes);
        return MemoryTensorWriter.ofCodes(type, shape, codes);
    }

    private Path write(CoreMlModel model, Map<Integer, Representation> weights) throws IOException {
        Path target = folder.resolve("out.mlpackage");
        Packages.delete(target);
        model.write(target, edit(model, weights));
        return target;
    }

    private static Set<Long> offsets(Path file) throws IOException {
        Set<Long> offsets = new HashSet<>();
        Packages.references(file).forEach(value -> offsets.add(value.getOffset()));
        return offsets;
    }

    /** Forms of every kind for conv_2, [64,32,3,3], at CoreML8. */
    static Map<String, Representation> forms(Weight conv) {
        Shape shape = conv.stored().shape();
        DataType type = conv.stored().type();
        Shape channels = Shape.of(shape.dim(0), 1, 1, 1);
        Tensor mask = mask(shape, shape.elements());
        long set = shape.elements() / 2;
        Tensor scale = floats(type, channels).values();
        Affine scaledTable = new Affine(
                new Dense(codes(DataType.INT8, Shape.ones(4).append(16, 1))),
                floats(type, Shape.ones(6)).values(),
                Optional.empty());
        Dense vectors = floats(type, Shape.ones(4).append(16, 2));
        Sparse sparseCodes = new Sparse(mask, codes(DataType.INT8, Shape.of(set)));
        Shape half = shape.with(0, shape.dim(0) / 2);
        Map<String, Representation> forms = new HashMap<>();
        forms.put("dense", floats(type, shape));
        forms.put("lut_to_dense", table(conv));
        forms.put("lut_to_dense, vectors", new LookupTable(codes(DataType.UINT4, half), vectors, 0));
        forms.put(
                "blockwise_shift_scale",
                new Affine(
                        new Dense(codes(DataType.INT4, shape)), scale, Optional.of(codes(DataType.INT4, channels))));
        forms.put("blockwise_shift_scale+lut_to_dense", new LookupTable(codes(DataType.UINT4, shape), scaledTable, 0));
        forms.put("lut_to_dense+blockwise_shift_scale", new Affine(table(conv), scale, Optional.empty()));
        forms.put("sparse_to_dense", new Sparse(mask, floats(type, Shape.of(set)).values()));
        forms.put(
                "lut_to_sparse+sparse_to_dense",
                new SparseLookupTable(mask, codes(DataType.UINT4, Shape.of(set)), floats(type, Shape.ones(4).append(16, 1)), 0));
        forms.put(
                "lut_to_sparse+sparse_to_dense, vectors",
                new SparseLookupTable(
                        mask(half, half.elements()), codes(DataType.UINT4, Shape.of(half.elements() / 2)), vectors, 0));
        forms.put(
                "sparse_blockwise_shift_scale+sparse_to_dense",
                new SparseAffine(sparseCodes, scale, Optional.of(codes(DataType.INT8, channels))));
        forms.put(
                "lut_to_sparse+sparse_blockwise_shift_scale+sparse_to_dense",
                new SparseAffine(
                        new SparseLookupTable(
                                mask, codes(DataType.UINT4, Shape.of(set)), floats(type, Shape.ones(4).append(16, 1)), 0),
                        scale,
                        Optional.empty()));
        return forms;
    }

    private static Tensor mask(Shape shape, long elements) {
        byte[] bits = new byte[(int) elements];
        for (int i = 0; i < bits.length; i += 2) {
            bits[i] = 1;
        }
        return MemoryTensorWriter.ofCodes(DataType.UINT1, shape, bits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"net_fp16_ios18", "net_fp32_ios18", "net_fp16_ios26"})
    void everyFormIsWrittenAndReadBack(String base) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(Goldens.base(base))) {
            Weight conv = weight(model, "conv_2.weight");
            Encoding encoding = model.encoding(model.index().opset().orElseThrow());
            for (Map.Entry<String, Representation> form : forms(conv).entrySet()) {
                Path out = write(model, Map.of(conv.id(), form.getValue()));
                try (CoreMlModel written = CoreMlModels.open(out)) {
                    Weight again = weight(written, "conv_2.weight");
                    assertEquals(form.getKey().replaceAll(",.*", ""), encoding.formName(again.stored()));
                    assertEquals(conv.constNames(), again.constNames());
                    assertEquals(encoding.storedBytes(form.getValue()), encoding.storedBytes(again.stored()), form.getKey());
                    assertEquals(Decoder.sha256(form.getValue()), Decoder.sha256(again.stored()), form.getKey());
                }
                assertNamesAreUnique(out);
            }
        }
    }

    private static void assertNamesAreUnique(Path file) throws IOException {
        for (Function function : Packages.model(file).getMlProgram().getFunctionsMap().values()) {
            Set<String> names = new HashSet<>();
            for (Operation op : function.getBlockSpecializationsOrThrow(function.getOpset()).getOperationsList()) {
                op.getOutputsList().forEach(output -> assertTrue(names.add(output.getName()), output.getName()));
                op.getInputsMap().values().stream()
                        .flatMap(argument -> argument.getArgumentsList().stream())
                        .filter(Argument.Binding::hasName)
                        .forEach(binding -> assertTrue(
                                names.contains(binding.getName())
                                        || function.getInputsList().stream().anyMatch(in -> in.getName().equals(binding.getName())),
                                binding.getName() + " is used before it is made"));
            }
        }
    }

    @Test
    void theMaskOfAPrunedAndQuantizedWeightIsOneBlob() throws IOException {
        try (CoreMlModel model = CoreMlModels.open(Goldens.base("net_fp16_ios18"))) {
            Weight conv = weight(model, "conv_2.weight");
            int before = offsets(Goldens.base("net_fp16_ios18")).size();
            Path out = write(
                    model, Map.of(conv.id(), forms(conv).get("sparse_blockwise_shift_scale+sparse_to_dense")));
            // The dense blob goes; mask, codes, scales and offsets come.
            assertEquals(before + 3, offsets(out).size());
            assertEquals(Packages.references(Goldens.base("net_fp16_ios18")).size() + 4, Packages.references(out).size());
        }
    }

    @Test
    void firstGenerationParametersAreAttributes() throws IOException {
        try (CoreMlModel model = CoreMlModels.open(Goldens.base("net_fp16_ios16"))) {
            Weight conv = weight(model, "conv_2.weight");
            Shape channels = Shape.of(64, 1, 1, 1);
            Affine affine = new Affine(
                    new Dense(codes(DataType.INT8, conv.stored().shape())),
                    floats(DataType.FLOAT16, channels).values(),
                    Optional.empty());
            Operation op = operation(write(model, Map.of(conv.id(), affine)), "constexpr_affine_dequantize");
            assertEquals(0, op.getInputsCount());
            assertEquals(Set.of("name", "quantized_data", "scale", "zero_point", "axis"), op.getAttributesMap().keySet());
            assertEquals(64, dims(op.getAttributesOrThrow("zero_point")).get(0));
            assertEquals(0, op.getAttributesOrThrow("axis").getImmediateValue().getTensor().getInts().getValues(0));
            assertEquals(conv.constNames().get(0), op.getOutputs(0).getName());

            op = operation(write(model, Map.of(conv.id(), table(conv))), "constexpr_lut_to_dense");
            assertEquals(Set.of("name", "indices", "lut", "shape"), op.getAttributesMap().keySet());
            assertEquals(List.of(64L * 32 * 9 / 2), dims(op.getAttributesOrThrow("indices")));
            assertEquals(
                    ByteString.copyFrom(new byte[] {64, 0, 0, 0, 32, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0}),
                    op.getAttributesOrThrow("shape").getImmediateValue().getTensor().getBytes().getValues());
        }
    }

    private static List<Long> dims(Value value) {
        return value.getType().getTensorType().getDimensionsList().stream()
                .map(dim -> dim.getConstant().getSize())
                .toList();
    }

    private static Operation operation(Path file, String type) throws IOException {
        return Packages.model(file).getMlProgram().getFunctionsOrThrow("main").getBlockSpecializationsMap().values().stream()
                .flatMap(block -> block.getOperationsList().stream())
                .filter(op -> op.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatCannotBeStoredIsRefused() throws IOException {
        try (CoreMlModel model = CoreMlModels.open(Goldens.base("net_fp16_ios16"))) {
            Weight conv = weight(model, "conv_2.weight");
            Representation illegal = forms(conv).get("blockwise_shift_scale");
            String message = assertThrows(IllegalArgumentException.class, () -> write(model, Map.of(conv.id(), illegal)))
                    .getMessage();
            assertEquals("conv_2.weight: int4 codes need CoreML8; int8 and uint8 are possible", message);
            Dense other = floats(DataType.FLOAT16, Shape.of(3));
            assertThrows(IllegalArgumentException.class, () -> write(model, Map.of(conv.id(), other)));
            assertFalse(Files.exists(folder.resolve("out.mlpackage")), "nothing is written");
        }
    }

    /** Adds a second function, which shares all blobs with the first. */
    private static Model secondFunction(Model model) {
        Model.Builder builder = model.toBuilder();
        Function main = model.getMlProgram().getFunctionsOrThrow("main");
        builder.getMlProgramBuilder().putFunctions("second", main);
        var description = builder.getDescriptionBuilder();
        for (String name : List.of("main", "second")) {
            description.addFunctionsBuilder()
                    .setName(name)
                    .addAllInput(model.getDescription().getInputList())
                    .addAllOutput(model.getDescription().getOutputList());
        }
        description.clearInput().clearOutput().setDefaultFunctionName("second");
        return builder.build();
    }

    @Test
    void functionsShareTheirWeights() throws IOException {
        Path file = copyOf("net_fp16_ios18");
        int before;
        try (CoreMlModel single = CoreMlModels.open(file)) {
            before = single.index().weights().size();
        }
        Packages.edit(file, EditTest::secondFunction);
        try (CoreMlModel model = CoreMlModels.open(file)) {
            assertEquals(List.of("second", "main"), model.index().functions());
            assertEquals(before, model.index().weights().size());
            Weight conv = weight(model, "conv_2.weight");
            assertEquals(2, conv.constNames().size());
            assertEquals(
                    List.of("second", "main"), conv.consumers().stream().map(Consumer::function).toList());
            Path out = write(model, Map.of(conv.id(), table(conv)));
            Model written = Packages.model(out);
            assertEquals(model(file).getDescription(), written.getDescription());
            assertEquals(
                    written.getMlProgram().getFunctionsOrThrow("main"),
                    written.getMlProgram().getFunctionsOrThrow("second"));
            assertEquals(offsets(Goldens.base("net_fp16_ios18")).size() + 1, offsets(out).size(), "indices and table");
            try (CoreMlModel again = CoreMlModels.open(out)) {
                assertEquals(before, again.index().weights().size(), "compressed weights are shared, too");
                assertEquals(2, weight(again, "conv_2.weight").constNames().size());
            }
        }
    }

    private static Model model(Path file) throws IOException {
        return Packages.model(file);
    }

    @Test
    void statesSurvive() throws IOException {
        Path file = copyOf("net_fp16_ios18");
        Packages.edit(file, EditTest::withState);
        try (CoreMlModel model = CoreMlModels.open(file)) {
            Weight conv = weight(model, "conv_2.weight");
            Path out = write(model, Map.of(conv.id(), table(conv)));
            Model written = Packages.model(out);
            assertEquals(model(file).getDescription(), written.getDescription());
            Function main = written.getMlProgram().getFunctionsOrThrow("main");
            assertTrue(main.getInputsList().stream().anyMatch(input -> input.getType().hasStateType()));
            assertEquals("read_state", main.getBlockSpecializationsOrThrow("CoreML8").getOperations(0).getType());
        }
    }

    private static Model withState(Model model) {
        Function main = model.getMlProgram().getFunctionsOrThrow("main");
        var value = main.getInputs(0).getType();
        Function.Builder function = main.toBuilder();
        function.addInputsBuilder().setName("cache").getTypeBuilder().getStateTypeBuilder().setWrappedType(value);
        Block.Builder block = main.getBlockSpecializationsOrThrow("CoreML8").toBuilder();
        block.addOperations(
                0,
                Operation.newBuilder()
                        .setType("read_state")
                        .putInputs("input", argument("cache"))
                        .addOutputs(NamedValueType.newBuilder().setName("cached").setType(value)));
        Model.Builder builder = model.toBuilder();
        builder.getMlProgramBuilder()
                .putFunctions("main", function.putBlockSpecializations("CoreML8", block.build()).build());
        builder.getDescriptionBuilder()
                .addStateBuilder()
                .setName("cache")
                .getTypeBuilder()
                .getStateTypeBuilder()
                .getArrayTypeBuilder()
                .addShape(1);
        return builder.build();
    }

    private static Argument argument(String name) {
        return Argument.newBuilder()
                .addArguments(Argument.Binding.newBuilder().setName(name))
                .build();
    }

    private static void editOps(Path file, UnaryOperator<Operation> change) throws IOException {
        Packages.edit(file, model -> {
            Function main = model.getMlProgram().getFunctionsOrThrow("main");
            Block block = main.getBlockSpecializationsOrThrow(main.getOpset());
            Block.Builder out = block.toBuilder().clearOperations();
            block.getOperationsList().forEach(op -> out.addOperations(change.apply(op)));
            Model.Builder builder = model.toBuilder();
            builder.getMlProgramBuilder()
                    .putFunctions(
                            "main", main.toBuilder().putBlockSpecializations(main.getOpset(), out.build()).build());
            return builder.build();
        });
    }

    @Test
    void severalWeightFilesStaySeveral() throws IOException {
        Path file = copyOf("net_fp16_ios18");
        Files.copy(Packages.weightFile(file), Packages.weightFile(file).resolveSibling("second.bin"));
        editOps(file, op -> {
            Operation.Builder moved = op.toBuilder();
            if (op.getOutputsCount() > 0 && op.getOutputs(0).getName().hashCode() % 2 == 0) {
                op.getAttributesMap().forEach((key, value) -> {
                    if (value.hasBlobFileValue()) {
                        Value.Builder elsewhere = value.toBuilder();
                        elsewhere.getBlobFileValueBuilder().setFileName("@model_path/weights/second.bin");
                        moved.putAttributes(key, elsewhere.build());
                    }
                });
            }
            return moved.build();
        });
        try (CoreMlModel model = CoreMlModels.open(file)) {
            Path out = write(model, Map.of());
            assertEquals(Packages.resolved(file), Packages.resolved(out));
            long both = Files.size(Packages.weightFile(out))
                    + Files.size(Packages.weightFile(out).resolveSibling("second.bin"));
            assertTrue(both <= Files.size(Packages.weightFile(file)) + 128, "each file has its own blobs only");
            Map<Integer, Representation> all = new HashMap<>();
            for (Weight weight : model.index().weights()) {
                all.put(weight.id(), weight.stored().type() == DataType.FLOAT16 ? table(weight) : weight.stored());
            }
            Path compressed = write(model, all);
            Set<String> names = new HashSet<>();
            Packages.references(compressed).forEach(value -> names.add(value.getFileName()));
            assertEquals(Set.of("@model_path/weights/weight.bin", "@model_path/weights/second.bin"), names);
            try (CoreMlModel again = CoreMlModels.open(compressed)) {
                assertEquals(model.index().weights().size(), again.index().weights().size());
            }
        }
    }

    @Test
    void immediateWeightsCanBeCompressedAndGetAWeightFile() throws IOException {
        Path file = copyOf("net_fp16_ios18");
        try (CoreMlModel model = CoreMlModels.open(file)) {
            Map<String, byte[]> contents = new HashMap<>();
            for (Weight weight : model.index().weights()) {
                for (String name : weight.constNames()) {
                    contents.put(name, ((Dense) weight.stored()).values().bytes().toArray());
                }
            }
            editOps(file, op -> {
                Value value = op.getAttributesOrDefault("val", Value.getDefaultInstance());
                if (!value.hasBlobFileValue()) {
                    return op;
                }
                Value.Builder immediate = value.toBuilder();
                immediate.getImmediateValueBuilder()
                        .getTensorBuilder()
                        .getBytesBuilder()
                        .setValues(ByteString.copyFrom(contents.get(op.getOutputs(0).getName())));
                return op.toBuilder().putAttributes("val", immediate.build()).build();
            });
        }
        Packages.delete(Packages.weightFile(file).getParent());
        Path manifest = file.resolve("Manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("(?s)\"[0-9a-fA-F-]{36}\": \\{[^}]*\"name\": \"weights\"[^}]*\\},", ""));
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("(?s),\\s*\"[0-9a-fA-F-]{36}\": \\{[^}]*\"name\": \"weights\"[^}]*\\}", ""));
        assertFalse(Files.readString(manifest).contains("weights"));
        try (CoreMlModel model = CoreMlModels.open(file)) {
            Weight conv = weight(model, "conv_2.weight");
            Path out = write(model, Map.of(conv.id(), table(conv)));
            assertTrue(Files.readString(out.resolve("Manifest.json")).contains("\"com.apple.CoreML/weights\""));
            assertEquals(2, Packages.references(out).size());
            try (CoreMlModel again = CoreMlModels.open(out)) {
                assertEquals(Decoder.sha256(table(conv)), Decoder.sha256(weight(again, "conv_2.weight").stored()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"constexpr_from_the_future", "constexpr_lut_to_sparse"})
    void unknownChainsAreKeptAsTheyAre(String type) throws IOException {
        Path file = Packages.copy(Goldens.golden("ios18_pal_kmeans4"), folder.resolve("in.mlpackage"));
        editOps(file, op -> op.getType().equals("constexpr_lut_to_dense") ? op.toBuilder().setType(type).build() : op);
        try (CoreMlModel model = CoreMlModels.open(file)) {
            assertTrue(model.index().weights().stream().noneMatch(weight -> weight.name().equals("conv_2.weight")));
            assertFalse(model.index().weights().isEmpty());
            assertEquals(Packages.resolved(file), Packages.resolved(write(model, Map.of())));
        }
    }

    @Test
    void unknownFieldsAndOtherItemsSurvive() throws IOException {
        Path file = copyOf("net_fp16_ios18");
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(4242, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                .build();
        Packages.edit(file, model -> {
            Model.Builder builder = model.toBuilder().mergeUnknownFields(unknown);
            builder.getMlProgramBuilder().mergeUnknownFields(unknown);
            builder.getDescriptionBuilder().mergeUnknownFields(unknown);
            return builder.build();
        });
        editOps(file, op -> op.toBuilder().mergeUnknownFields(unknown).build());
        Path notes = Files.createDirectories(file.resolve("Data/example.org")).resolve("notes.txt");
        Files.writeString(notes, "hello");
        Path manifest = file.resolve("Manifest.json");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace(
                                "\"itemInfoEntries\": {",
                                "\"itemInfoEntries\": {\"N\": {\"author\": \"example.org\", \"description\": \"d\","
                                        + " \"name\": \"notes.txt\", \"path\": \"example.org/notes.txt\"},"));
        try (CoreMlModel model = CoreMlModels.open(file)) {
            Path out = write(model, Map.of());
            assertEquals(Packages.resolved(file), Packages.resolved(out));
            assertEquals("hello", Files.readString(out.resolve("Data/example.org/notes.txt")));
            assertTrue(Files.readString(out.resolve("Manifest.json")).contains("example.org/notes.txt"));
        }
    }

    @Test
    void metadataIsAdded() throws IOException {
        try (CoreMlModel model = CoreMlModels.open(Goldens.base("net_fp16_ios18"))) {
            Path out = folder.resolve("out.mlpackage");
            model.write(out, new Edit(Map.of(), Map.of("dev.mlrecipe.key", "value"), Opset.COREML8));
            try (CoreMlModel again = CoreMlModels.open(out)) {
                Map<String, String> expected = new HashMap<>(model.metadata());
                expected.put("dev.mlrecipe.key", "value");
                assertEquals(expected, again.metadata());
            }
        }
    }

    @Test
    void fingerprintsFollowTheContentAndNotTheManifest() throws IOException {
        Path file = copyOf("net_fp16_ios18");
        String first = fingerprint(file);
        Path manifest = file.resolve("Manifest.json");
        String text = Files.readString(manifest);
        String root = text.replaceAll("(?s).*\"rootModelIdentifier\": \"([^\"]*)\".*", "$1");
        Files.writeString(manifest, text.replace(root, "00000000-0000-0000-0000-000000000000"));
        assertEquals(first, fingerprint(file));
        byte[] weights = Files.readAllBytes(Packages.weightFile(file));
        weights[weights.length - 1] ^= 1;
        Files.write(Packages.weightFile(file), weights);
        assertNotEquals(first, fingerprint(file));
    }

    private static String fingerprint(Path file) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(file)) {
            return model.fingerprint();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ios16_q8_lin_int8_perchannel", "ios16_pal_kmeans4", "joint_prune60_pal4_q8lut", "mixed_levels"})
    void decompressionKeepsTheValues(String golden) throws IOException {
        Path file = Goldens.golden(golden);
        try (CoreMlModel model = CoreMlModels.open(file)) {
            Path out = folder.resolve("dense.mlpackage");
            model.write(out, Decompression.of(model, MemoryTensorWriter::new, () -> {}));
            assertTrue(Packages.references(out).size() < Packages.references(file).size());
            try (CoreMlModel dense = CoreMlModels.open(out)) {
                assertEquals(model.index().opset(), dense.index().opset());
                for (Weight weight : model.index().weights()) {
                    Weight other = weight(dense, weight.name());
                    assertTrue(other.stored() instanceof Dense, other.name());
                    assertEquals(Decoder.sha256(weight.stored()), Decoder.sha256(other.stored()));
                }
            }
            assertTrue(Packages.model(out).toString().indexOf("constexpr_") < 0);
        }
    }
}
