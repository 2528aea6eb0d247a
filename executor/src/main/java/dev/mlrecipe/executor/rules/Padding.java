package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;

/**
 * Padding of windows that slide over the spatial axes, which are all but the first two.
 *
 * @param begin rows before, for every spatial axis
 * @param end rows behind
 */
record Padding(long[] begin, long[] end) {

    /**
     * The padding that {@code pad_type} and {@code pad} of an operation mean.
     *
     * @param kernel sizes of the window, without dilation
     */
    static Padding of(Site s, Operand x, long[] kernel, long[] strides, long[] dilations) throws IOException, Refused {
        int axes = kernel.length;
        long[] begin = new long[axes];
        long[] end = new long[axes];
        String type = s.text("pad_type", "valid");
        switch (type) {
            case "valid" -> {}
            case "custom" -> {
                long[] pad = s.longs("pad", new long[2 * axes]);
                for (int i = 0; i < axes; i++) {
                    begin[i] = pad[2 * i];
                    end[i] = pad[2 * i + 1];
                }
            }
            case "same", "same_lower" -> {
                for (int i = 0; i < axes; i++) {
                    long size = x.knownDim(i + 2);
                    long windows = (size + strides[i] - 1) / strides[i];
                    long total =
                            Math.max(0, (windows - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1 - size);
                    long less = total / 2;
                    begin[i] = type.equals("same") ? less : total - less;
                    end[i] = total - begin[i];
                }
            }
            default -> throw new Refused("its pad_type is " + type);
        }
        return new Padding(begin, end);
    }

    /** As ONNX wants it: all begins, then all ends. */
    long[] pads() {
        long[] pads = new long[2 * begin.length];
        System.arraycopy(begin, 0, pads, 0, begin.length);
        System.arraycopy(end, 0, pads, begin.length, end.length);
        return pads;
    }
}
