package dev.mlrecipe.coreml.mlpackage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * JSON of manifests to trees and back. Every run opens a package, and an {@code ObjectMapper} would take longer to get
 * ready than the manifest takes to be read: it prepares for dates of all calendars.
 */
final class ManifestJson {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ManifestJson() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    /**
     * The one value that the bytes hold; a missing node if they hold none.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException if they are no JSON, or more follows
     */
    static JsonNode read(byte[] bytes) throws IOException {
        Optional<JsonNode> plain = PlainJson.read(bytes);
        return plain.isPresent() ? plain.get() : readAny(bytes);
    }

    /** The same for all of JSON. */
    static JsonNode readAny(byte[] bytes) throws IOException {
        try (JsonParser in = JSON.createParser(bytes)) {
            if (in.nextToken() == null) {
                return NODES.missingNode();
            }
            JsonNode value = value(in);
            if (in.nextToken() != null) {
                throw new JsonParseException(in, "More after the end: " + in.currentToken());
            }
            return value;
        }
    }

    private static JsonNode value(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String key = in.currentName();
                    in.nextToken();
                    object.set(key, value(in));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(in));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(in.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            // No key of a manifest is a number; its value is of no interest.
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NODES.numberNode(0);
            default -> throw new JsonParseException(in, "Unexpected " + in.currentToken());
        };
    }

    /** A file as Core ML tools write it: four spaces, line feeds whatever the system, one at the end. */
    static byte[] write(Content content) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.setPrettyPrinter(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("    ", "\n"))
                    .withSeparators(new Separators().withObjectFieldValueSpacing(Spacing.AFTER)));
            content.write(out);
        }
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
