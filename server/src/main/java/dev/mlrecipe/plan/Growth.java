package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.form.Representation;
import java.util.Optional;

/** Whether a form takes as much room as the weight did: nothing is gained by it, and its error would be for nothing. */
public final class Growth {
    private Growth() {}

    /** Why {@code form} is not worth it, in one sentence; empty if it takes fewer bytes. */
    public static Optional<String> reason(Encoding encoding, Representation stored, Representation form) {
        long before = encoding.storedBytes(stored);
        long after = encoding.storedBytes(form);
        return after < before
                ? Optional.empty()
                : Optional.of("it takes " + before + " bytes as it is, and would take " + after + " as "
                        + encoding.formName(form).replace('_', ' '));
    }
}
