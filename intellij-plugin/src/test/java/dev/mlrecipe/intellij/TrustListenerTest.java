package dev.mlrecipe.intellij;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.redhat.devtools.lsp4ij.LanguageServerManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrustListenerTest {
    @AfterEach
    void forget() {
        LanguageServerManager.STARTED.clear();
        LanguageServerManager.disabled = false;
    }

    @Test
    void theServerIsStartedAgainSoThatItLearnsOfIt() {
        new TrustListener().onProjectTrusted(null);
        new TrustListener().onProjectUntrusted(null);
        assertEquals(List.of("mlrecipe", "mlrecipe"), LanguageServerManager.STARTED);
    }

    @Test
    void aServerThatTheUserHasDisabledStaysDisabled() {
        LanguageServerManager.disabled = true;
        new TrustListener().onProjectTrusted(null);
        assertEquals(List.of(), LanguageServerManager.STARTED);
    }
}
