package dev.mlrecipe.report;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Text;
import java.util.List;

/**
 * A recipe and what was found in it.
 *
 * @param file path as the user gave it
 * @param text its text
 * @param findings in the order of the text
 */
public record CheckedFile(String file, Text text, List<Finding> findings) {
    public CheckedFile {
        findings = List.copyOf(findings);
    }
}
