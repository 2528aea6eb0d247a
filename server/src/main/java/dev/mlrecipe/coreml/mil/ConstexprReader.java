package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.mil.Node.Output;
import dev.mlrecipe.coreml.mil.Node.Result;
import dev.mlrecipe.coreml.program.ImmediateBytes;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code const} and {@code constexpr_*} operations of both generations as representations.
 *
 * <p>Parameters of the first generation are attributes, those of the second are inputs; the two share no parameter name
 * with a different meaning except where the extra parameter {@code shape} tells them apart. An operation, a combination
 * or a shape that no representation describes gives {@link Result.Unknown}: the model stays readable, and the weight
 * is kept as it is. Values that contradict themselves are errors.
 */
final class ConstexprReader {
    /** Finds what a name stands for where the operation is. */
    interface Names {
        /** The output of this name; empty if an operation that is not constant, or an input, makes it. */
        Optional<Output> find(String name) throws ModelException;
    }

    /** The operation is legal protobuf, but nothing that a representation describes. */
    private static final class NotDescribed extends Exception {
        private static final long serialVersionUID = 1;

        NotDescribed() {
            super(null, null, false, false);
        }
    }

    private static final int MAX_RANK = 16;
    private static final int PIECE = 1 << 12;

    private final ValueReader values;

    ConstexprReader(ValueReader values) {
        this.values = values;
    }

    /** Reads a {@code const}. */
    Node readConst(String function, Operation op) throws IOException {
        Result result = new Result.Unknown();
        Value value = op.getAttributesMap().get(Ops.VALUE);
        if (value != null && op.getOutputsCount() == 1) {
            Optional<Tensor> tensor = values.tensor(value, place(function, op) + ", val");
            if (tensor.isPresent()) {
                result = declared(function, op, new Dense(tensor.get()));
            }
        }
        return new Node(function, op, List.of(), result);
    }

    /** Reads a {@code constexpr_*} operation. */
    Node readConstexpr(String function, Operation op, Names names) throws IOException {
        Parameters parameters = new Parameters(function, op, names);
        Result result;
        try {
            result = result(function, op, parameters);
        } catch (NotDescribed | IllegalArgumentException | ArithmeticException e) {
            result = new Result.Unknown();
        }
        return new Node(function, op, parameters.inputs, result);
    }

    private Result result(String function, Operation op, Parameters parameters) throws IOException, NotDescribed {
        boolean shaped = parameters.has("shape");
        return switch (op.getType()) {
            case "constexpr_affine_dequantize" -> declared(function, op, firstAffine(parameters));
            case "constexpr_cast" -> declared(function, op, new Cast(parameters.tensor("source_val")));
            case "constexpr_blockwise_shift_scale" -> declared(
                    function,
                    op,
                    new Affine(parameters.form("data"), parameters.tensor("scale"), parameters.optional("offset")));
            case "constexpr_lut_to_dense" -> declared(function, op, shaped ? firstTable(parameters) : table(parameters));
            case "constexpr_sparse_to_dense" -> declared(
                    function, op, shaped ? firstSparse(parameters) : sparse(parameters));
            case "constexpr_lut_to_sparse" -> sparseTable(parameters);
            case "constexpr_sparse_blockwise_shift_scale" -> sparseAffine(parameters);
            default -> throw new NotDescribed();
        };
    }

    private static String place(String function, Operation op) {
        return "function " + function + ", operation " + Ops.name(op);
    }

    /** The form, if it has the type and the shape that the operation declares for its output. */
    private Result declared(String function, Operation op, Representation form) throws IOException {
        if (op.getOutputsCount() != 1) {
            return new Result.Unknown();
        }
        var type = op.getOutputs(0).getType();
        Optional<DataType> element = ValueReader.elementType(type);
        if (element.isEmpty()) {
            return new Result.Unknown();
        }
        Optional<Shape> shape = values.shape(type.getTensorType(), place(function, op) + ", output");
        boolean same = element.get() == form.type() && shape.isPresent() && shape.get().equals(form.shape());
        return same ? new Result.Whole(form) : new Result.Unknown();
    }

    private static Affine firstAffine(Parameters parameters) throws IOException, NotDescribed {
        Tensor data = parameters.tensor("quantized_data");
        Tensor scale = parameters.tensor("scale");
        Optional<Tensor> offset = parameters.optional("zero_point");
        int rank = data.shape().rank();
        int axis = axis(parameters.integer("axis"), rank);
        boolean single = scale.elements() == 1 && (offset.isEmpty() || offset.get().elements() == 1);
        Shape shape = single ? Shape.ones(rank) : Shape.ones(rank).with(axis, data.shape().dim(axis));
        Optional<Tensor> spread = offset.isEmpty() ? offset : Optional.of(spread(offset.get(), shape));
        // The first generation requires a zero point: zeros stand for none.
        boolean symmetric = spread.isEmpty() || isZero(spread.get().bytes());
        return new Affine(new Dense(data), spread(scale, shape), symmetric ? Optional.empty() : spread);
    }

    private static boolean isZero(Bytes bytes) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE, bytes.size())];
        for (long done = 0; done < bytes.size(); done += piece.length) {
            int length = (int) Math.min(piece.length, bytes.size() - done);
            bytes.read(done, piece, 0, length);
            for (int i = 0; i < length; i++) {
                if (piece[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A scalar or vector as a tensor of this shape; a scalar next to a vector is repeated. */
    private static Tensor spread(Tensor part, Shape shape) throws IOException {
        if (part.elements() == shape.elements()) {
            return new Tensor(part.type(), shape, part.bytes());
        }
        if (part.elements() != 1) {
            throw new IllegalArgumentException(part.shape() + " for " + shape);
        }
        byte[] element = part.bytes().toArray();
        byte[] repeated = new byte[Math.toIntExact(Math.multiplyExact(shape.elements(), (long) element.length))];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = element[i % element.length];
        }
        return new Tensor(part.type(), shape, new ImmediateBytes(repeated));
    }

    private static LookupTable firstTable(Parameters parameters) throws IOException, NotDescribed {
        Shape shape = parameters.shape();
        Tensor lut = parameters.tensor("lut");
        if (lut.shape().rank() != 1 || Long.bitCount(lut.elements()) != 1) {
            throw new NotDescribed();
        }
        DataType index = DataType.unsigned(Long.numberOfTrailingZeros(lut.elements()));
        if (index.mil() == 0) {
            throw new NotDescribed();
        }
        Tensor indices = new Tensor(index, shape, parameters.packed("indices").bytes());
        Shape tables = Shape.ones(shape.rank()).append(lut.elements(), 1);
        return new LookupTable(indices, new Dense(new Tensor(lut.type(), tables, lut.bytes())), 0);
    }

    private static Sparse firstSparse(Parameters parameters) throws IOException, NotDescribed {
        Tensor mask = new Tensor(DataType.UINT1, parameters.shape(), parameters.packed("mask").bytes());
        return new Sparse(mask, parameters.tensor("nonzero_data"));
    }

    private static LookupTable table(Parameters parameters) throws IOException, NotDescribed {
        Tensor indices = parameters.tensor("indices");
        return new LookupTable(indices, parameters.form("lut"), vectorAxis(parameters, indices.shape()));
    }

    private static int vectorAxis(Parameters parameters, Shape indices) throws IOException, NotDescribed {
        return parameters.has("vector_axis") ? axis(parameters.integer("vector_axis"), indices.rank()) : 0;
    }

    private static int axis(int axis, int rank) {
        int positive = axis < 0 ? axis + rank : axis;
        if (positive < 0 || positive >= rank) {
            throw new IllegalArgumentException("axis " + axis + " of rank " + rank);
        }
        return positive;
    }

    private static Result.Parts sparseTable(Parameters parameters) throws IOException, NotDescribed {
        Tensor mask = parameters.tensor("indices_mask");
        SparseLookupTable form = new SparseLookupTable(
                mask,
                parameters.tensor("indices_nonzero_data"),
                parameters.form("lut"),
                vectorAxis(parameters, mask.shape()));
        return new Result.Parts(mask, form);
    }

    private static Result.Parts sparseAffine(Parameters parameters) throws IOException, NotDescribed {
        Optional<Result.Parts> parts = parameters.sameParts("data_mask", "nonzero_data");
        Representation data = parts.isPresent()
                ? parts.get().form()
                : new Sparse(parameters.tensor("data_mask"), parameters.tensor("nonzero_data"));
        Tensor mask = parts.isPresent() ? parts.get().mask() : parameters.tensor("data_mask");
        return new Result.Parts(
                mask, new SparseAffine(data, parameters.tensor("scale"), parameters.optional("offset")));
    }

    private static Representation sparse(Parameters parameters) throws IOException, NotDescribed {
        Optional<Result.Parts> parts = parameters.sameParts("mask", "nonzero_data");
        return parts.isPresent()
                ? parts.get().form()
                : new Sparse(parameters.tensor("mask"), parameters.tensor("nonzero_data"));
    }

    /** The parameters of one operation, wherever they stand. */
    private final class Parameters {
        private final String place;
        private final Map<String, Value> literals = new HashMap<>();
        private final Map<String, Optional<Output>> made = new HashMap<>();
        private final List<Node> inputs = new ArrayList<>();

        Parameters(String function, Operation op, Names names) throws ModelException {
            this.place = place(function, op);
            literals.putAll(op.getAttributesMap());
            for (Map.Entry<String, Argument> input : op.getInputsMap().entrySet()) {
                for (Argument.Binding binding : input.getValue().getArgumentsList()) {
                    if (binding.hasName()) {
                        Optional<Output> output = names.find(binding.getName());
                        output.ifPresent(o -> inputs.add(o.node()));
                        made.put(input.getKey(), output);
                    } else {
                        literals.put(input.getKey(), binding.getValue());
                    }
                }
            }
        }

        boolean has(String key) {
            return literals.containsKey(key) || made.containsKey(key);
        }

        Optional<Tensor> optional(String key) throws IOException, NotDescribed {
            return has(key) ? Optional.of(tensor(key)) : Optional.empty();
        }

        Tensor tensor(String key) throws IOException, NotDescribed {
            if (form(key) instanceof Dense dense) {
                return dense.values();
            }
            throw new NotDescribed();
        }

        Representation form(String key) throws IOException, NotDescribed {
            if (literals.containsKey(key)) {
                Optional<Tensor> tensor = values.tensor(literals.get(key), place + ", " + key);
                return new Dense(tensor.orElseThrow(NotDescribed::new));
            }
            return output(key).flatMap(o -> o.node().form()).orElseThrow(NotDescribed::new);
        }

        private Optional<Output> output(String key) {
            return made.getOrDefault(key, Optional.empty());
        }

        /**
         * Mask and values of one and the same two-output operation; empty if the values do not come from one. The mask
         * may also be given again as a value, which must then be the same stored tensor.
         */
        Optional<Result.Parts> sameParts(String maskKey, String valuesKey) throws IOException, NotDescribed {
            Output data = output(valuesKey).orElse(null);
            if (data == null || !(data.node().result instanceof Result.Parts parts)) {
                return Optional.empty();
            }
            Output mask = output(maskKey).orElse(null);
            boolean together = mask != null
                    ? isMaskOf(mask, data.node())
                    : tensor(maskKey).equals(parts.mask()) && parts.form().shape().equals(parts.mask().shape());
            if (data.index() != 1 || !together) {
                throw new NotDescribed();
            }
            return Optional.of(parts);
        }

        /** Whether an output is the mask of this operation, or of the one whose mask it passes on. */
        private boolean isMaskOf(Output mask, Node node) {
            return mask.index() == 0
                    && (mask.node() == node
                            || (node.op.getType().equals("constexpr_sparse_blockwise_shift_scale")
                                    && node.inputs.contains(mask.node())));
        }

        int integer(String key) throws IOException, NotDescribed {
            Tensor tensor = tensor(key);
            if (tensor.type() != DataType.INT32 || tensor.elements() != 1) {
                throw new NotDescribed();
            }
            return little(tensor).getInt();
        }

        Tensor packed(String key) throws IOException, NotDescribed {
            Tensor tensor = tensor(key);
            if (tensor.type() != DataType.UINT8) {
                throw new NotDescribed();
            }
            return tensor;
        }

        Shape shape() throws IOException, NotDescribed {
            Tensor tensor = tensor("shape");
            if (tensor.type() != DataType.UINT32 || tensor.elements() < 1 || tensor.elements() > MAX_RANK) {
                throw new NotDescribed();
            }
            ByteBuffer bytes = little(tensor);
            long[] dims = new long[(int) tensor.elements()];
            for (int i = 0; i < dims.length; i++) {
                dims[i] = Integer.toUnsignedLong(bytes.getInt());
            }
            return Shape.of(dims);
        }

        private ByteBuffer little(Tensor tensor) throws IOException {
            return ByteBuffer.wrap(tensor.bytes().toArray()).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
