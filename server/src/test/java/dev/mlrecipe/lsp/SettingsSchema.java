package dev.mlrecipe.lsp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Hazards;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Severity;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** A JSON Schema of {@link Settings}, with the flat keys that settings editors show. */
final class SettingsSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECTION = Protocol.SOURCE + ".";

    private SettingsSchema() {}

    static String render() throws JsonProcessingException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        return JSON.writer(printer).writeValueAsString(schema()) + "\n";
    }

    private static ObjectNode schema() {
        ObjectNode root = JSON.createObjectNode()
                .put("$schema", "http://json-schema.org/draft-07/schema#")
                .put("title", "Settings of mlrecipe")
                .put("type", "object")
                .put("additionalProperties", false);
        ObjectNode properties = root.putObject("properties");
        words(properties, "compressOn", "When recipes are compressed.",
                        Arrays.stream(Settings.CompressOn.values()).map(value -> value.name().toLowerCase(Locale.ROOT)))
                .put("default", "save");
        words(properties, "defaultTarget", "Target of recipes that name neither a target nor a model.",
                new Targets(Availability.load()).all().stream().map(Target::word));
        perLayer(properties);
        ObjectNode severities = property(properties, "severity", "How grave findings look, by code. What keeps a recipe"
                        + " from being compressed cannot be off.")
                .put("type", "object")
                .put("additionalProperties", false)
                .putObject("properties");
        Arrays.stream(Code.values()).forEach(code -> enumeration(
                severities.putObject(code.word()).putArray("enum"),
                Stream.concat(Arrays.stream(Severity.values()).map(Severity::word), Stream.of("off"))));
        ObjectNode hazards = property(properties, "hazards.off", "Known hazards that are not warned of.")
                .put("type", "array")
                .put("uniqueItems", true)
                .putObject("items");
        enumeration(hazards.putArray("enum"), Hazards.load().hazards().stream().map(hazard -> hazard.id()));
        property(properties, "threads", "Weights to compress at the same time. Default: one per processor.")
                .put("type", "integer")
                .put("minimum", 1)
                .put("maximum", 1024);
        return root;
    }

    private static void perLayer(ObjectNode properties) {
        ArrayNode either = property(properties, "diagnostics.perLayer",
                        "Which layers have a line of their own below a rule: all, off, or how many of the largest. Three"
                                + " if it is not set.")
                .putArray("anyOf");
        enumeration(either.addObject().putArray("enum"), Stream.of("all", "off"));
        either.addObject().put("type", "integer").put("minimum", 0);
    }

    private static ObjectNode property(ObjectNode properties, String key, String description) {
        return properties.putObject(SECTION + key).put("description", description);
    }

    private static ObjectNode words(ObjectNode properties, String key, String description, Stream<String> words) {
        ObjectNode property = property(properties, key, description);
        enumeration(property.putArray("enum"), words);
        return property;
    }

    private static void enumeration(ArrayNode values, Stream<String> words) {
        words.forEach(values::add);
    }
}
