package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import java.util.Optional;

/**
 * Where and why the parser library stopped. Offsets are those of the text that it read.
 *
 * @param problem its message
 * @param context what it was doing
 * @param at where it stopped
 * @param opened where what it was reading starts
 * @param flow the outermost bracket that is open, or -1
 * @param quoted the last quoted scalar over several lines that it had read
 */
record Failure(String problem, String context, int at, int opened, int flow, Optional<Span> quoted) {

    boolean says(String words) {
        return problem.contains(words);
    }

    boolean during(String words) {
        return context.contains(words);
    }
}
