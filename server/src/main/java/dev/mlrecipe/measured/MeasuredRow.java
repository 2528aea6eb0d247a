package dev.mlrecipe.measured;

import dev.mlrecipe.predict.Unit;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One operation of a measured file.
 *
 * @param name what the file calls it: the name of its output, or its place and type
 * @param key how to find it in the model
 * @param function the function that it belongs to; empty for the one that runs
 * @param unit where the system runs it
 * @param cost its share of a run, in whatever unit the file counts
 */
public record MeasuredRow(String name, Key key, Optional<String> function, Unit unit, OptionalDouble cost) {

    /** How a row names its operation. */
    public sealed interface Key {

        /** By one of its outputs. */
        record Output(String name) implements Key {}

        /**
         * By its place among the operations of its type.
         *
         * @param order grows with the program
         * @param words the type, and behind it whatever the file adds: {@code conv_x_weight}
         */
        record Type(int order, String words) implements Key {}
    }
}
