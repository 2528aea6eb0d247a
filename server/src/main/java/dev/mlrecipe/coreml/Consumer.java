package dev.mlrecipe.coreml;

/**
 * One use of a weight.
 *
 * @param function the function that holds the operation
 * @param op name of the operation
 * @param opType its type, for example {@code conv}
 * @param input name of the input that takes the weight, for example {@code weight}
 * @param axes channel axes of the weight as this operation reads it
 */
public record Consumer(String function, String op, String opType, String input, ChannelAxes axes) {

    /** {@code op.input}, the name of the weight in reports. */
    public String weightName() {
        return op + "." + input;
    }
}
