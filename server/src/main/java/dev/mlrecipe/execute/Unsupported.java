package dev.mlrecipe.execute;

/**
 * An operation that cannot be run.
 *
 * @param op its name
 * @param type its type, for example {@code resample}
 * @param reason what is missing, as the rest of a sentence that begins with operation and type
 */
public record Unsupported(String op, String type, String reason) {

    /** For example {@code warp_1 (resample): cannot be run}. */
    public String line() {
        return op + " (" + type + "): " + reason;
    }
}
