package dev.mlrecipe.executor.rules;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Activations as integers of eight bits and back. */
final class Quantization {
    private Quantization() {}

    static void addTo(Rules rules) {
        rules.add("quantize", Quantization::quantize).add("dequantize", Quantization::dequantize);
    }

    /** {@code clip(round(input / scale) + zero_point)}, ties to even. */
    private static String quantize(Site s) throws IOException, Refused {
        String word = s.text("output_dtype", "");
        DataType type = DataType.ofWord(word)
                .filter(found -> found == DataType.INT8 || found == DataType.UINT8)
                .orElseThrow(() -> new Refused("its output_dtype is " + word));
        String scaled = s.node("Round", List.of(s.node("Div", List.of(s.in("input"), perAxis(s, "scale")))));
        if (s.has("zero_point")) {
            scaled = s.node("Add", List.of(scaled, perAxis(s, "zero_point")));
        }
        String clipped = s.node(
                "Clip", List.of(scaled, s.graph().scalar(type.min()), s.graph().scalar(type.max())));
        return s.graph().cast(clipped, Kind.INT);
    }

    /** {@code (input - zero_point) * scale}. */
    private static String dequantize(Site s) throws IOException, Refused {
        String value = s.graph().cast(s.in("input"), Kind.FLOAT);
        if (s.has("zero_point")) {
            value = s.node("Sub", List.of(value, perAxis(s, "zero_point")));
        }
        return s.node("Mul", List.of(value, perAxis(s, "scale")));
    }

    /** A scalar, or a vector along the axis in a shape that broadcasts, as floats. */
    private static String perAxis(Site s, String parameter) throws IOException, Refused {
        Operand operand = s.operand(parameter);
        String value = s.in(parameter);
        if (operand.kind() != Kind.FLOAT) {
            value = s.graph().cast(value, Kind.FLOAT);
        }
        if (operand.rank() == 0) {
            return value;
        }
        int rank = s.operand("input").rank();
        int axis = s.axis("axis", 0, rank);
        long[] dims = new long[rank - axis];
        Arrays.fill(dims, 1);
        dims[0] = -1;
        return Shaping.reshaped(s, value, dims);
    }
}
