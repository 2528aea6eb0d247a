package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Negative indices count from the end until CoreML6 and are out of bounds from CoreML7 on: constant ones are replaced,
 * computed ones that cannot be shown never to be negative get {@code select(i >= 0, i, i + dimension)} in front.
 */
final class IndexRule implements Rule {
    private static final String INDICES = "indices";

    @Override
    public void apply(Site site) throws Refused, IOException {
        Optional<double[]> constant = site.numbers(INDICES);
        if (constant.isPresent()) {
            fold(site, constant.get());
        } else if (new NonNegative(site).proves(site.reference(INDICES))) {
            site.changed(Change.Kind.KEPT, "indices are never negative");
        } else if (site.indices() == Indices.TRUST) {
            site.changed(Change.Kind.KEPT, "indices are trusted not to be negative");
        } else {
            guard(site, indexed(site));
        }
    }

    /** The dimensions that indices count in: one, or as many as an index tuple has parts. */
    private static long[] indexed(Site site) throws Refused, IOException {
        long[] data = site.dims(site.has("data") ? "data" : "x");
        long[] dims;
        if (site.type().endsWith("_nd")) {
            long[] indices = site.dims(INDICES);
            int first = site.number("batch_dims", 0);
            long parts = indices.length == 0 ? 0 : indices[indices.length - 1];
            if (parts < 1 || first < 0 || first + parts > data.length) {
                throw new Refused("indices of " + (parts < 1 ? "unknown" : parts) + " parts do not fit a tensor of rank "
                        + data.length);
            }
            dims = Arrays.copyOfRange(data, first, first + (int) parts);
        } else {
            int axis = site.number("axis", 0);
            int positive = axis < 0 ? axis + data.length : axis;
            if (positive < 0 || positive >= data.length) {
                throw new Refused("axis " + axis + " does not fit a tensor of rank " + data.length);
            }
            dims = new long[] {data[positive]};
        }
        if (Arrays.stream(dims).anyMatch(dim -> dim == TensorTypes.OPEN)) {
            throw new Refused("its indices may be negative, which " + site.opset().word()
                    + " does not allow, and what they count from, the size of a dimension, is open");
        }
        return dims;
    }

    private static void fold(Site site, double[] indices) throws Refused, IOException {
        if (Arrays.stream(indices).allMatch(index -> index >= 0)) {
            return;
        }
        long[] dims = indexed(site);
        int[] folded = new int[indices.length];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = (int) (indices[i] < 0 ? indices[i] + dims[i % dims.length] : indices[i]);
        }
        Shape shape = Shape.of(site.dims(INDICES));
        site.bind(INDICES, site.constant(site.name() + "_indices", Values.int32s(shape, folded)));
        site.changed(Change.Kind.REWRITTEN, "constant negative indices are replaced by what they count to");
    }

    private static void guard(Site site, long[] dims) throws Refused {
        ValueType type = site.inputType(INDICES);
        String index = site.reference(INDICES);
        ValueType int32 = TensorTypes.withElement(type, DataType.INT32);
        if (site.elementType(INDICES) != DataType.INT32) {
            String dtype = site.constant(site.name() + "_index_dtype", Values.string("int32"));
            index = site.before("cast", site.name() + "_index_int32", int32, "x", index, "dtype", dtype);
        }
        int[] sizes = Arrays.stream(dims).mapToInt(Math::toIntExact).toArray();
        String zero = site.constant(site.name() + "_index_zero", Values.int32(0));
        String size = site.constant(
                site.name() + "_index_size",
                site.type().endsWith("_nd")
                        ? Values.int32s(Shape.of(sizes.length), sizes)
                        : Values.int32(sizes[0]));
        ValueType bool = TensorTypes.withElement(type, DataType.BOOL);
        String positive = site.before("greater_equal", site.name() + "_index_from_start", bool, "x", index, "y", zero);
        String wrapped = site.before("add", site.name() + "_index_wrapped", int32, "x", index, "y", size);
        String guarded = site.before(
                "select", site.name() + "_index", int32, "cond", positive, "a", index, "b", wrapped);
        site.bind(INDICES, guarded);
        site.changed(Change.Kind.REWRITTEN, "3 operations in front turn negative indices into positive ones");
    }
}
