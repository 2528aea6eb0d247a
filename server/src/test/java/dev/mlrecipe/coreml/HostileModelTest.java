package dev.mlrecipe.coreml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.Pipeline;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no models, or damaged ones: one clear sentence each, never anything worse. */
class HostileModelTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void copyAGoodPackage() throws IOException {
        file = Packages.copy(Goldens.golden("ios18_pal_kmeans4"), folder.resolve("m.mlpackage"));
    }

    private static void assertProblem(Path path, String... parts) {
        String message =
                assertThrows(ModelException.class, () -> CoreMlModels.open(path).close()).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private void manifest(String old, String with) throws IOException {
        Path manifest = file.resolve("Manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace(old, with));
    }

    @Test
    void absentFile() {
        assertProblem(folder.resolve("none.mlpackage"), "none.mlpackage: no such file");
    }

    @Test
    void plainFolder() throws IOException {
        assertProblem(Files.createDirectory(folder.resolve("f.mlpackage")), "no Manifest.json in this folder");
    }

    @Test
    void compiledModel() throws IOException {
        Path compiled = Files.createDirectory(folder.resolve("m.mlmodelc"));
        Files.write(compiled.resolve("coremldata.bin"), new byte[10]);
        assertProblem(compiled, "a compiled model; open the .mlpackage");
    }

    @Test
    void textFiles() throws IOException {
        for (String name : new String[] {"a.mlmodel", "a.mlpackage"}) {
            Path text = Files.writeString(folder.resolve(name), "steps:\n- linear_quantize_weights:\n");
            assertProblem(text, name + ": not a Core ML model");
        }
    }

    @Test
    void emptyFile() throws IOException {
        assertProblem(Files.createFile(folder.resolve("e.mlmodel")), "not a Core ML model: specification version 0");
    }

    @Test
    void unreadableFile() throws IOException {
        Path model = Packages.modelFile(file);
        assumeTrue(model.toFile().setReadable(false), "permissions cannot be taken here");
        assumeFalse(Files.isReadable(model), "this user may read everything");
        assertProblem(file, "model.mlmodel: cannot be read");
    }

    @Test
    void programWithoutAPackage() throws IOException {
        Path alone = Files.copy(Packages.modelFile(file), folder.resolve("alone.mlmodel"));
        assertProblem(alone, "an ML program without its package");
    }

    @Test
    void versionOfTheFuture() throws IOException {
        Packages.edit(file, model -> model.toBuilder().setSpecificationVersion(11).build());
        assertProblem(file, "specification version 11 is newer than 10");
    }

    @Test
    void modelOfNoKind() throws IOException {
        Packages.edit(file, model -> model.toBuilder().clearMlProgram().build());
        assertProblem(file, "it holds neither a program nor a network");
    }

    @Test
    void truncatedModelsNeverGiveAnythingButAModelException() throws IOException {
        byte[] whole = Files.readAllBytes(Packages.modelFile(file));
        for (int length = 0; length < whole.length; length += 1 + whole.length / 60) {
            Files.write(Packages.modelFile(file), Arrays.copyOf(whole, length));
            assertProblem(file, "model.mlmodel: ");
        }
    }

    @Test
    void garbledFilesGiveAModelExceptionOrAModel() throws IOException {
        long seed = 20250301;
        Random random = new Random(seed);
        for (Path victim : new Path[] {Packages.modelFile(file), Packages.weightFile(file), file.resolve("Manifest.json")}) {
            byte[] whole = Files.readAllBytes(victim);
            for (int i = 0; i < 40; i++) {
                byte[] garbled = whole.clone();
                for (int j = 0; j < 1 + i / 4; j++) {
                    garbled[random.nextInt(garbled.length)] = (byte) random.nextInt();
                }
                Files.write(victim, garbled);
                openAndCopy("seed " + seed + ", " + victim + ", attempt " + i);
            }
            Files.write(victim, whole);
        }
    }

    private void openAndCopy(String what) throws IOException {
        Path copy = folder.resolve("copy.mlpackage");
        try (CoreMlModel model = CoreMlModels.open(file)) {
            model.write(
                    copy,
                    new CoreMlModel.Edit(Map.of(), Map.of(), model.index().opset().orElse(Opset.COREML5)));
        } catch (ModelException expected) {
            assertTrue(expected.getMessage().contains(folder.toString()), what + ": " + expected.getMessage());
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
        Packages.delete(copy);
    }

    @Test
    void weightFileIsTooShort() throws IOException {
        Path weights = Packages.weightFile(file);
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, 70));
        assertProblem(file, "weight.bin: blob at byte ", "the file has only 70 bytes");
        Files.write(weights, new byte[3]);
        assertProblem(file, "weight.bin: a weight file begins with a header of 64 bytes");
    }

    @Test
    void weightFileIsMissing() throws IOException {
        Files.delete(Packages.weightFile(file));
        assertProblem(file, "weights/weight.bin", "does not exist in the package");
    }

    @Test
    void blobOfAnotherSizeOrType() throws IOException {
        Path weights = Packages.weightFile(file);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights)).order(ByteOrder.LITTLE_ENDIAN);
        long size = bytes.getLong(72);
        bytes.putLong(72, size - 4);
        Files.write(weights, bytes.array());
        assertProblem(file, "function main, operation ", "at byte 64 of @model_path/weights/weight.bin holds");
        bytes.putLong(72, size).putInt(68, 5);
        Files.write(weights, bytes.array());
        assertProblem(file, "has type code 5, ");
    }

    @Test
    void itemsThatLeaveThePackage() throws IOException {
        String path = "\"com.apple.CoreML/model.mlmodel\"";
        for (String hostile : new String[] {"../secret", "/etc/passwd", "a/../../b", "a//b", "./a", "C:/x", "a\\\\b", "\\u0000"}) {
            String good = Files.readString(file.resolve("Manifest.json"));
            manifest(path, "\"" + hostile + "\"");
            assertProblem(file, "Manifest.json: \"");
            Files.writeString(file.resolve("Manifest.json"), good);
        }
    }

    @Test
    void itemsThatAreAbsent() throws IOException {
        manifest("\"com.apple.CoreML/weights\"", "\"com.apple.CoreML/other\"");
        assertProblem(file, "\"com.apple.CoreML/other\" does not exist in the package");
    }

    @Test
    void linksOutOfThePackage() throws IOException {
        Path secret = Files.write(folder.resolve("secret"), new byte[100]);
        Path weights = Packages.weightFile(file);
        Files.delete(weights);
        Files.createSymbolicLink(weights, secret);
        assertProblem(file, "leads out of the package");
    }

    @Test
    void weightFileNamesThatLeaveThePackage() throws IOException {
        for (String name : new String[] {"@model_path/../../../secret", "/etc/passwd", "@model_path//x", "@model_path/"}) {
            Path copy = Packages.copy(file, folder.resolve("hostile.mlpackage"));
            renameWeightFile(copy, name);
            assertProblem(copy, "a ");
            Packages.delete(copy);
        }
    }

    private static void renameWeightFile(Path copy, String name) throws IOException {
        byte[] model = Packages.model(copy).toByteArray();
        byte[] old = "@model_path/weights/weight.bin".getBytes(StandardCharsets.US_ASCII);
        // Same length, so that no message size changes.
        byte[] padded = (name + "/////////////////////////////////").substring(0, old.length)
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i + old.length <= model.length; i++) {
            if (Arrays.equals(model, i, i + old.length, old, 0, old.length)) {
                System.arraycopy(padded, 0, model, i, old.length);
            }
        }
        Files.write(Packages.modelFile(copy), model);
    }

    @Test
    void manifestThatIsNoJson() throws IOException {
        Files.writeString(file.resolve("Manifest.json"), "fileFormatVersion: 1.0.0");
        assertProblem(file, "Manifest.json: not JSON at line 1");
    }

    @Test
    void functionsWithoutABlockForTheirOpset() throws IOException {
        editMain(main -> main.toBuilder().setOpset("CoreML7").build());
        assertProblem(file, "function main has no block for its opset CoreML7, only for [CoreML8]");
        editMain(main -> main.toBuilder().setOpset("CoreML99").build());
        assertProblem(file, "function main has opset \"CoreML99\", CoreML5 to CoreML9 expected");
    }

    @Test
    void programWithoutFunctions() throws IOException {
        Packages.edit(file, model -> {
            Model.Builder builder = model.toBuilder();
            builder.getMlProgramBuilder().clearFunctions();
            return builder.build();
        });
        assertProblem(file, "the program has no function");
    }

    @Test
    void opsetNewerThanTheSpecification() throws IOException {
        Packages.edit(file, model -> model.toBuilder().setSpecificationVersion(7).build());
        assertProblem(file, "CoreML8 needs specification version 9, found 7");
    }

    private void editMain(UnaryOperator<Function> change) throws IOException {
        Packages.edit(file, model -> {
            Model.Builder builder = model.toBuilder();
            builder.getMlProgramBuilder().putFunctions("main", change.apply(model.getMlProgram().getFunctionsOrThrow("main")));
            return builder.build();
        });
    }

    private void editOps(UnaryOperator<Operation> change) throws IOException {
        editMain(main -> {
            Block block = main.getBlockSpecializationsOrThrow("CoreML8");
            Block.Builder out = block.toBuilder().clearOperations();
            block.getOperationsList().forEach(op -> out.addOperations(change.apply(op)));
            return main.toBuilder().putBlockSpecializations("CoreML8", out.build()).build();
        });
    }

    @Test
    void constexprOperationsInACircle() throws IOException {
        editOps(op -> {
            if (!op.getType().equals("constexpr_lut_to_dense")) {
                return op;
            }
            Operation.Builder circular = op.toBuilder();
            circular.putInputs("lut", argument(op.getOutputs(0).getName()));
            return circular.build();
        });
        assertProblem(file, "function main, operation ", " refers to \"", "which nothing before it makes");
    }

    private static Argument argument(String name) {
        var binding = Argument.Binding.newBuilder().setName(name);
        return Argument.newBuilder().addArguments(binding).build();
    }

    @Test
    void shapesThatOverflow() throws IOException {
        editOps(op -> {
            Operation.Builder huge = op.toBuilder();
            if (op.getType().equals("const")) {
                var type = huge.getAttributesOrThrow("val").toBuilder();
                type.getTypeBuilder().getTensorTypeBuilder().getDimensionsBuilderList().forEach(
                        dim -> dim.getConstantBuilder().setSize(Long.MAX_VALUE / 2));
                huge.putAttributes("val", type.build());
            }
            return huge.build();
        });
        assertProblem(file, "function main, operation ");
    }

    @Test
    void ranksThatContradictTheDimensions() throws IOException {
        editOps(op -> {
            Operation.Builder wrong = op.toBuilder();
            if (op.getType().equals("const")) {
                var value = op.getAttributesOrThrow("val").toBuilder();
                value.getTypeBuilder().getTensorTypeBuilder().setRank(7);
                wrong.putAttributes("val", value.build());
            }
            return wrong.build();
        });
        assertProblem(file, "7 dimensions expected, found ");
    }

    @Test
    void blocksInsideBlocks() throws IOException {
        ByteString block = ByteString.EMPTY;
        for (int i = 0; i < 1000; i++) {
            block = field(Block.OPERATIONS_FIELD_NUMBER, field(Operation.BLOCKS_FIELD_NUMBER, block));
        }
        Files.write(Packages.modelFile(file), deepModel(block));
        assertProblem(file, "model.mlmodel: not a Core ML model, or damaged at byte ", "too many levels of nesting");
    }

    /** A serialized model whose main function has this block; builders would recurse. */
    private static byte[] deepModel(ByteString body) {
        ByteString entry = field(1, ByteString.copyFromUtf8("CoreML8")).concat(field(2, body));
        ByteString function = field(Function.OPSET_FIELD_NUMBER, ByteString.copyFromUtf8("CoreML8"))
                .concat(field(Function.BLOCK_SPECIALIZATIONS_FIELD_NUMBER, entry));
        ByteString main = field(1, ByteString.copyFromUtf8("main")).concat(field(2, function));
        ByteString model = field(Model.MLPROGRAM_FIELD_NUMBER, field(2, main));
        return ByteString.copyFrom(new byte[] {8, 9}).concat(model).toByteArray();
    }

    private static ByteString field(int number, ByteString content) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            coded.writeBytes(number, content);
            coded.flush();
            return ByteString.copyFrom(out.toByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void pipelinesInsidePipelines() throws IOException {
        ByteString model = ByteString.copyFrom(new byte[] {8, 5});
        for (int i = 0; i < 200; i++) {
            model = ByteString.copyFrom(new byte[] {8, 5})
                    .concat(field(Model.PIPELINE_FIELD_NUMBER, field(Pipeline.MODELS_FIELD_NUMBER, model)));
        }
        Path pipeline = folder.resolve("p.mlmodel");
        Files.write(pipeline, model.toByteArray());
        assertProblem(pipeline, "too many levels of nesting");
    }

    @Test
    void aTargetThatExistsIsLeftAlone() throws IOException {
        Path target = Files.writeString(folder.resolve("t.mlpackage"), "mine");
        try (CoreMlModel model = CoreMlModels.open(file)) {
            assertThrows(
                    FileAlreadyExistsException.class,
                    () -> model.write(target, new CoreMlModel.Edit(Map.of(), Map.of(), Opset.COREML8)));
        }
        assertEquals("mine", Files.readString(target));
    }
}
