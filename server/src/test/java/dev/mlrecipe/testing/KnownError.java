package dev.mlrecipe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Subject;
import java.io.IOException;

/** What a technique says about its error has to be what the engine would measure, but for the order of sums. */
public final class KnownError {
    private KnownError() {}

    public static void check(Subject weight, Outcome.Compressed outcome) throws IOException {
        if (outcome.error().isEmpty()) {
            return;
        }
        ErrorSums.Result known = outcome.error().get();
        ErrorSums.Result measured = ErrorSums.between(weight.current(), outcome.form(), () -> {});
        assertEquals(measured.elements(), known.elements());
        assertEquals(measured.zeros(), known.zeros());
        assertEquals(measured.signal(), known.signal(), 1e-12 * measured.signal());
        assertEquals(measured.noise(), known.noise(), 1e-12 * measured.noise());
    }
}
