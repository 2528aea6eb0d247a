package dev.mlrecipe.executor.translate;

/** An operation cannot be run; the message says why, as the rest of a sentence that begins with the operation. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    public Refused(String reason) {
        super(reason);
    }
}
