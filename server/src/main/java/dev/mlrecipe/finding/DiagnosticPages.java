package dev.mlrecipe.finding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The pages about findings, {@code docs/diagnostics/}, as the product carries them: they are there without a network. */
public final class DiagnosticPages {
    private static final String FOLDER = "docs/diagnostics/";

    private DiagnosticPages() {}

    /** Where a code's page is, in the repository and in the jar: {@code docs/diagnostics/unknown-key.md}. */
    public static String path(Code code) {
        return FOLDER + code.word() + ".md";
    }

    /** The page of a code, in Markdown; it starts with the code as its title. */
    public static String text(Code code) {
        try (InputStream in = DiagnosticPages.class.getResourceAsStream("/" + path(code))) {
            if (in == null) {
                throw new IllegalStateException("no page for " + code.word());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
