package dev.mlrecipe.technique.palettize;


/** When a scale per channel on top of a table pays. */
final class ScaledForm {
    /**
     * A looked-up value times its scale is rounded once more than a looked-up value alone. The fitted errors do not
     * contain that, so a gain below one percent does not count.
     */
    private static final double GAIN = 0.99;

    private ScaledForm() {}

    static boolean isWorth(double scaledError, double plainError) {
        return scaledError < GAIN * plainError;
    }
}
