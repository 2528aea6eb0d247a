package dev.mlrecipe.technique;

import java.util.List;
import java.util.Map;

/** What values an option takes. */
public sealed interface OptionType {

    /**
     * One of some words.
     *
     * @param legal the words, in the order in which completion shows them
     * @param ignoreCase whether case matters; the value is then given in the spelling of {@code legal}
     * @param impossible words that no Core ML version knows though users write them, with the nearest legal word
     */
    record Words(List<String> legal, boolean ignoreCase, Map<String, String> impossible) implements OptionType {
        public Words {
            legal = List.copyOf(legal);
            impossible = Map.copyOf(impossible);
        }

        public static Words of(String... legal) {
            return new Words(List.of(legal), false, Map.of());
        }
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    record Whole(long min, long max) implements OptionType {}

    /**
     * One of some whole numbers.
     *
     * @param legal the numbers
     * @param impossible numbers that no Core ML version knows though users write them, with the nearest legal one
     */
    record Choice(List<Long> legal, Map<Long, Long> impossible) implements OptionType {
        public Choice {
            legal = List.copyOf(legal);
            impossible = Map.copyOf(impossible);
        }
    }

    /** A number from {@code min} to {@code max}, both included. */
    record Real(double min, double max) implements OptionType {}

    /** {@code true} or {@code false}. */
    record Flag() implements OptionType {}

    /** A list of {@code size} whole numbers, or of any length where {@code size} is 0. */
    record WholeList(int size, long min, long max) implements OptionType {}

    /** A whole number, or a list of them with one entry per axis. */
    record WholeOrList(long min, long max) implements OptionType {}
}
