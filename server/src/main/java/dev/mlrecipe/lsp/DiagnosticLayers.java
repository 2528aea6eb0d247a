package dev.mlrecipe.lsp;

import dev.mlrecipe.finding.Finding;
import java.util.List;
import java.util.stream.Stream;

/**
 * The findings of one document by how they were come by. A publication replaces everything that a client shows for a
 * file, so what is published is the union of the newest of each layer.
 */
final class DiagnosticLayers {
    /** What the text alone tells. */
    private List<Finding> reading = List.of();
    /** What the plan and the last run tell beyond that. */
    private List<Finding> planning = List.of();
    /** How a run ended. */
    private List<Finding> ending = List.of();

    /** The text has been read; what the plan told stands until it tells something new. */
    void read(List<Finding> findings) {
        reading = List.copyOf(findings);
    }

    /** Everything has been looked at. What reading found may be judged otherwise then. */
    void planned(List<Finding> findings) {
        reading = reading.stream().filter(findings::contains).toList();
        planning = findings.stream().filter(finding -> !reading.contains(finding)).toList();
    }

    /** A run has ended, or another one has begun and nothing is to be said of the former. */
    void ended(List<Finding> findings) {
        ending = List.copyOf(findings);
    }

    /** How the last run ended, if that is worth telling. */
    List<Finding> ending() {
        return ending;
    }

    /** Moves all findings to a newer text. */
    void shift(Shift shift) {
        reading = shift.of(reading);
        planning = shift.of(planning);
        ending = shift.of(ending);
    }

    List<Finding> union() {
        return Stream.of(reading, planning, ending).flatMap(List::stream).distinct().toList();
    }
}
