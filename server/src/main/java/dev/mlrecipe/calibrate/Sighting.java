package dev.mlrecipe.calibrate;

/** What is noted of values while a model runs, the same in whatever order. Safe for concurrent use. */
interface Sighting {

    /** @param numbers all numbers of a value in one run */
    void add(String value, float[] numbers);
}
