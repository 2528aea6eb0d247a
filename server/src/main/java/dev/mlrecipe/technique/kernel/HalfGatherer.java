package dev.mlrecipe.technique.kernel;

/** Takes float16 values by their patterns, all of weight 1. */
public interface HalfGatherer {

    /** Adds values; −0 counts as 0. */
    void add(short[] halves, int offset, int count);

    /** Whether no value is NaN or infinite. To be asked before {@link #points}. */
    boolean finite();

    /** The points of everything that was added, which is finite. To be called once, as the last call. */
    Points points();
}
