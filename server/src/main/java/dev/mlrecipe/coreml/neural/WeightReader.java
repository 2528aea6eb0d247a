package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code WeightParams} messages: which values they hold and where, not the values. */
final class WeightReader {
    private static final int FLOATS = 1;
    private static final int HALVES = 2;
    private static final int CODES = 30;
    private static final int SIGNED_CODES = 31;
    private static final int QUANTIZATION = 40;
    private static final int UPDATABLE = 50;
    private static final int BITS = 1;
    private static final int LINEAR = 101;
    private static final int TABLE = 102;

    private final Path file;
    private final Bytes bytes;
    private final WireReader wire;

    WeightReader(Path file, Bytes bytes, WireReader wire) {
        this.file = file;
        this.bytes = bytes;
        this.wire = wire;
    }

    /**
     * What a layer says about one of its weights.
     *
     * @param name for messages
     * @param dims dimensions of a matrix or kernel; empty for vectors
     * @param length number of elements of a vector; empty if unknown
     * @param output axis of output channels
     */
    record Expected(String name, Optional<long[]> dims, Optional<Long> length, int output) {}

    /**
     * A weight that was found.
     *
     * @param form how it is stored
     * @param updatable whether training changes it
     * @param misfit why its shape is not the layer's; empty if it is
     */
    record Found(Representation form, boolean updatable, Optional<String> misfit) {}

    /** Fields of the message, of which only the values' own may be missing. */
    private static final class Message {
        private Optional<WireField> values = Optional.empty();
        private boolean scattered;
        private final List<WireField> quantization = new ArrayList<>();
        private boolean updatable;
    }

    /**
     * Reads one message.
     *
     * @return empty if it holds no values, or holds them in a way that no representation describes
     * @throws ModelException if it contradicts itself or the layer
     */
    Optional<Found> read(Part part, Expected expected) throws IOException {
        Message message = message(part, expected);
        if (message.values.isEmpty() || message.scattered) {
            return Optional.empty();
        }
        WireField values = message.values.get();
        return switch (values.number()) {
            case FLOATS -> Optional.of(plain(values, DataType.FLOAT32, message, expected));
            case HALVES -> Optional.of(plain(values, DataType.FLOAT16, message, expected));
            default -> quantized(values, message, expected);
        };
    }

    private Message message(Part part, Expected expected) throws IOException {
        Message message = new Message();
        wire.fields(part.field().content(), part.field().end(), field -> {
            switch (field.number()) {
                case FLOATS, HALVES, CODES, SIGNED_CODES -> {
                    if (field.number() == FLOATS && field.wire() == WireField.FIXED32) {
                        message.scattered = true;
                        message.values = Optional.of(field);
                        return;
                    }
                    wire.require(field, WireField.BYTES);
                    if (field.size() == 0) {
                        return;
                    }
                    if (message.values.isPresent() && message.values.get().number() != field.number()) {
                        throw problem(expected, "it holds values in two forms, one expected");
                    }
                    message.scattered |= message.values.isPresent();
                    message.values = Optional.of(field);
                }
                case QUANTIZATION -> {
                    wire.require(field, WireField.BYTES);
                    message.quantization.add(field);
                }
                case UPDATABLE -> message.updatable = wire.value(field) != 0;
                default -> { }
            }
        });
        return message;
    }

    private Found plain(WireField values, DataType type, Message message, Expected expected) throws IOException {
        long size = type.bits() / 8;
        if (values.size() % size != 0) {
            throw problem(expected, values.size() + " bytes are no whole number of " + type.word() + " values");
        }
        long elements = values.size() / size;
        Optional<Shape> shape = shape(expected, elements);
        Tensor tensor = new Tensor(type, shape.orElse(Shape.of(elements)), Slice.of(bytes, values));
        Representation form = type == DataType.FLOAT32 ? new Dense(tensor) : new Cast(tensor);
        Optional<String> misfit = shape.isPresent()
                ? Optional.empty()
                : Optional.of("its " + elements + " values do not fit the sizes of its layer, "
                        + words(expected.dims().orElseThrow()));
        return new Found(form, message.updatable, misfit);
    }

    private static Optional<Shape> shape(Expected expected, long elements) {
        return expected.dims().isEmpty() ? Optional.of(Shape.of(elements)) : layerShape(expected, elements);
    }

    private static Optional<Shape> layerShape(Expected expected, long elements) {
        try {
            return expected.dims().map(Shape::of).filter(shape -> shape.elements() == elements);
        } catch (IllegalArgumentException nonsense) {
            return Optional.empty();
        }
    }

    private static String words(long[] dims) {
        StringBuilder text = new StringBuilder();
        for (long dim : dims) {
            text.append(text.isEmpty() ? "[" : ",").append(Long.toUnsignedString(dim));
        }
        return text.append(']').toString();
    }

    private Optional<Found> quantized(WireField values, Message message, Expected expected) throws IOException {
        Quantization quantization = quantization(message, expected);
        boolean signed = values.number() == SIGNED_CODES;
        int bits = signed ? 8 : quantization.bits;
        if (bits < 1 || bits > 8) {
            throw problem(expected, "quantized to " + Integer.toUnsignedString(bits) + " bits, 1 to 8 expected");
        }
        long room = values.size() * 8 / bits;
        boolean sized = bits == 8 || expected.dims().isPresent() || expected.length().isPresent();
        Shape shape = quantizedShape(values, bits, room, expected);
        if (DataType.unsigned(bits).bytes(shape.elements()) != values.size()) {
            throw problem(expected, values.size() + " bytes for " + shape + " of " + bits + " bits, "
                    + DataType.unsigned(bits).bytes(shape.elements()) + " expected");
        }
        DataType type = signed ? DataType.INT8 : DataType.unsigned(bits);
        Tensor codes = new Tensor(type, shape, MostSignificantFirst.toTensor(Slice.of(bytes, values), bits));
        Optional<Representation> form = signed
                ? signed(codes, quantization, expected)
                : quantization.table.isPresent()
                        ? Optional.of(table(codes, quantization.table.get(), expected))
                        : linear(codes, quantization, expected);
        Optional<String> misfit = sized
                ? Optional.empty()
                : Optional.of("its layer does not say how many values its " + bits + "-bit codes are");
        return form.map(found -> new Found(found, message.updatable, misfit));
    }

    private Shape quantizedShape(WireField values, int bits, long room, Expected expected) throws ModelException {
        if (expected.dims().isPresent()) {
            try {
                return Shape.of(expected.dims().get());
            } catch (IllegalArgumentException nonsense) {
                throw problem(expected, "the sizes of its layer are " + words(expected.dims().get()));
            }
        }
        boolean known = bits < 8 && expected.length().isPresent();
        long length = known ? expected.length().get() : room;
        if (length < 0 || length > room) {
            throw problem(expected, values.size() + " bytes for " + Long.toUnsignedString(length) + " values of "
                    + bits + " bits");
        }
        return Shape.of(length);
    }

    /** The message that says how codes become values. */
    private static final class Quantization {
        private int bits;
        private Optional<WireField> scale = Optional.empty();
        private Optional<WireField> bias = Optional.empty();
        private Optional<WireField> table = Optional.empty();
        private boolean scattered;
    }

    private Quantization quantization(Message message, Expected expected) throws IOException {
        Quantization found = new Quantization();
        for (WireField part : message.quantization) {
            wire.fields(part.content(), part.end(), field -> {
                switch (field.number()) {
                    case BITS -> {
                        long bits = wire.value(field);
                        found.bits = bits < 0 || bits > 64 ? 64 : (int) bits;
                    }
                    case LINEAR -> {
                        wire.require(field, WireField.BYTES);
                        wire.fields(field.content(), field.end(), inner -> {
                            if (inner.number() == 1) {
                                found.scale = floats(inner, found.scale, found);
                            } else if (inner.number() == 2) {
                                found.bias = floats(inner, found.bias, found);
                            }
                        });
                    }
                    case TABLE -> {
                        wire.require(field, WireField.BYTES);
                        wire.fields(field.content(), field.end(), inner -> {
                            if (inner.number() == 1) {
                                found.table = floats(inner, found.table, found);
                            }
                        });
                    }
                    default -> { }
                }
            });
        }
        if (found.table.isPresent() && found.scale.isPresent()) {
            throw problem(expected, "it has a table and scales, one of them expected");
        }
        if (found.table.isEmpty() && found.scale.isEmpty() && !found.scattered) {
            throw problem(expected, "it has codes, but neither a table nor scales");
        }
        return found;
    }

    private Optional<WireField> floats(WireField field, Optional<WireField> before, Quantization found)
            throws IOException {
        if (field.wire() == WireField.FIXED32) {
            // One value that is not packed is stored like a packed one.
            found.scattered |= before.isPresent();
            return Optional.of(field);
        }
        wire.require(field, WireField.BYTES);
        if (field.size() % Float.BYTES != 0) {
            throw wire.damaged(field.start(), field.size() + " bytes are no whole number of float32 values");
        }
        if (field.size() == 0) {
            return before;
        }
        found.scattered |= before.isPresent();
        return Optional.of(field);
    }

    private Optional<Representation> signed(Tensor codes, Quantization quantization, Expected expected)
            throws ModelException {
        if (quantization.scattered || quantization.scale.isEmpty() || quantization.bias.isPresent()) {
            return Optional.empty();
        }
        return grid(codes.shape(), quantization.scale.get(), expected)
                .map(scale -> new Affine(new Dense(codes), scale, Optional.empty()));
    }

    private Optional<Representation> linear(Tensor codes, Quantization quantization, Expected expected)
            throws ModelException {
        if (quantization.scattered || quantization.scale.isEmpty()) {
            return Optional.empty();
        }
        Optional<Tensor> scale = grid(codes.shape(), quantization.scale.get(), expected);
        Optional<Optional<Tensor>> bias = quantization.bias.isEmpty()
                ? Optional.of(Optional.empty())
                : grid(codes.shape(), quantization.bias.get(), expected).map(Optional::of);
        return scale.isPresent() && bias.isPresent()
                ? Optional.of(new Linear(codes, scale.get(), bias.get()))
                : Optional.empty();
    }

    private Representation table(Tensor codes, WireField table, Expected expected) throws ModelException {
        long entries = table.size() / Float.BYTES;
        int bits = codes.type().bits();
        if (entries != 1L << bits) {
            throw problem(expected, "a table of " + entries + " entries for " + bits + " bits, " + (1 << bits)
                    + " expected");
        }
        Shape shape = Shape.ones(codes.shape().rank()).append(entries, 1);
        return new LookupTable(
                codes, new Dense(new Tensor(DataType.FLOAT32, shape, Slice.of(bytes, table))), 0);
    }

    /** Scales or biases: one, or one per output channel; empty if it is unknown which elements they serve. */
    private Optional<Tensor> grid(Shape shape, WireField values, Expected expected) throws ModelException {
        long count = values.size() / Float.BYTES;
        if (count == 1) {
            return Optional.of(tensor(Shape.ones(shape.rank()), values));
        }
        if (expected.output() >= shape.rank()) {
            return Optional.empty();
        }
        if (shape.dim(expected.output()) != count) {
            throw problem(expected, count + " scales or biases for " + shape.dim(expected.output())
                    + " output channels, as many or one expected");
        }
        return Optional.of(tensor(Shape.ones(shape.rank()).with(expected.output(), count), values));
    }

    private Tensor tensor(Shape shape, WireField values) {
        return new Tensor(DataType.FLOAT32, shape, Slice.of(bytes, values));
    }

    private ModelException problem(Expected expected, String problem) {
        return new ModelException(file, "weight \"" + expected.name() + "\": " + problem);
    }
}
