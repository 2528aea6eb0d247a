package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** The result misses what the recipe expects of it. */
public final class ExpectationFailed {
    private ExpectationFailed() {}

    /**
     * @param key the entry, for example {@code min_ratio}
     * @param expected what it asks for, with unit
     * @param found what is reached, with unit
     * @param worst which layer is to blame, or what else the number comes from
     */
    public static Finding of(Span entry, String key, String expected, String found, String worst) {
        return Code.EXPECTATION_FAILED.at(entry, key + " " + expected + " is not met: " + found + "; " + worst);
    }
}
