package dev.mlrecipe.technique.kernel;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Orders in which the columns of a weight are rounded. */
public final class InputOrder {
    private InputOrder() {}

    /** As they lie. */
    public static int[] natural(int features) {
        return IntStream.range(0, features).toArray();
    }

    /** Those of the greatest inputs first, while there are columns left that make up for their errors. */
    public static int[] greatestFirst(float[] lower, int features) {
        return IntStream.range(0, features)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -diagonal(lower, i)).thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();
    }

    /** Sum of squares of a feature. */
    public static double diagonal(float[] lower, int feature) {
        return lower[feature * (feature + 1) / 2 + feature];
    }
}
