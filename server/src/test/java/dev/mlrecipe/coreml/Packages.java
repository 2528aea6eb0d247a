package dev.mlrecipe.coreml;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.mil.BlobFileValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Packages as the tests look at and change them, without the product's own reader. */
public final class Packages {
    private static final String MODEL_FOLDER = "Data/com.apple.CoreML";

    /** Type codes of int4, uint1, uint2, uint4, uint3, uint6. */
    private static final Set<Integer> SUB_BYTE = Set.of(8, 9, 10, 11, 12, 13);

    private Packages() {}

    public static Path modelFile(Path folder) {
        return folder.resolve(MODEL_FOLDER).resolve("model.mlmodel");
    }

    public static Path weightFile(Path folder) {
        return folder.resolve(MODEL_FOLDER).resolve("weights/weight.bin");
    }

    /** Copies a package; the copy. */
    public static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    /** Deletes a folder, if it exists. */
    public static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    public static Model model(Path folder) throws IOException {
        return Model.parseFrom(Files.readAllBytes(modelFile(folder)));
    }

    /** Changes the model of a package in place. */
    public static void edit(Path folder, UnaryOperator<Model> change) throws IOException {
        Files.write(modelFile(folder), change.apply(model(folder)).toByteArray());
    }

    /** Every file of a folder with its content, by relative path. */
    public static Map<String, ByteString> files(Path folder) throws IOException {
        Map<String, ByteString> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), ByteString.copyFrom(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    /**
     * The model of a package with every reference into a weight file replaced by the content that it refers to: equal
     * for packages that differ only in where blobs lie.
     */
    public static Model resolved(Path folder) throws IOException {
        return (Model) resolve(model(folder), folder, new HashMap<>());
    }

    /** References into weight files, in the order of the file. */
    public static List<BlobFileValue> references(Path folder) throws IOException {
        List<BlobFileValue> references = new ArrayList<>();
        collect(model(folder), references);
        return references;
    }

    private static void collect(Message message, List<BlobFileValue> references) {
        if (message instanceof BlobFileValue value) {
            references.add(value);
        }
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            List<?> values = field.getValue() instanceof List<?> list ? list : List.of(field.getValue());
            values.stream().filter(Message.class::isInstance).forEach(v -> collect((Message) v, references));
        }
    }

    private static Message resolve(Message message, Path folder, Map<String, ByteBuffer> files) throws IOException {
        if (message instanceof BlobFileValue value) {
            return content(value, folder, files);
        }
        Message.Builder builder = message.toBuilder();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            if (field.getKey().isRepeated()) {
                List<Message> values = new ArrayList<>();
                for (Object value : (List<?>) field.getValue()) {
                    values.add(resolve((Message) value, folder, files));
                }
                builder.setField(field.getKey(), values);
            } else {
                builder.setField(field.getKey(), resolve((Message) field.getValue(), folder, files));
            }
        }
        return builder.build();
    }

    private static Message content(BlobFileValue value, Path folder, Map<String, ByteBuffer> files)
            throws IOException {
        String name = value.getFileName();
        if (!files.containsKey(name)) {
            Path file = folder.resolve(MODEL_FOLDER).resolve(name.substring("@model_path/".length()));
            files.put(name, ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
        }
        ByteBuffer file = files.get(name);
        int offset = (int) value.getOffset();
        byte[] data = new byte[(int) file.getLong(offset + 8)];
        file.get((int) file.getLong(offset + 16), data);
        int type = file.getInt(offset + 4);
        // Old writers left garbage there for types of whole bytes.
        long padding = SUB_BYTE.contains(type) ? file.getLong(offset + 24) : 0;
        return value.toBuilder()
                .setFileName(name + " type " + type + " padding " + padding + " "
                        + ByteString.copyFrom(data).hashCode() + " of " + data.length)
                .clearOffset()
                .build();
    }
}
