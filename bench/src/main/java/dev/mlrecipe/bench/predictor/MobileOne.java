package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.predict.StoredWeight;
import dev.mlrecipe.predict.Work;
import dev.mlrecipe.predict.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The operations of MobileOne as it is deployed, from its published dimensions: blocks of a depthwise and a pointwise
 * convolution, float16, one image of 224 x 224.
 */
final class MobileOne {
    private static final int[] BLOCKS = {2, 8, 10, 1};
    private static final long[] CHANNELS = {64, 128, 256, 512};
    private static final long CLASSES = 1000;

    private final List<Work> work = new ArrayList<>();
    private int weights;

    private MobileOne() {}

    /**
     * One size of it.
     *
     * @param squeezed whether the later half of the third stage and the fourth have squeeze-and-excitation blocks
     * @param widths factors of the channels of the four stages
     */
    static Workload of(boolean squeezed, double... widths) {
        MobileOne net = new MobileOne();
        ValueFacts x = new ValueFacts("image", List.of(1L, 3L, 224L, 224L), "float16");
        x = net.relu(net.conv(x, Math.min(64, Math.round(64 * widths[0])), 3, 2, false));
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            int plain = !squeezed || stage < 2 ? BLOCKS[stage] : stage == 2 ? BLOCKS[stage] / 2 : 0;
            for (int block = 0; block < BLOCKS[stage]; block++) {
                boolean squeeze = block >= plain;
                x = net.activated(net.conv(x, x.shape().get(1), 3, block == 0 ? 2 : 1, true), squeeze);
                x = net.activated(net.conv(x, Math.round(CHANNELS[stage] * widths[stage]), 1, 1, false), squeeze);
            }
        }
        long channels = x.shape().get(1);
        ValueFacts pooled = net.op("reduce_mean", List.of(x), List.of(1L, channels), 0, List.of());
        net.op("linear", List.of(pooled), List.of(1L, CLASSES), channels * CLASSES,
                List.of(net.weight(CLASSES, channels)));
        return new Workload("main", net.work, List.of());
    }

    private ValueFacts activated(ValueFacts x, boolean squeeze) {
        if (!squeeze) {
            return relu(x);
        }
        long channels = x.shape().get(1);
        ValueFacts mean = op("reduce_mean", List.of(x), List.of(1L, channels, 1L, 1L), 0, List.of());
        ValueFacts gate = conv(relu(conv(mean, channels / 16, 1, 1, false)), channels, 1, 1, false);
        ValueFacts open = op("sigmoid", List.of(gate), gate.shape(), 0, List.of());
        return relu(op("mul", List.of(x, open), x.shape(), 0, List.of()));
    }

    private ValueFacts conv(ValueFacts x, long channels, long kernel, long stride, boolean depthwise) {
        long from = depthwise ? 1 : x.shape().get(1);
        long side = (x.shape().get(2) + stride - 1) / stride;
        return op("conv", List.of(x), List.of(1L, channels, side, side),
                channels * side * side * from * kernel * kernel, List.of(weight(channels, from, kernel, kernel)));
    }

    private ValueFacts relu(ValueFacts x) {
        return op("relu", List.of(x), x.shape(), 0, List.of());
    }

    private ValueFacts op(
            String type, List<ValueFacts> inputs, List<Long> shape, long multiplyAdds, List<StoredWeight> constants) {
        ValueFacts output = new ValueFacts("v" + work.size(), shape, "float16");
        work.add(new Work(output.name(), type, inputs, List.of(output), multiplyAdds, constants, true));
        return output;
    }

    private StoredWeight weight(long... shape) {
        List<Long> dims = new ArrayList<>();
        long elements = 1;
        for (long dim : shape) {
            dims.add(dim);
            elements *= dim;
        }
        return new StoredWeight(weights++, "weight", dims, Set.of(), 2 * elements, 1, 0, false);
    }
}
