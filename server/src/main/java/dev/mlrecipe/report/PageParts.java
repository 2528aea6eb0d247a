package dev.mlrecipe.report;

import dev.mlrecipe.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What every page holds.
 *
 * @param style style sheet
 * @param scripts scripts in the order in which they run: Chart.js, then the page's own
 */
record PageParts(String style, List<String> scripts) {
    private static final String CHARTS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

    static PageParts load() {
        return new PageParts(read("report.css"), List.of(read(CHARTS), read("report.js")));
    }

    /** A page without scripts. */
    static PageParts plain() {
        return new PageParts(read("report.css"), List.of());
    }

    /** The content security policy under which just these parts work: by their checksums. */
    String policy() {
        String hashes = scripts.stream().map(PageParts::hash).collect(Collectors.joining(" "));
        return "default-src 'none'; style-src " + hash(style) + "; script-src " + (hashes.isEmpty() ? "'none'" : hashes);
    }

    private static String hash(String text) {
        return "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text)) + "'";
    }

    /** Browsers hash line breaks as LF, whatever the checkout made of them. */
    private static String read(String resource) {
        try (InputStream in = PageParts.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
