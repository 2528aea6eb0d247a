package dev.mlrecipe.calibrate;

/** A file that holds no statistics; the message says where, what was found, and what was expected. */
public final class StatisticsException extends Exception {
    private static final long serialVersionUID = 1;

    StatisticsException(String message) {
        super(message);
    }
}
