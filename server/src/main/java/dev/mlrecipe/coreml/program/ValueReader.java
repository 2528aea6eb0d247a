package dev.mlrecipe.coreml.program;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.blob.Blob;
import dev.mlrecipe.coreml.proto.mil.BlobFileValue;
import dev.mlrecipe.coreml.proto.mil.Dimension;
import dev.mlrecipe.coreml.proto.mil.TensorType;
import dev.mlrecipe.coreml.proto.mil.TensorValue;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads values of a program as tensors: immediate ones in every encoding, and those in weight files. */
public final class ValueReader {
    private final Path model;
    private final WeightFiles files;

    /** @param model names the model file in messages */
    public ValueReader(Path model, WeightFiles files) {
        this.model = model;
        this.files = files;
    }

    /** Shape of a tensor type; empty if a dimension is not constant. */
    public Optional<Shape> shape(TensorType type, String place) throws ModelException {
        if (type.getRank() != type.getDimensionsCount()) {
            throw new ModelException(
                    model,
                    place + ": " + type.getRank() + " dimensions expected, found " + type.getDimensionsCount());
        }
        long[] dims = new long[type.getDimensionsCount()];
        for (int i = 0; i < dims.length; i++) {
            Dimension dimension = type.getDimensions(i);
            if (!dimension.hasConstant()) {
                return Optional.empty();
            }
            dims[i] = dimension.getConstant().getSize();
        }
        try {
            return Optional.of(Shape.of(dims));
        } catch (IllegalArgumentException e) {
            throw new ModelException(model, place + ": " + e.getMessage(), e);
        }
    }

    /** Element type of a tensor type; empty for strings and types of the future. */
    public static Optional<DataType> elementType(ValueType type) {
        return type.hasTensorType()
                ? DataType.ofMil(type.getTensorType().getDataTypeValue())
                : Optional.empty();
    }

    /**
     * The value as a tensor; empty if it is none of numbers (a string, a list) or has an unknown size.
     *
     * @param place operation and parameter, for messages
     * @throws ModelException if type and content do not fit each other
     */
    public Optional<Tensor> tensor(Value value, String place) throws IOException {
        Optional<DataType> type = elementType(value.getType());
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Optional<Shape> shape = shape(value.getType().getTensorType(), place);
        if (shape.isEmpty()) {
            return Optional.empty();
        }
        long expected;
        try {
            expected = type.get().bytes(shape.get().elements());
        } catch (ArithmeticException e) {
            throw new ModelException(model, place + ": too many elements: " + shape.get(), e);
        }
        Bytes bytes = value.hasBlobFileValue()
                ? blob(value.getBlobFileValue(), type.get(), shape.get(), expected, place)
                : immediate(value, type.get(), shape.get(), expected, place);
        return Optional.of(new Tensor(type.get(), shape.get(), bytes));
    }

    private Blob blob(BlobFileValue value, DataType type, Shape shape, long expected, String place)
            throws IOException {
        Blob blob = files.file(value.getFileName()).blob(value.getOffset());
        String what = place + ": " + type.word() + " " + shape + " at byte " + value.getOffset() + " of "
                + value.getFileName();
        if (blob.typeCode() != type.blob()) {
            throw new ModelException(
                    model, what + " has type code " + blob.typeCode() + ", " + type.blob() + " expected");
        }
        long elements = (8 * blob.size() - blob.paddingBits()) / type.bits();
        if (blob.size() != expected || elements != shape.elements()) {
            throw new ModelException(
                    model,
                    what + " holds " + elements + " elements in " + blob.size() + " bytes, "
                            + shape.elements() + " in " + expected + " bytes expected");
        }
        return blob;
    }

    private Bytes immediate(Value value, DataType type, Shape shape, long expected, String place)
            throws ModelException {
        TensorValue tensor = value.getImmediateValue().getTensor();
        byte[] bytes = switch (tensor.getValueCase()) {
            case BYTES -> tensor.getBytes().getValues().toByteArray();
            case FLOATS -> floats(tensor.getFloats().getValuesList());
            case DOUBLES -> doubles(tensor.getDoubles().getValuesList());
            case INTS -> integers(tensor.getInts().getValuesList(), type);
            case LONGINTS -> integers(tensor.getLongInts().getValuesList(), type);
            case BOOLS -> bools(tensor.getBools().getValuesList());
            case STRINGS, VALUE_NOT_SET -> new byte[0];
        };
        boolean fits = switch (tensor.getValueCase()) {
            case BYTES -> true;
            case FLOATS -> type == DataType.FLOAT32;
            case DOUBLES -> type == DataType.FLOAT64;
            case INTS, LONGINTS -> type.isInteger() && type.bits() >= 8;
            case BOOLS -> type == DataType.BOOL;
            case STRINGS -> false;
            case VALUE_NOT_SET -> expected == 0;
        };
        if (!fits || bytes.length != expected) {
            throw new ModelException(
                    model,
                    place + ": " + type.word() + " " + shape + " takes " + expected + " bytes, found " + bytes.length
                            + " as " + tensor.getValueCase());
        }
        return new ImmediateBytes(bytes);
    }

    private static ByteBuffer buffer(int elements, int bytes) {
        return ByteBuffer.allocate(Math.multiplyExact(elements, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] floats(List<Float> values) {
        ByteBuffer buffer = buffer(values.size(), Float.BYTES);
        values.forEach(buffer::putFloat);
        return buffer.array();
    }

    private static byte[] doubles(List<Double> values) {
        ByteBuffer buffer = buffer(values.size(), Double.BYTES);
        values.forEach(buffer::putDouble);
        return buffer.array();
    }

    private static byte[] bools(List<Boolean> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values.get(i) ? 1 : 0);
        }
        return bytes;
    }

    private static byte[] integers(List<? extends Number> values, DataType type) {
        ByteBuffer buffer = buffer(values.size(), Math.max(1, type.bits() / 8));
        for (Number value : values) {
            switch (type.bits()) {
                case 64 -> buffer.putLong(value.longValue());
                case 32 -> buffer.putInt(value.intValue());
                case 16 -> buffer.putShort(value.shortValue());
                default -> buffer.put(value.byteValue());
            }
        }
        return buffer.array();
    }
}
