package dev.mlrecipe.measured;

/** A measured file that is not what it should be; the message names the place in it. */
public final class MeasuredException extends Exception {
    private static final long serialVersionUID = 1;

    MeasuredException(String message) {
        super(message);
    }
}
