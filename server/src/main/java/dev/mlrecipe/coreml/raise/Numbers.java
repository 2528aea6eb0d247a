package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Small constants as numbers. */
final class Numbers {
    private Numbers() {}

    /** The elements in order; booleans are 0 and 1. Empty for types below eight bits and those of the future. */
    static Optional<double[]> of(Tensor tensor) throws IOException {
        byte[] bytes = tensor.bytes().toArray();
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        IntToDoubleFunction element =
                switch (tensor.type()) {
                    case BOOL, INT8 -> i -> bytes[i];
                    case UINT8 -> i -> Byte.toUnsignedInt(bytes[i]);
                    case INT16 -> i -> view.getShort(2 * i);
                    case UINT16 -> i -> Short.toUnsignedInt(view.getShort(2 * i));
                    case INT32 -> i -> view.getInt(4 * i);
                    case UINT32 -> i -> Integer.toUnsignedLong(view.getInt(4 * i));
                    case INT64 -> i -> view.getLong(8 * i);
                    case FLOAT16 -> i -> Float.float16ToFloat(view.getShort(2 * i));
                    case FLOAT32 -> i -> view.getFloat(4 * i);
                    case FLOAT64 -> i -> view.getDouble(8 * i);
                    default -> null;
                };
        return element == null
                ? Optional.empty()
                : Optional.of(IntStream.range(0, Math.toIntExact(tensor.elements())).mapToDouble(element).toArray());
    }
}
