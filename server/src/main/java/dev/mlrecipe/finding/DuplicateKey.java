package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Related;
import dev.mlrecipe.text.Span;
import java.util.List;

/** A key that its mapping already has. */
public final class DuplicateKey {
    private DuplicateKey() {}

    /**
     * @param second the later key
     * @param key its text
     * @param first the earlier key
     */
    public static Finding of(Span second, String key, Span first) {
        return Code.DUPLICATE_KEY
                .at(second, "the key " + Words.quote(key) + " is here twice; keep one")
                .withRelated(List.of(new Related(first, "first " + Words.quote(key))));
    }
}
