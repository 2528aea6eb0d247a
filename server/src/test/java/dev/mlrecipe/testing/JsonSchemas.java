package dev.mlrecipe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Validates JSON against the schemas that the product ships. */
public final class JsonSchemas {
    private JsonSchemas() {}

    /** Fails with all violations. */
    public static void assertValid(String schemaName, JsonNode document) throws IOException {
        try (InputStream in = JsonSchemas.class.getResourceAsStream("/mlrecipe/schema/" + schemaName)) {
            JsonSchema schema =
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
            assertEquals(Set.of(), schema.validate(document), schemaName);
        }
    }
}
