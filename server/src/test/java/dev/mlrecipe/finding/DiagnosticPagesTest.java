package dev.mlrecipe.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages that the product carries are those of the repository. */
class DiagnosticPagesTest {
    @ParameterizedTest
    @EnumSource(Code.class)
    void everyCodeHasItsPageWithIt(Code code) throws IOException {
        String page = DiagnosticPages.text(code);
        assertTrue(page.startsWith("# " + code.word() + "\n"), code.word());
        assertEquals(Files.readString(Repository.path(DiagnosticPages.path(code))).replace("\r\n", "\n"), page);
    }
}
