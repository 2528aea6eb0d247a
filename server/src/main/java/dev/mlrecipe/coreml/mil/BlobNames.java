package dev.mlrecipe.coreml.mil;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.mlrecipe.coreml.proto.mil.BlobFileValue;
import dev.mlrecipe.coreml.proto.mil.Program;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The weight files that a program refers to anywhere, blocks for other opsets included. */
final class BlobNames {
    private BlobNames() {}

    /** Names in alphabetical order. */
    static Set<String> of(Program program) {
        Set<String> names = new TreeSet<>();
        collect(program, names);
        return names;
    }

    private static void collect(Message message, Set<String> names) {
        if (message instanceof BlobFileValue value) {
            names.add(value.getFileName());
            return;
        }
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            if (field.getKey().isRepeated()) {
                ((List<?>) field.getValue()).forEach(element -> collect((Message) element, names));
            } else {
                collect((Message) field.getValue(), names);
            }
        }
    }
}
