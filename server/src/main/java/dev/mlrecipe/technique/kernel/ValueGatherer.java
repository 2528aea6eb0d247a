package dev.mlrecipe.technique.kernel;

/** Takes finite values in any order and turns them into the distinct {@link Points} a table is fitted to. */
public interface ValueGatherer {

    /** Adds values of one weight, which is positive; −0 counts as 0. */
    void add(float[] values, int offset, int count, double weight);

    /** The points of everything that was added. To be called once, as the last call. */
    Points points();
}
