package dev.mlrecipe.intellij;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.intellij.ide.impl.TrustedProjects;
import com.redhat.devtools.lsp4ij.settings.GlobalLanguageServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server is told of the client. */
class ClientOptionsTest {
    private static final String OURS = "'trusted': true, 'profile': 'intellij', 'autoSave': true";

    @AfterEach
    void forget() {
        GlobalLanguageServerSettings.chosen = null;
        TrustedProjects.trusted = true;
        TrustedProjects.known = true;
    }

    private static JsonElement json(String text) {
        return JsonParser.parseString(text.replace('\'', '"'));
    }

    private static JsonElement chosen(String text) {
        GlobalLanguageServerSettings.chosen = text == null ? null : json(text);
        return ClientOptions.of(null);
    }

    @Test
    void profileTrustAndAutosave() {
        assertEquals(json("{" + OURS + "}"), chosen(null));
        assertEquals(json("{" + OURS + "}"), chosen("{}"));
        assertEquals(json("{" + OURS + "}"), chosen("[1]"));
    }

    @Test
    void whatTheUserHasSetGoesWithIt() {
        assertEquals(
                json("{'outputRoots': ['/models'], 'cacheSizeMB': 10, " + OURS + "}"),
                chosen("{'outputRoots': ['/models'], 'cacheSizeMB': 10, 'profile': 'vscode', 'autoSave': false}"));
    }

    @Test
    void theUserMayTrustLessThanTheProjectIsTrusted() {
        assertFalse(chosen("{'trusted': false}").getAsJsonObject().get("trusted").getAsBoolean());
        TrustedProjects.trusted = false;
        assertFalse(chosen("{'trusted': true}").getAsJsonObject().get("trusted").getAsBoolean());
        assertFalse(chosen(null).getAsJsonObject().get("trusted").getAsBoolean());
    }

    @Test
    void nothingIsTrustedWhereThePlatformCannotSay() {
        TrustedProjects.known = false;
        assertFalse(chosen(null).getAsJsonObject().get("trusted").getAsBoolean());
    }

    /** The server set up by hand is told the same. */
    @Test
    void theTemplateForLsp4ijAloneSaysTheSame() throws Exception {
        assertEquals(chosen(null), json(Files.readString(Path.of("template/initializationOptions.json"))));
    }
}
