package dev.mlrecipe.cli;

import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.session.InputException;
import java.util.List;
import java.util.stream.Stream;

/** The value of {@code --compute-units}, which several commands have. */
final class ComputeUnitsOption {
    private ComputeUnitsOption() {}

    /** @throws InputException if there is no such choice */
    static ComputeUnits of(String word) throws InputException {
        List<String> words = Stream.of(ComputeUnits.values()).map(ComputeUnits::word).toList();
        return ComputeUnits.ofWord(word)
                .orElseThrow(() -> new InputException(
                        "--compute-units " + word + ": no such choice" + Nearest.instead(word, words)));
    }
}
