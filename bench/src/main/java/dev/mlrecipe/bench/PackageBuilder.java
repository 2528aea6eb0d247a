package dev.mlrecipe.bench;

import com.google.protobuf.CodedOutputStream;
import dev.mlrecipe.coreml.blob.BlobWriter;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.ModelDescription;
import dev.mlrecipe.coreml.proto.mil.BlobFileValue;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a package whose weights go to disk as they are made. Equal calls give equal bytes. */
final class PackageBuilder implements Closeable {
    private static final String AUTHOR = "com.apple.CoreML";
    private static final String MANIFEST =
            """
            {
                "fileFormatVersion": "1.0.0",
                "itemInfoEntries": {
                    "00000000-0000-4000-8000-000000000001": {
                        "author": "com.apple.CoreML",
                        "description": "CoreML Model Specification",
                        "name": "model.mlmodel",
                        "path": "com.apple.CoreML/model.mlmodel"
                    },
                    "00000000-0000-4000-8000-000000000002": {
                        "author": "com.apple.CoreML",
                        "description": "CoreML Model Weights",
                        "name": "weights",
                        "path": "com.apple.CoreML/weights"
                    }
                },
                "rootModelIdentifier": "00000000-0000-4000-8000-000000000001"
            }
            """;

    private final Path folder;
    private final Path items;
    private final BlobWriter weights;
    private long seed;

    /** @throws java.nio.file.FileAlreadyExistsException if there is something at {@code folder} */
    PackageBuilder(Path folder) throws IOException {
        this.folder = Files.createDirectory(folder);
        this.items = folder.resolve("Data").resolve(AUTHOR);
        Files.createDirectories(items.resolve("weights"));
        this.weights = BlobWriter.create(items.resolve("weights/weight.bin"));
    }

    /** Stores a float16 weight, and gives the value by which any number of consts can refer to it. */
    Value weight(int channelAxis, long... dims) throws IOException {
        Shape shape = Shape.of(dims);
        long offset = weights.add(
                new Tensor(DataType.FLOAT16, shape, new TrainedLikeValues(seed++, shape, channelAxis)));
        return Value.newBuilder()
                .setType(Mil.halves(dims))
                .setBlobFileValue(BlobFileValue.newBuilder()
                        .setFileName("@model_path/weights/weight.bin")
                        .setOffset(offset))
                .build();
    }

    /** Describes the model; the first of several functions is the default one. */
    void finish(FunctionBuilder... functions) throws IOException {
        Program.Builder program = Program.newBuilder().setVersion(1);
        ModelDescription.Builder description = ModelDescription.newBuilder();
        for (FunctionBuilder function : functions) {
            program.putFunctions(function.describe().getName(), function.build());
        }
        List<FunctionBuilder> all = List.of(functions);
        if (all.size() == 1) {
            var only = all.get(0).describe();
            description.addAllInput(only.getInputList()).addAllOutput(only.getOutputList());
        } else {
            all.forEach(function -> description.addFunctions(function.describe()));
            description.setDefaultFunctionName(all.get(0).describe().getName());
        }
        Model model = Model.newBuilder()
                .setSpecificationVersion(FunctionBuilder.OPSET.specification())
                .setDescription(description)
                .setMlProgram(program)
                .build();
        try (var out = Files.newOutputStream(items.resolve("model.mlmodel"))) {
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            coded.useDeterministicSerialization();
            model.writeTo(coded);
            coded.flush();
        }
        Files.writeString(folder.resolve("Manifest.json"), MANIFEST);
    }

    @Override
    public void close() throws IOException {
        weights.close();
    }
}
