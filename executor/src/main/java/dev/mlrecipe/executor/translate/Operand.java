package dev.mlrecipe.executor.translate;

import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.graph.OnnxGraph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A value of the program and what stands for it in the graph. Constants come to the graph when a node takes them. */
public final class Operand {
    /** Stands for the outputs of an operation that cannot be run. */
    static final Operand MISSING = new Operand("", Kind.FLOAT, null, null, null, Set.of());

    /** More numbers than any parameter has. */
    private static final long MAX_PARAMETERS = 1 << 20;

    private final String name;
    private final Kind kind;
    private final long[] dims;
    private final Representation constant;
    private final String text;
    private final Set<String> read;
    private String ref;
    private List<String> transposed;

    private Operand(
            String name, Kind kind, long[] dims, Representation constant, String text, Set<String> read) {
        this.name = name;
        this.kind = kind;
        this.dims = dims;
        this.constant = constant;
        this.text = text;
        this.read = read;
    }

    /**
     * A value that nodes compute, or an input.
     *
     * @param ref its name in the graph
     * @param dims its shape, negative where a size is open; {@code null} where the rank is open
     */
    static Operand computed(String ref, Kind kind, long[] dims) {
        Operand operand = new Operand(ref, kind, dims, null, null, Set.of());
        operand.ref = ref;
        return operand;
    }

    /** @param read gets the name if the translation depends on the numbers */
    static Operand constant(String name, Representation form, Set<String> read) {
        return new Operand(name, Kind.of(form.type()), form.shape().toArray(), form, null, read);
    }

    static Operand text(String text) {
        return new Operand("", Kind.FLOAT, new long[0], null, text, Set.of());
    }

    public Kind kind() {
        return kind;
    }

    /** Number of dimensions. */
    public int rank() throws Refused {
        if (dims == null) {
            throw new Refused("an input's number of dimensions is not known before it runs");
        }
        return dims.length;
    }

    /** Size of an axis, which may count from the end; -1 if it is open. */
    public long dim(int axis) throws Refused {
        int rank = rank();
        return dims[axis < 0 ? axis + rank : axis];
    }

    /** Size of an axis that has to be known. */
    public long knownDim(int axis) throws Refused {
        long dim = dim(axis);
        if (dim < 0) {
            throw new Refused("the size of axis " + axis + " is not known before it runs");
        }
        return dim;
    }

    /** All sizes, -1 for open ones. */
    public long[] dims() throws Refused {
        rank();
        return dims.clone();
    }

    /** All sizes, which have to be known. */
    public long[] knownDims() throws Refused {
        for (int axis = 0; axis < rank(); axis++) {
            knownDim(axis);
        }
        return dims.clone();
    }

    public boolean isConstant() {
        return constant != null;
    }

    Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /** Its name in a graph. */
    public String in(OnnxGraph graph) throws IOException, Refused {
        return graph.asFloats(storedIn(graph));
    }

    /** Its name in a graph as it is stored there, for nodes that pick some of it: {@link OnnxGraph#asFloats}. */
    public String storedIn(OnnxGraph graph) throws IOException, Refused {
        if (ref == null) {
            if (constant == null) {
                throw new Refused("it computes with text");
            }
            ref = kind == Kind.FLOAT ? graph.weight(name, constant) : graph.constant(kind, dims, longs());
        }
        return ref;
    }

    /**
     * The names of its transpose in a graph, if it is a constant matrix of floats; a very large one is in parts, which
     * lie beside each other. Otherwise empty.
     */
    public List<String> transposedIn(OnnxGraph graph) throws IOException {
        if (constant == null || kind != Kind.FLOAT || dims.length != 2) {
            return List.of();
        }
        if (transposed == null) {
            transposed = graph.transposedWeight(name, constant);
        }
        return transposed.stream().map(graph::asFloats).toList();
    }

    /** Its numbers, if it is a constant of whole numbers or booleans. */
    long[] longs() throws IOException, Refused {
        requireParameter();
        int elements = Math.toIntExact(constant.shape().elements());
        if (!(constant instanceof Dense dense) || constant.type().isFloat() || constant.type().bits() < 8) {
            float[] floats = floats();
            long[] longs = new long[elements];
            for (int i = 0; i < elements; i++) {
                longs[i] = (long) floats[i];
            }
            return longs;
        }
        ByteBuffer bytes = ByteBuffer.wrap(dense.values().bytes().toArray()).order(ByteOrder.LITTLE_ENDIAN);
        long[] longs = new long[elements];
        for (int i = 0; i < elements; i++) {
            longs[i] = next(bytes, constant.type());
        }
        return longs;
    }

    private static long next(ByteBuffer bytes, DataType type) {
        return switch (type) {
            case BOOL -> bytes.get() == 0 ? 0 : 1;
            case INT8 -> bytes.get();
            case UINT8 -> bytes.get() & 0xff;
            case INT16 -> bytes.getShort();
            case UINT16 -> bytes.getShort() & 0xffff;
            case INT32 -> bytes.getInt();
            case UINT32 -> bytes.getInt() & 0xffffffffL;
            default -> bytes.getLong();
        };
    }

    /** Its numbers, if it is a constant. */
    float[] floats() throws IOException, Refused {
        requireParameter();
        if (constant.shape().elements() > MAX_PARAMETERS) {
            throw new Refused("a parameter of " + constant.shape().elements() + " numbers");
        }
        float[] values = new float[(int) constant.shape().elements()];
        Decoder.open(constant).read(values, 0, values.length);
        return values;
    }

    private void requireParameter() throws Refused {
        if (constant == null) {
            throw new Refused("a parameter that has to be constant is computed");
        }
        read.add(name);
    }
}
