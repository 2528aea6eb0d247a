package dev.mlrecipe.coreml.mlpackage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of {@code Manifest.json}. */
class ManifestTest {
    private static final String GOOD =
            """
            {
                "fileFormatVersion": "1.0.0",
                "itemInfoEntries": {
                    "A": {
                        "author": "com.apple.CoreML",
                        "description": "Model",
                        "name": "model.mlmodel",
                        "path": "com.apple.CoreML/model.mlmodel"
                    },
                    "B": {
                        "author": "com.apple.CoreML",
                        "description": "Weights",
                        "name": "weights",
                        "path": "com.apple.CoreML/weights"
                    }
                },
                "rootModelIdentifier": "A"
            }
            """;

    private static Manifest parse(String text) throws ModelException {
        return Manifest.parse(Path.of("Manifest.json"), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itemsAreRead() throws IOException {
        Manifest manifest = parse(GOOD);
        assertEquals("com.apple.CoreML/model.mlmodel", manifest.model().path());
        assertEquals(
                "com.apple.CoreML/weights",
                manifest.item("com.apple.CoreML", "weights").orElseThrow().path());
    }

    @Test
    void writingGivesTheUsualLayout() throws IOException {
        assertEquals(GOOD, new String(parse(GOOD).toBytes(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"1.0.0\" | \"1.0\" | fileFormatVersion: three numbers such as 1.0.0 expected, found \"1.0\"",
                "\"1.0.0\" | \"1.0.x\" | fileFormatVersion: three numbers",
                "\"1.0.0\" | \"1.0.1\" | fileFormatVersion 1.0.1 is newer than 1.0.0",
                "\"1.0.0\" | \"2.0.0\" | fileFormatVersion 2.0.0 is newer than 1.0.0",
                "\"1.0.0\" | 1 | fileFormatVersion: a string expected, found number",
                "\"rootModelIdentifier\": \"A\" | \"x\": 1 | rootModelIdentifier: a string expected, found nothing",
                "\"rootModelIdentifier\": \"A\" | \"rootModelIdentifier\": \"C\" | \"C\" names no item",
                "\"description\": \"Model\", | `` | itemInfoEntries.A.description: a string expected, found nothing",
                "\"name\": \"weights\" | \"name\": \"model.mlmodel\" | a second item \"model.mlmodel\" of com.apple.CoreML",
                "\"B\": | \"A\": | not JSON at line 10, column 12: Duplicate field 'A'",
                "{ | hello | not JSON at line 1",
                "\"A\": { | \"C\": 7, \"A\": { | itemInfoEntries.C.path: a string expected",
            })
    void brokenRulesAreNamed(String old, String with, String problem) {
        String text = GOOD.replaceFirst(java.util.regex.Pattern.quote(old), java.util.regex.Matcher.quoteReplacement(with));
        String message = assertThrows(ModelException.class, () -> parse(text)).getMessage();
        assertTrue(message.contains(problem), message);
    }

    @Test
    void otherTextsAreRefused() {
        for (String text : new String[] {"", "[]", "7", "null", "{}", GOOD + "x", "[".repeat(5000)}) {
            assertThrows(ModelException.class, () -> parse(text), text);
        }
    }

    @Test
    void hugeOnesAreRefused() {
        assertThrows(ModelException.class, () -> parse(" ".repeat(5 << 20) + GOOD));
    }
}
