package dev.mlrecipe.coreml;

/**
 * Which axes of a weight are the consumer's output and input channels: (0, 1) for most operations, (1, 0) for
 * transposed convolution, the last two for matrix products.
 *
 * @param output output channel axis, 0 or greater
 * @param input input channel axis, 0 or greater; may lie outside the rank, then there is none
 */
public record ChannelAxes(int output, int input) {}
