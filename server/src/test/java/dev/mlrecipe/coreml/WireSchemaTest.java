package dev.mlrecipe.coreml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.mlrecipe.coreml.proto.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire schemas in {@code schema/proto} lose nothing and know every field of an ML program. */
class WireSchemaTest {
    private static final Path ROOT = Path.of(System.getProperty("mlrecipe.root"));
    /** {@code -Dtest.jvm=-Dmlrecipe.models=DIR} checks the models of another folder too. */
    private static final String MORE = System.getProperty("mlrecipe.models");

    static List<Path> models() throws IOException {
        List<Path> models = new ArrayList<>(in(ROOT.resolve("server/src/test/resources/goldens")));
        if (MORE != null) {
            models.addAll(in(Path.of(MORE)));
        }
        return models;
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".mlmodel")).sorted().toList();
        }
    }

    @Test
    void goldensAreThere() throws IOException {
        assertTrue(models().size() >= 60, () -> "goldens missing under " + ROOT);
    }

    @ParameterizedTest
    @MethodSource("models")
    void roundTripKeepsEverything(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Model model = Model.parseFrom(bytes);
        byte[] again = model.toByteArray();
        assertEquals(model, Model.parseFrom(again));
        assertEquals(bytes.length, again.length, "bytes of " + file);
        if (model.hasMlProgram()) {
            assertNoUnknownFields(model.getMlProgram(), "mlProgram");
        }
    }

    private static void assertNoUnknownFields(Message message, String path) {
        assertTrue(message.getUnknownFields().asMap().isEmpty(), () -> path + ": " + message.getUnknownFields());
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            String name = path + "." + field.getKey().getName();
            List<?> values = field.getValue() instanceof List<?> list ? list : List.of(field.getValue());
            for (Object value : values) {
                if (value instanceof Message inner) {
                    assertNoUnknownFields(inner, name);
                }
            }
        }
    }
}
