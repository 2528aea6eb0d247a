package dev.mlrecipe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Findings as code hosts read them: structure, levels, places and fixes of SARIF 2.1.0. */
class SarifTest {
    private static final String RECIPE = "model: a\n\u00e9\ud83d\ude00 global: {nbits: 5}\n";

    /** The one that OASIS publishes: it allows no other names than the format's. */
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(SarifTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json"));

    /** The only run of a log, which is a valid one. */
    private static JsonNode run(String file, List<Finding> findings) {
        JsonNode log = Sarif.of(List.of(new CheckedFile(file, Text.of(RECIPE), findings)), "1.2.3");
        assertEquals(Set.of(), SCHEMA.validate(log));
        assertEquals("2.1.0", log.get("version").asText());
        assertEquals(1, log.get("runs").size());
        return log.get("runs").get(0);
    }

    private static Finding finding(String word, Severity severity) {
        int start = RECIPE.indexOf(word);
        Span span = new Span(start, start + word.length());
        return Finding.of("never-in-coreml", severity, span, "no 5 bits");
    }

    @Test
    void oneResultPerFinding() {
        JsonNode run = run("my recipes/r.yaml", List.of(finding("nbits", Severity.ERROR)));
        assertEquals("mlrecipe", run.at("/tool/driver/name").asText());
        assertEquals("1.2.3", run.at("/tool/driver/version").asText());
        assertEquals("utf16CodeUnits", run.get("columnKind").asText());
        JsonNode result = run.get("results").get(0);
        assertEquals("never-in-coreml", result.get("ruleId").asText());
        assertEquals("error", result.get("level").asText());
        assertEquals("no 5 bits", result.at("/message/text").asText());
        JsonNode place = result.at("/locations/0/physicalLocation");
        assertEquals("my%20recipes/r.yaml", place.at("/artifactLocation/uri").asText());
        assertEquals("{\"startLine\":2,\"startColumn\":14,\"endLine\":2,\"endColumn\":19}", place.get("region").toString());
    }

    @Test
    void everyCodeIsARuleWithItsPage() {
        List<Finding> findings = Arrays.stream(Code.values())
                .map(code -> Finding.of(code.word(), code.severity(), Span.at(0), "x"))
                .toList();
        JsonNode run = run("r.yaml", findings);
        JsonNode rules = run.at("/tool/driver/rules");
        assertEquals(Code.values().length, rules.size());
        for (JsonNode result : run.get("results")) {
            JsonNode rule = rules.get(result.get("ruleIndex").asInt());
            assertEquals(result.get("ruleId"), rule.get("id"));
            assertEquals(result.get("level"), rule.at("/defaultConfiguration/level"));
            assertTrue(rule.at("/help/markdown").asText().startsWith("# " + rule.get("id").asText() + "\n"));
            assertFalse(rule.at("/help/text").asText().isBlank());
            String summary = rule.at("/shortDescription/text").asText();
            assertTrue(summary.length() > 10 && !summary.contains("\n") && !summary.contains("**"), summary);
        }
    }

    @Test
    void levels() {
        List<Finding> findings = Arrays.stream(Severity.values()).map(s -> finding("nbits", s)).toList();
        List<String> levels = StreamSupport.stream(run("r", findings).get("results").spliterator(), false)
                .map(r -> r.get("level").asText())
                .toList();
        assertEquals(List.of("error", "warning", "note", "note"), levels);
    }

    @Test
    void relatedPlacesAndFixes() {
        int bits = RECIPE.indexOf("nbits: 5");
        Finding finding = finding("nbits", Severity.ERROR)
                .withRelated(List.of(new Finding.Related(new Span(0, 5), "of this model")))
                .withFixes(List.of(new Finding.Fix(
                        "Change",
                        List.of(
                                new Finding.Edit(new Span(bits + 7, bits + 8), "4"),
                                new Finding.Edit(Span.at(bits), "mode: kmeans, ")))));
        JsonNode result = run("r.yaml", List.of(finding)).get("results").get(0);
        assertEquals("of this model", result.at("/relatedLocations/0/message/text").asText());
        assertEquals(1, result.at("/relatedLocations/0/physicalLocation/region/startLine").asInt());
        JsonNode fix = result.get("fixes").get(0);
        assertEquals("Change", fix.at("/description/text").asText());
        assertEquals("r.yaml", fix.at("/artifactChanges/0/artifactLocation/uri").asText());
        StringBuilder line = new StringBuilder(RECIPE.split("\n")[1]);
        for (JsonNode replacement : fix.at("/artifactChanges/0/replacements")) {
            JsonNode region = replacement.get("deletedRegion");
            assertEquals(2, region.get("startLine").asInt());
            line.replace(
                    region.get("startColumn").asInt() - 1,
                    region.get("endColumn").asInt() - 1,
                    replacement.at("/insertedContent/text").asText());
        }
        assertEquals("\u00e9\ud83d\ude00 global: {mode: kmeans, nbits: 4}", line.toString());
    }

    @Test
    void theSchemaOfTheFormatIsStrict() {
        ObjectNode log = Sarif.of(List.of(new CheckedFile("r.yaml", Text.of(RECIPE), List.of())), "1.2.3");
        ((ObjectNode) log.at("/runs/0")).put("other", 1);
        assertEquals(1, SCHEMA.validate(log).size());
    }
}
