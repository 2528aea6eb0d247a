package dev.mlrecipe.coreml.mlmodel;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.proto.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Reads and writes the file with the serialized model, alone ({@code .mlmodel}) or inside a package. */
public final class ModelFile {
    /** Newest specification version whose rules are known. */
    private static final int NEWEST = 10;

    /** Model types have field numbers from here on; smaller ones are common to all models. */
    private static final int FIRST_TYPE_FIELD = 200;

    /** Messages inside messages: enough for about 40 blocks inside each other. */
    private static final int MAX_NESTING = 100;

    private ModelFile() {}

    /**
     * Parses a model file.
     *
     * @throws ModelException if it cannot be read or is no Core ML model of a known version
     */
    public static Model read(Path file) throws IOException {
        Model model = parse(file);
        requireKnown(file, model.getSpecificationVersion());
        if (model.getTypeCase() == Model.TypeCase.TYPE_NOT_SET && !hasUnknownType(model)) {
            throw new ModelException(file, "not a Core ML model: it holds neither a program nor a network");
        }
        return model;
    }

    /** @throws ModelException if no Core ML model has this specification version, or only newer ones than are known */
    public static void requireKnown(Path file, int version) throws ModelException {
        if (version < 1) {
            throw new ModelException(file, "not a Core ML model: specification version " + version);
        }
        if (version > NEWEST) {
            throw new ModelException(
                    file, "specification version " + version + " is newer than " + NEWEST + ", the newest known one");
        }
    }

    private static Model parse(Path file) throws IOException {
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            size = Files.size(file);
            if (size > Integer.MAX_VALUE) {
                throw new ModelException(file, size + " bytes; a model file has less than 2 GiB");
            }
            CodedInputStream coded = CodedInputStream.newInstance(in);
            coded.setSizeLimit(Integer.MAX_VALUE);
            coded.setRecursionLimit(MAX_NESTING);
            try {
                return Model.parseFrom(coded);
            } catch (InvalidProtocolBufferException e) {
                throw new ModelException(
                        file,
                        "not a Core ML model, or damaged at byte " + coded.getTotalBytesRead() + " of " + size + ": "
                                + e.getMessage(),
                        e);
            }
        } catch (ModelException e) {
            throw e;
        } catch (IOException e) {
            throw new ModelException(file, "cannot be read: " + e, e);
        }
    }

    private static boolean hasUnknownType(Model model) {
        return model.getUnknownFields().asMap().keySet().stream().anyMatch(number -> number >= FIRST_TYPE_FIELD);
    }

    /** What kind of model it is. */
    public static ModelKind kind(Model model) {
        return switch (model.getTypeCase()) {
            case MLPROGRAM -> ModelKind.ML_PROGRAM;
            case PIPELINE, PIPELINECLASSIFIER, PIPELINEREGRESSOR -> ModelKind.PIPELINE;
            case NEURALNETWORK, NEURALNETWORKCLASSIFIER, NEURALNETWORKREGRESSOR -> ModelKind.NEURAL_NETWORK;
            case TYPE_NOT_SET -> ModelKind.OTHER;
        };
    }

    /** Sets user-defined metadata; keys that are not named stay. */
    public static void putMetadata(Model.Builder model, Map<String, String> metadata) {
        if (!metadata.isEmpty()) {
            model.getDescriptionBuilder().getMetadataBuilder().putAllUserDefined(metadata);
        }
    }

    /** Writes a model file; equal models give equal bytes. */
    public static void write(Path file, Model model) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            serialize(model, out);
        }
    }

    /** Writes a message with map entries in the order of their keys. */
    public static void serialize(Message model, OutputStream out) throws IOException {
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        coded.useDeterministicSerialization();
        model.writeTo(coded);
        coded.flush();
    }
}
