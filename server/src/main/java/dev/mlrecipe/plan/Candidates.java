package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.recipe.Config;
import java.util.Optional;

/**
 * Which constants rules may touch, as in coremltools: in ML programs matrices and larger, float or 8-bit, of at least
 * ten elements; in neural networks also vectors. Both of more than {@code weight_threshold} elements, used by an
 * operation.
 */
public final class Candidates {
    private static final int FEWEST_ELEMENTS = 10;

    private Candidates() {}

    /** Why the weight is none, in one sentence; empty if it is one. */
    static Optional<String> obstacle(Weight weight, Config config, ModelKind kind) {
        if (weight.fixed().isPresent()) {
            return weight.fixed();
        }
        boolean program = kind == ModelKind.ML_PROGRAM;
        long elements = weight.stored().shape().elements();
        int rank = weight.stored().shape().rank();
        DataType type = weight.stored().type();
        if (weight.consumers().isEmpty()) {
            return Optional.of("no operation uses it");
        }
        if (!isCompressible(type)) {
            return Optional.of("it holds " + type.word() + "; float16, float32, int8 and uint8 can be compressed");
        }
        if (program && rank < 2) {
            return Optional.of("it has rank " + rank + "; only weights of rank 2 and more are compressed");
        }
        if (program && elements < FEWEST_ELEMENTS) {
            return Optional.of("it has " + elements + " elements; at least " + FEWEST_ELEMENTS + " are needed");
        }
        if (elements <= config.weightThreshold()) {
            return Optional.of("it has " + elements + " elements, not more than weight_threshold "
                    + config.weightThreshold());
        }
        return Optional.empty();
    }

    /** The largest threshold that lets the weight in; empty if the threshold is not all that keeps it out. */
    public static Optional<Long> lowerThreshold(Weight weight, Config config, ModelKind kind) {
        long largest = weight.stored().shape().elements() - 1;
        return largest < config.weightThreshold() && obstacle(weight, withThreshold(config, largest), kind).isEmpty()
                ? Optional.of(largest)
                : Optional.empty();
    }

    private static Config withThreshold(Config config, long threshold) {
        return new Config(config.technique(), config.options(), threshold, config.keys(), config.span());
    }

    private static boolean isCompressible(DataType type) {
        return switch (type) {
            case FLOAT16, FLOAT32, INT8, UINT8 -> true;
            default -> false;
        };
    }
}
