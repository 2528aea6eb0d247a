package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.ChannelAxes;

/** Which axes of a weight are channels, by the operation that takes it. */
final class ChannelRule {
    private static final ChannelAxes USUAL = new ChannelAxes(0, 1);

    private ChannelRule() {}

    /**
     * Channel axes of an operand.
     *
     * @param type type of the operation
     * @param input name of the input that takes the weight
     * @param transposed whether a matrix product reads this operand transposed
     * @param rank rank of the weight
     */
    static ChannelAxes axes(String type, String input, boolean transposed, int rank) {
        if (type.equals("conv_transpose")) {
            return new ChannelAxes(1, 0);
        }
        if (!type.equals("matmul") || rank < 2) {
            return USUAL;
        }
        // y is [.., in, out] and x is [.., out, in] as far as the weight's own channels go; transposing swaps them.
        boolean outputLast = input.equals("y") != transposed;
        return outputLast ? new ChannelAxes(rank - 1, rank - 2) : new ChannelAxes(rank - 2, rank - 1);
    }
}
