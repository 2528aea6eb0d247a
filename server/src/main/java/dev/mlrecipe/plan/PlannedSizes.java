package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.technique.Proposal;
import java.util.List;

/**
 * How large the weights of a plan become.
 *
 * @param weights one entry per weight, in the model's order
 */
public record PlannedSizes(List<Size> weights) {
    public PlannedSizes {
        weights = List.copyOf(weights);
    }

    /**
     * The size of one weight.
     *
     * @param planned the weight and what happens to it
     * @param storedBytes bytes in the output: data, tables, scales, offsets, masks
     * @param basis how exact {@code storedBytes} is
     */
    public record Size(PlannedWeight planned, long storedBytes, Proposal.Basis basis) {

        /** Bytes of the weight as dense float16. */
        public long float16Bytes() {
            return Math.multiplyExact(planned.weight().stored().shape().elements(), 2L);
        }
    }

    /** The sizes of a plan as {@code encoding} stores it. */
    public static PlannedSizes of(Plan plan, Encoding encoding) {
        return new PlannedSizes(plan.weights().stream().map(planned -> size(planned, encoding)).toList());
    }

    private static Size size(PlannedWeight planned, Encoding encoding) {
        return planned.decision() instanceof Decision.Compress compress
                ? new Size(planned, encoding.storedBytes(compress.form()), compress.basis())
                : new Size(planned, encoding.storedBytes(planned.weight().stored()), Proposal.Basis.EXACT);
    }

    /** Whether every size is exact. */
    public boolean exact() {
        return weights.stream().allMatch(size -> size.basis() == Proposal.Basis.EXACT);
    }

    public long float16Bytes() {
        return weights.stream().mapToLong(Size::float16Bytes).sum();
    }

    public long storedBytes() {
        return weights.stream().mapToLong(Size::storedBytes).sum();
    }
}
