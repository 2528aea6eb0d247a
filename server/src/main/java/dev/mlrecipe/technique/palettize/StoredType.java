package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.Workbench;
import java.io.IOException;

/** How table entries and scales are rounded and written. */
final class StoredType {
    private StoredType() {}

    /** The value nearest to {@code value} that the type holds; finite values stay finite. */
    static double round(DataType type, double value) {
        return switch (type) {
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) clamp(value, 65504)));
            case FLOAT32 -> (float) clamp(value, Float.MAX_VALUE);
            default -> Math.max(type.min(), Math.min(type.max(), Math.rint(value)));
        };
    }

    private static double clamp(double value, double limit) {
        return Math.max(-limit, Math.min(limit, value));
    }

    /** A tensor of values that are already rounded. */
    static Tensor write(DataType type, Shape shape, float[] values, Workbench bench) throws IOException {
        try (TensorWriter writer = bench.tensor(type, shape)) {
            append(type, writer, values);
            return writer.finish();
        }
    }

    static void append(DataType type, TensorWriter writer, float[] values) throws IOException {
        if (type.isFloat()) {
            writer.writeFloats(values, 0, values.length);
            return;
        }
        byte[] codes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            codes[i] = (byte) (int) values[i];
        }
        writer.writeCodes(codes, 0, codes.length);
    }
}
