package dev.mlrecipe.executor.graph;

import com.google.protobuf.ByteString;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.ValueReader;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.executor.onnx.AttributeProto;
import dev.mlrecipe.executor.onnx.GraphProto;
import dev.mlrecipe.executor.onnx.ModelProto;
import dev.mlrecipe.executor.onnx.NodeProto;
import dev.mlrecipe.executor.onnx.OperatorSetIdProto;
import dev.mlrecipe.executor.onnx.StringStringEntryProto;
import dev.mlrecipe.executor.onnx.TensorProto;
import dev.mlrecipe.executor.onnx.TensorShapeProto;
import dev.mlrecipe.executor.onnx.TypeProto;
import dev.mlrecipe.executor.onnx.ValueInfoProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** An ONNX graph in the making, or one that is nested in a node of another. Constants all lie in the outermost one. */
public final class OnnxGraph {
    /** Operator set that nodes belong to. */
    public static final int OPSET = 20;

    private static final int IR_VERSION = 9;

    /** The number of float16 in {@code TensorProto.DataType}. */
    private static final int HALF = 10;

    /** Larger constants go to the weight file. */
    private static final int MAX_INLINE = 256;

    /** Elements of a matrix that are widened at the same time: 128 MiB as floats. */
    private static final long MAX_WIDENED = 32L << 20;

    private final OnnxGraph root;
    private final Names names;
    private final WeightFile weights;
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    /**
     * Nodes that widen weights. They stand in front of all others: ONNX Runtime computes what a node takes in the order
     * from the last node to the first, so that each weight is widened just before it is used, and not all at once.
     */
    private final List<NodeProto> widened = new ArrayList<>();

    private final Set<String> halves = new HashSet<>();
    private final Map<String, List<Placed>> placed = new LinkedHashMap<>();
    private String origin = "";

    /**
     * Where the numbers of a model's constant are.
     *
     * @param tensors names of the graph's constants, which hold them together
     * @param transposed whether they are the transpose
     */
    public record Placed(List<String> tensors, boolean transposed) {
        public Placed {
            tensors = List.copyOf(tensors);
        }
    }

    /** An outermost graph. */
    public OnnxGraph(WeightFile weights) {
        this.root = this;
        this.names = new Names();
        this.weights = weights;
        graph.setName("main");
    }

    private OnnxGraph(OnnxGraph parent) {
        this.root = parent.root;
        this.names = parent.names;
        this.weights = parent.weights;
        this.origin = parent.origin;
        graph.setName(names.fresh("block"));
    }

    /** Names the operation that nodes are added for from now on, for {@link #originOf}. */
    public void origin(String operation) {
        origin = operation;
    }

    /** The operation that a node was added for, by the node's name. */
    public static String originOf(String node) {
        return node.substring(0, node.lastIndexOf('/'));
    }

    /** How many nodes there are. */
    public int size() {
        return graph.getNodeCount();
    }

    /** Takes away the nodes that were added last, as if they had never been there. */
    public void shrink(int size) {
        for (int last = graph.getNodeCount() - 1; last >= size; last--) {
            graph.removeNode(last);
        }
    }

    /** A graph to be nested in a node of this one; its nodes see the values of this one. */
    public OnnxGraph nested() {
        return new OnnxGraph(this);
    }

    /** A name that nothing has yet. */
    public String fresh(String wanted) {
        return names.fresh(wanted);
    }

    /** Adds a node with one output and returns the output's name. */
    public String node(String type, List<String> inputs, AttributeProto... attributes) {
        return nodes(type, 1, inputs, attributes).get(0);
    }

    /** Adds a node and returns the names of its outputs. */
    public List<String> nodes(String type, int outputs, List<String> inputs, AttributeProto... attributes) {
        NodeProto.Builder node = begun(type, inputs, attributes);
        List<String> result = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            result.add(names.fresh(node.getName() + ":" + i));
        }
        graph.addNode(node.addAllOutput(result));
        return result;
    }

    private NodeProto.Builder begun(String type, List<String> inputs, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .setName(names.fresh(origin + "/" + type))
                .addAllInput(inputs)
                .addAllAttribute(List.of(attributes));
    }

    /** Converts a value. */
    public String cast(String value, Kind kind) {
        return node("Cast", List.of(value), Attribute.of("to", kind.onnx()));
    }

    /** Rounds floats to float16, to nearest, ties to even; they stay floats. */
    public String roundedToHalf(String value) {
        String half = node("Cast", List.of(value), Attribute.of("to", HALF));
        return cast(half, Kind.FLOAT);
    }

    /** A scalar constant. */
    public String scalar(float value) {
        return inline(Kind.FLOAT, new long[0], 1, bytes -> bytes.putFloat(value));
    }

    /** A scalar constant of another kind. */
    public String scalar(Kind kind, long value) {
        return inline(kind, new long[0], 1, bytes -> put(bytes, kind).accept(value));
    }

    /** A vector of 64-bit integers, for shapes, axes and so on. */
    public String longs(long... values) {
        return constant(Kind.LONG, new long[] {values.length}, values);
    }

    /** A constant of whole numbers of any shape and kind. */
    public String constant(Kind kind, long[] dims, long[] values) {
        return inline(kind, dims, values.length, bytes -> {
            LongConsumer put = put(bytes, kind);
            for (long value : values) {
                put.accept(value);
            }
        });
    }

    /** A constant of floats of any shape. */
    public String constant(long[] dims, float[] values) {
        return inline(Kind.FLOAT, dims, values.length, bytes -> {
            for (float value : values) {
                bytes.putFloat(value);
            }
        });
    }

    /**
     * A constant of a model, as it is stored: see {@link #asFloats}.
     *
     * @param wanted its name in the model
     */
    public String weight(String wanted, Representation form) throws IOException {
        long elements = form.shape().elements();
        long[] dims = form.shape().toArray();
        if (elements > MAX_INLINE) {
            boolean half = isKeptHalf(form);
            long start = weights.append(Decoder.open(form), half);
            return place(wanted, false, List.of(external(wanted, dims, start, half))).getFirst();
        }
        float[] values = new float[(int) elements];
        Decoder.open(form).read(values, 0, values.length);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        TensorProto.Builder tensor = initializer(wanted, dims, false).setRawData(ByteString.copyFrom(bytes));
        root.graph.addInitializer(tensor);
        return place(wanted, false, List.of(tensor.getName())).getFirst();
    }

    private List<String> place(String wanted, boolean transposed, List<String> tensors) {
        root.placed.computeIfAbsent(wanted, name -> new ArrayList<>()).add(new Placed(tensors, transposed));
        return tensors;
    }

    /** Where the numbers of constants of floats are, by their names in the model. */
    public Map<String, List<Placed>> placed() {
        return root.placed;
    }

    /**
     * A constant matrix of a model, transposed, as it is stored: see {@link #asFloats}. One that would be widened as a
     * whole and is very large is told in parts, which lie beside each other.
     */
    public List<String> transposedWeight(String wanted, Representation form) throws IOException {
        boolean half = isKeptHalf(form);
        int rows = Math.toIntExact(form.shape().dim(0));
        long columns = form.shape().dim(1);
        int most = half ? (int) Math.clamp(MAX_WIDENED / Math.max(1, columns), 1, Math.max(1, rows)) : rows;
        ValueReader values = Decoder.open(form);
        List<String> parts = new ArrayList<>();
        for (int row = 0; row == 0 || row < rows; row += most) {
            int count = Math.min(most, rows - row);
            long start = weights.appendTransposed(values, count, half);
            parts.add(external(wanted, new long[] {columns, count}, start, half));
        }
        return place(wanted, true, parts);
    }

    private boolean isKeptHalf(Representation form) {
        return weights.keepsHalves() && form.type() == DataType.FLOAT16;
    }

    private String external(String wanted, long[] dims, long start, boolean half) {
        TensorProto.Builder tensor = initializer(wanted, dims, half)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", weights.name()))
                .addExternalData(entry("offset", Long.toString(start)))
                .addExternalData(entry("length", Long.toString(weights.size() - start)));
        root.graph.addInitializer(tensor);
        return tensor.getName();
    }

    private TensorProto.Builder initializer(String wanted, long[] dims, boolean half) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(names.fresh(wanted))
                .setDataType(half ? HALF : Kind.FLOAT.onnx());
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        if (half) {
            root.halves.add(tensor.getName());
        }
        return tensor;
    }

    /** A stored constant as floats: widened by a node for each use where it is stored as float16. */
    public String asFloats(String stored) {
        if (!root.halves.contains(stored)) {
            return stored;
        }
        NodeProto.Builder node = begun("Cast", List.of(stored), Attribute.of("to", Kind.FLOAT.onnx()));
        String floats = names.fresh(node.getName() + ":0");
        widened.add(node.addOutput(floats).build());
        return floats;
    }

    /** What a node picked from a stored constant, as floats. */
    public String asFloats(String stored, String picked) {
        return root.halves.contains(stored) ? cast(picked, Kind.FLOAT) : picked;
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static LongConsumer put(ByteBuffer bytes, Kind kind) {
        return switch (kind) {
            case FLOAT -> value -> bytes.putFloat(value);
            case INT -> value -> bytes.putInt((int) Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case LONG -> bytes::putLong;
            case BOOL -> value -> bytes.put((byte) (value == 0 ? 0 : 1));
        };
    }

    private String inline(Kind kind, long[] dims, int elements, java.util.function.Consumer<ByteBuffer> fill) {
        ByteBuffer bytes = ByteBuffer.allocate(elements * kind.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        fill.accept(bytes);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(names.fresh("constant"))
                .setDataType(kind.onnx())
                .setRawData(ByteString.copyFrom(bytes.flip()));
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        root.graph.addInitializer(tensor);
        return tensor.getName();
    }

    /**
     * Declares an input.
     *
     * @param dims its shape, negative where a size is open; {@code null} where nothing is known
     */
    public void input(String name, Kind kind, long[] dims) {
        graph.addInput(info(name, kind, dims));
    }

    /** Declares a value to be an output. */
    public void output(String name, Kind kind) {
        graph.addOutput(info(name, kind, null));
    }

    private static ValueInfoProto info(String name, Kind kind, long[] dims) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(kind.onnx());
        if (dims != null) {
            TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
            for (long dim : dims) {
                TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
                shape.addDim(dim < 0 ? dimension : dimension.setDimValue(dim));
            }
            tensor.setShape(shape);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** The graph, for example as an attribute of a node. */
    public GraphProto toGraph() {
        GraphProto.Builder ordered = graph.clone().clearNode();
        return ordered.addAllNode(widened).addAllNode(graph.getNodeList()).build();
    }

    /** The outermost graph as a model. */
    public ModelProto toModel() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("mlrecipe")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(toGraph())
                .build();
    }
}
