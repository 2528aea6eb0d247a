package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Values as fields of a {@code WeightParams} message. */
final class WeightWriter {
    private static final int FLOATS = 1;
    private static final int HALVES = 2;
    private static final int CODES = 30;
    private static final int SIGNED_CODES = 31;
    private static final int QUANTIZATION = 40;
    private static final int BITS = 1;
    private static final int LINEAR = 101;
    private static final int TABLE = 102;

    private WeightWriter() {}

    /** Whether a field of the message says something about values, so that it goes when they do. */
    static boolean isValue(int field) {
        return switch (field) {
            case FLOATS, HALVES, CODES, SIGNED_CODES, QUANTIZATION -> true;
            default -> false;
        };
    }

    /** The fields for a form that {@link NeuralEncoding} allows. Values are read when they are written. */
    static List<Bytes> fields(Representation form) throws IOException {
        return switch (form) {
            case Dense dense -> field(FLOATS, dense.values().bytes());
            case Cast cast -> field(HALVES, cast.values().bytes());
            case Linear linear -> {
                ByteArrayOutputStream parameters = new ByteArrayOutputStream();
                WireWriter.message(parameters, 1, linear.scale().bytes().toArray());
                if (linear.bias().isPresent()) {
                    WireWriter.message(parameters, 2, linear.bias().get().bytes().toArray());
                }
                yield codes(linear.codes(), LINEAR, parameters);
            }
            case LookupTable table -> {
                ByteArrayOutputStream parameters = new ByteArrayOutputStream();
                WireWriter.message(parameters, 1, ((Dense) table.table()).values().bytes().toArray());
                yield codes(table.indices(), TABLE, parameters);
            }
            case Affine affine -> {
                ByteArrayOutputStream parameters = new ByteArrayOutputStream();
                WireWriter.message(parameters, 1, affine.scale().bytes().toArray());
                List<Bytes> fields = field(SIGNED_CODES, ((Dense) affine.data()).values().bytes());
                fields.addAll(quantization(8, LINEAR, parameters));
                yield fields;
            }
            default -> throw new IllegalArgumentException("no form of a neural network: " + form);
        };
    }

    private static List<Bytes> codes(Tensor codes, int how, ByteArrayOutputStream parameters) {
        int bits = codes.type().bits();
        List<Bytes> fields = field(CODES, MostSignificantFirst.toFile(codes.bytes(), bits));
        fields.addAll(quantization(bits, how, parameters));
        return fields;
    }

    private static List<Bytes> quantization(int bits, int how, ByteArrayOutputStream parameters) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(WireWriter.number(BITS, bits));
        WireWriter.message(message, how, parameters.toByteArray());
        return field(QUANTIZATION, Bytes.of(message.toByteArray()));
    }

    private static List<Bytes> field(int number, Bytes value) {
        List<Bytes> field = new ArrayList<>();
        field.add(Bytes.of(WireWriter.head(number, value.size())));
        field.add(value);
        return field;
    }
}
