package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings as IntelliJ shows them: its schema and defaults, held to what the server reads. */
class SettingsSchemaTest {
    private static final Path SCHEMA = Repository.path("intellij-plugin/template/settings.schema.json");
    private static final Path DEFAULTS = Repository.path("intellij-plugin/template/settings.json");

    /** With {@code -Dtest.jvm=-Dupdate.docs=true} the file is written instead. */
    @Test
    void theSchemaIsWhatTheServerReads() throws IOException {
        String rendered = SettingsSchema.render();
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(SCHEMA, rendered);
        }
        assertEquals(rendered, Files.readString(SCHEMA));
    }

    private static boolean valid(String json) throws IOException {
        JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile());
        JsonSchema judge = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
        return judge.validate(new ObjectMapper().readTree(json)).isEmpty();
    }

    /** What LSP4IJ answers for the section: flat keys become objects. */
    private static Settings read(String json) {
        JsonObject nested = new JsonObject();
        JsonObject flat = JsonParser.parseString(json).getAsJsonObject();
        flat.entrySet().forEach(entry -> put(nested, entry.getKey(), entry.getValue()));
        return Settings.of(nested.get("mlrecipe"));
    }

    private static void put(JsonObject into, String key, JsonElement value) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            into.add(key, value);
        } else {
            String first = key.substring(0, dot);
            if (!into.has(first)) {
                into.add(first, new JsonObject());
            }
            put(into.getAsJsonObject(first), key.substring(dot + 1), value);
        }
    }

    @Test
    void theDefaultsAreThoseOfTheServer() throws IOException {
        assertEquals(true, valid(Files.readString(DEFAULTS)));
        assertEquals(Settings.STANDARD, read(Files.readString(DEFAULTS)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mlrecipe.compressOn\": \"command\"}", "{\"mlrecipe.compressOn\": \"off\"}",
                "{\"mlrecipe.defaultTarget\": \"iOS18\"}", "{\"mlrecipe.diagnostics.perLayer\": \"all\"}",
                "{\"mlrecipe.diagnostics.perLayer\": \"off\"}", "{\"mlrecipe.diagnostics.perLayer\": 0}",
                "{\"mlrecipe.severity\": {\"layer-skipped\": \"error\", \"no-inheritance\": \"off\"}}",
                "{\"mlrecipe.hazards.off\": [\"per-block-neural-engine\"]}", "{\"mlrecipe.threads\": 2}"
            })
    void whatTheSchemaAllowsMeansSomething(String json) throws IOException {
        assertEquals(true, valid(json));
        assertNotEquals(Settings.STANDARD, read(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mlrecipe.compressOn\": \"never\"}", "{\"mlrecipe.diagnostics.perLayer\": -1}",
                "{\"mlrecipe.severity\": {\"layer-skipped\": \"loud\"}}", "{\"mlrecipe.threads\": 0}",
                "{\"mlrecipe.compresOn\": \"save\"}"
            })
    void whatMeansNothingIsNotAllowed(String json) throws IOException {
        assertEquals(false, valid(json));
        assertEquals(Settings.STANDARD, read(json));
    }
}
