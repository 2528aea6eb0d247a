package dev.mlrecipe.measured;

/** Where unit and time of an operation come from. */
public enum Evidence {
    /** Both are predicted. */
    PREDICTED("predicted", "predicted"),
    /** The unit is measured, the time on it predicted. */
    MEASURED_UNIT("measured_unit", "unit measured, time predicted"),
    /** The unit is measured, the time is the measured share of what is predicted for the measured operations together. */
    MEASURED_SHARE("measured_share", "measured share of the predicted time"),
    /** The unit is measured, the time is the measured share of the measured time of a run. */
    MEASURED("measured", "measured");

    private final String word;
    private final String title;

    Evidence(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** The word of reports. */
    public String word() {
        return word;
    }

    /** The words for people. */
    public String title() {
        return title;
    }
}
