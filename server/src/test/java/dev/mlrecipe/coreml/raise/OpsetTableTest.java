package dev.mlrecipe.coreml.raise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.testing.JsonSchemas;
import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of redefined operations: complete, and made of what the code knows. */
class OpsetTableTest {
    private static JsonNode table() throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(Repository.path("schema/opsets.yaml").toFile());
    }

    @Test
    void theTableFollowsItsSchema() throws IOException {
        JsonSchemas.assertValid("opsets.schema.json", table());
        JsonNode wrong = table();
        ((ObjectNode) wrong.get("changes").get(0)).put("class", "rewrite");
        assertThrows(AssertionError.class, () -> JsonSchemas.assertValid("opsets.schema.json", wrong));
    }

    @Test
    void whatIsRedefinedWasDefinedBeforeAndOnlyOnce() throws IOException {
        Set<String> seen = new HashSet<>();
        for (JsonNode row : table().get("changes")) {
            Opset opset = Opset.ofWord(row.get("opset").asText()).orElseThrow();
            for (JsonNode type : row.get("operations")) {
                assertTrue(seen.add(type.asText() + " " + opset), type + " twice at " + opset);
                Opset since = OpsetTable.shared().defined(type.asText()).orElseThrow();
                assertTrue(since.compareTo(opset) < 0, type + " at " + opset + ", defined at " + since);
            }
        }
    }

    @Test
    void everyRuleIsThere() throws IOException {
        for (JsonNode row : table().get("changes")) {
            assertTrue(ProgramRaise.rules().contains(row.get("rule").asText()), row.get("rule").asText());
        }
    }

    @Test
    void nineTypesNeedInputsWritten() throws IOException {
        Set<String> types = new HashSet<>();
        for (JsonNode row : table().get("changes")) {
            if (!row.get("inputs").isEmpty()) {
                row.get("operations").forEach(type -> types.add(type.asText()));
            }
        }
        types.remove("crop_resize");
        assertEquals(
                Set.of(
                        "gather", "gather_nd", "gather_along_axis", "scatter", "scatter_nd", "scatter_along_axis", "topk",
                        "reduce_argmax", "reduce_argmin"),
                types);
    }

    @Test
    void newerThanTheNewestChangesNothing() throws IOException {
        for (JsonNode row : table().get("changes")) {
            assertTrue(Opset.ofWord(row.get("opset").asText()).orElseThrow() != Opset.COREML9);
        }
    }
}
