package dev.mlrecipe.coreml.raise;

/** An operation cannot be raised safely. The message is a clause that says why. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String reason) {
        super(reason, null, false, false);
    }
}
