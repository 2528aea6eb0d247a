package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as clients write them. */
class DocumentUriTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///c%3A/Users/me/a.mlrecipe.yaml",
                "file:///C%3A/Users/me/a.mlrecipe.yaml",
                "file:///c:/Users/me/a.mlrecipe.yaml",
                "file:///C:/Users/me/a.mlrecipe.yaml",
                "FILE:///C:/Users/me/a.mlrecipe.yaml",
                "file:/C:/Users/me/a.mlrecipe.yaml",
                "file://localhost/C:/Users/me/a.mlrecipe.yaml"
            })
    void driveLettersInEverySpelling(String uri) {
        assertEquals(
                DocumentUri.of("file:///c:/Users/me/a.mlrecipe.yaml").key(),
                DocumentUri.of(uri).key());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void escapesAreBytes() {
        assertEquals(
                Optional.of(Path.of("/a b/ü/100%/x.mlrecipe.yaml")),
                DocumentUri.of("file:///a%20b/%C3%BC/100%/x.mlrecipe.yaml").path());
        assertEquals(DocumentUri.of("file:///a/%c3%bc").key(), DocumentUri.of("file:///a/%C3%BC").key());
    }

    @Test
    void whatIsNotHereHasNoPath() {
        assertTrue(DocumentUri.of("file://server/share/a.mlrecipe.yaml").path().isEmpty());
        assertTrue(DocumentUri.of("untitled:Untitled-1").path().isEmpty());
        assertTrue(DocumentUri.of("vscode-remote://wsl/a").path().isEmpty());
        assertNotEquals(DocumentUri.of("file:///a/b").key(), DocumentUri.of("file:///a/B2").key());
    }

    @Test
    void foldersHoldWhatIsBelow() {
        DocumentUri recipe = DocumentUri.of("file:///c%3A/work/a.mlrecipe.yaml");
        assertTrue(recipe.isBelow(DocumentUri.of("file:///C:/work")));
        assertTrue(recipe.isBelow(DocumentUri.of("file:///c%3A/work/")));
        assertFalse(recipe.isBelow(DocumentUri.of("file:///c%3A/wor")));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void pathsAndBack() {
        Path path = Path.of("/tmp/a b/ü.mlrecipe.yaml");
        assertEquals(Optional.of(path), DocumentUri.of(DocumentUri.of(path)).path());
    }
}
