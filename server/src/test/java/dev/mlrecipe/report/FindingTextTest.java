package dev.mlrecipe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.testing.JsonSchemas;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Findings as people and programs see them. */
class FindingTextTest {
    private static final String RECIPE = "model: a\n\u00e9\ud83d\ude00 global: {nbits: 5}\n";

    @Test
    void placeIsMarkedBelowTheLine() {
        assertEquals(
                """
                r.yaml:2:13: error: no 5 bits [never-in-coreml]
                    2 | \u00e9\ud83d\ude00 global: {nbits: 5}
                      |             ^^^^^^^^
                    fix: Change to 4
                """,
                FindingText.render("r.yaml", Text.of(RECIPE), finding("nbits: 5"), false));
    }

    @Test
    void findingOverSeveralLinesIsMarkedToTheEndOfTheFirst() {
        Finding finding = Finding.of("syntax", Severity.WARNING, new Span(7, 14), "x");
        assertTrue(FindingText.render("r", Text.of(RECIPE), finding, false).endsWith("      |        ^\n"));
    }

    @Test
    void findingAtTheEndOfTheTextHasAPlace() {
        Finding finding = Finding.of("missing-key", Severity.ERROR, Span.at(RECIPE.length()), "x");
        assertEquals("r:3:1: error: x [missing-key]\n", FindingText.render("r", Text.of(RECIPE), finding, false));
    }

    @Test
    void jsonCountsAsTheLanguageServerProtocol() throws Exception {
        JsonNode json = FindingJson.of(List.of(new CheckedFile("r.yaml", Text.of(RECIPE), List.of(finding("nbits")))));
        JsonSchemas.assertValid("check.schema.json", json);
        JsonNode start = json.get(0).get("range").get("start");
        assertEquals(1, start.get("line").asInt());
        assertEquals(13, start.get("character").asInt(), "UTF-16 code units: the face counts twice");
        assertEquals("docs/diagnostics/never-in-coreml.md", json.get(0).get("href").asText());
        assertEquals("4", json.get(0).get("fixes").get(0).get("edits").get(0).get("newText").asText());
    }

    private static Finding finding(String word) {
        int start = RECIPE.indexOf(word);
        Span span = new Span(start, start + word.length());
        return Finding.of("never-in-coreml", Severity.ERROR, span, "no 5 bits")
                .withFixes(List.of(Finding.Fix.replace("Change to 4", span, "4")));
    }
}
