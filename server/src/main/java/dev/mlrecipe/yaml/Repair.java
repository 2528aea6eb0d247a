package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Shadow.Patch;
import dev.mlrecipe.yaml.YamlTree.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong in a line, and patches with which the parser gets past it. Offsets are those of the text with the
 * mistake.
 *
 * @param line the line with the mistake, which need not be where the parser stopped
 * @param last the last line that is not as its author wants it; mostly the same
 * @param problem what to say about it
 * @param patches in the order of the text
 */
record Repair(int line, int last, Problem problem, List<Patch> patches) {

    static Repair of(int line, Span span, String message, Patch... patches) {
        return of(line, span, message, List.of(patches));
    }

    static Repair of(int line, Span span, String message, List<Patch> patches) {
        return new Repair(line, line, new Problem(Problem.Kind.SYNTAX, span, message, Optional.empty()), patches);
    }

    /** The same for several lines. */
    Repair through(int lastLine) {
        return new Repair(line, lastLine, problem, patches);
    }

    /** The same, with another place that takes part. */
    Repair with(Span other) {
        Problem more = new Problem(problem.kind(), problem.span(), problem.message(), Optional.of(other));
        return new Repair(line, last, more, patches);
    }
}
