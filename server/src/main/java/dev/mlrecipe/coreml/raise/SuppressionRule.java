package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code non_maximum_suppression} since CoreML7: boxes [n, 4, B] and scores [n, K, B] instead of [n, B, 4] and
 * [n, B, K], results likewise, no {@code score_threshold}, no number of boxes.
 */
final class SuppressionRule implements Rule {
    private static final String THRESHOLD = "score_threshold";
    private static final int COUNT = 3;

    @Override
    public void apply(Site site) throws Refused, IOException {
        List<NamedValueType> outputs = site.outputs();
        if (outputs.size() > COUNT && site.isUsed(outputs.get(COUNT))) {
            throw new Refused("it gives the number of boxes, which newer versions of it do not");
        }
        if (!keepsAll(site)) {
            throw new Refused("it filters by score_threshold, which newer versions of it cannot");
        }
        String permutation =
                site.constant(site.name() + "_permutation", Values.int32s(Shape.of(3), 0, 2, 1));
        for (String input : List.of("boxes", "scores")) {
            String transposed = site.before(
                    "transpose",
                    site.name() + "_" + input,
                    swapped(site.inputType(input)),
                    "x",
                    site.reference(input),
                    "perm",
                    permutation);
            site.bind(input, transposed);
        }
        site.removeInput(THRESHOLD);
        for (int i = outputs.size() - 1; i >= COUNT; i--) {
            site.removeOutput(i);
        }
        for (int i = 0; i < 2; i++) {
            NamedValueType output = outputs.get(i);
            String raw = site.renameOutput(i, output.getName() + "_boxes_last", swapped(output.getType()));
            site.after("transpose", output, "x", raw, "perm", permutation);
        }
        site.changed(Change.Kind.REWRITTEN, "boxes come last, by transposing; a score_threshold that keeps all is left out");
    }

    /** Whether the threshold lets every finite score pass. */
    private static boolean keepsAll(Site site) throws Refused, IOException {
        Optional<double[]> threshold = site.numbers(THRESHOLD);
        double lowest = site.elementType("scores") == DataType.FLOAT16 ? -65504 : -Float.MAX_VALUE;
        return threshold.filter(numbers -> numbers.length == 1 && numbers[0] <= lowest).isPresent();
    }

    private static ValueType swapped(ValueType type) throws Refused {
        if (type.getTensorType().getDimensionsCount() != 3) {
            throw new Refused("boxes and scores of rank 3 expected");
        }
        return TensorTypes.pick(type, 0, 2, 1);
    }
}
