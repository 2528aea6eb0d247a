package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;
import java.util.Arrays;

/**
 * The definitions of Core ML's {@code constexpr_*} operations, one element at a time over whole arrays: what the
 * streaming decoder is compared with.
 */
final class PlainDecoder {
    private PlainDecoder() {}

    static float[] expand(Representation form) throws IOException {
        return switch (form) {
            case Dense dense -> all(dense.values());
            case Cast cast -> all(cast.values());
            case Affine affine -> scaled(expand(affine.data()), affine.shape(), affine.scale(),
                    affine.offset().isPresent() ? all(affine.offset().get()) : null);
            case Linear linear -> biased(linear);
            case LookupTable table -> looked(all(table.indices()), table.indices().shape(), table.table(),
                    table.vectorAxis());
            case Sparse sparse -> scattered(all(sparse.mask()), all(sparse.values()));
            case SparseLookupTable table -> {
                float[] mask = all(table.mask());
                float[] indices = scattered(mask, all(table.indices()));
                float[] dense = looked(indices, table.mask().shape(), table.table(), table.vectorAxis());
                yield zeroed(dense, expandedMask(table));
            }
            case SparseAffine affine -> {
                float[] dense = scaled(expand(affine.data()), affine.shape(), affine.scale(),
                        affine.offset().isPresent() ? all(affine.offset().get()) : null);
                float[] mask = affine.data() instanceof Sparse sparse
                        ? all(sparse.mask())
                        : expandedMask((SparseLookupTable) affine.data());
                yield zeroed(dense, mask);
            }
        };
    }

    private static float[] all(Tensor tensor) throws IOException {
        float[] values = new float[(int) tensor.elements()];
        new TensorReader(tensor).readFloats(0, values, 0, values.length);
        return values;
    }

    private static float[] scaled(float[] data, Shape shape, Tensor scale, float[] offset) throws IOException {
        float[] scales = all(scale);
        float[] result = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            int part = group(coordinates(i, shape), shape, scale.shape());
            float x = round(data[i], scale.type());
            if (offset != null) {
                x = round(x - offset[part], scale.type());
            }
            result[i] = round(x * scales[part], scale.type());
        }
        return result;
    }

    private static float[] biased(Linear form) throws IOException {
        float[] codes = all(form.codes());
        float[] scales = all(form.scale());
        float[] result = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            long[] at = coordinates(i, form.shape());
            double bias = form.bias().isPresent()
                    ? all(form.bias().get())[group(at, form.shape(), form.bias().get().shape())]
                    : 0;
            result[i] = (float) ((double) scales[group(at, form.shape(), form.scale().shape())] * codes[i] + bias);
        }
        return result;
    }

    private static float[] looked(float[] indices, Shape shape, Representation table, int axis) throws IOException {
        float[] values = expand(table);
        int length = (int) table.shape().dim(shape.rank() + 1);
        int entries = (int) table.shape().dim(shape.rank());
        Shape out = shape.with(axis, shape.dim(axis) * length);
        float[] result = new float[(int) out.elements()];
        for (int i = 0; i < result.length; i++) {
            long[] at = coordinates(i, out);
            int component = (int) (at[axis] % length);
            at[axis] /= length;
            int group = group(at, shape, table.shape());
            int index = (int) indices[linear(at, shape)];
            result[i] = values[(group * entries + index) * length + component];
        }
        return result;
    }

    private static float[] scattered(float[] mask, float[] values) {
        float[] result = new float[mask.length];
        int next = 0;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] != 0) {
                result[i] = values[next++];
            }
        }
        return result;
    }

    private static float[] expandedMask(SparseLookupTable table) throws IOException {
        float[] mask = all(table.mask());
        Shape out = table.shape();
        float[] result = new float[(int) out.elements()];
        for (int i = 0; i < result.length; i++) {
            long[] at = coordinates(i, out);
            at[table.vectorAxis()] /= table.vectorLength();
            result[i] = mask[linear(at, table.mask().shape())];
        }
        return result;
    }

    private static float[] zeroed(float[] values, float[] mask) {
        float[] result = Arrays.copyOf(values, values.length);
        for (int i = 0; i < result.length; i++) {
            if (mask[i] == 0) {
                result[i] = 0;
            }
        }
        return result;
    }

    private static float round(float value, DataType type) {
        return type == DataType.FLOAT16 ? Float.float16ToFloat(Float.floatToFloat16(value)) : value;
    }

    /** The entry of a parameter tensor of shape {@code part} (its first axes) that serves an element. */
    private static int group(long[] at, Shape shape, Shape part) {
        long entry = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            long block = shape.dim(axis) / part.dim(axis);
            entry = entry * part.dim(axis) + at[axis] / block;
        }
        return (int) entry;
    }

    private static long[] coordinates(long linear, Shape shape) {
        long[] at = new long[shape.rank()];
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            at[axis] = linear % shape.dim(axis);
            linear /= shape.dim(axis);
        }
        return at;
    }

    private static int linear(long[] at, Shape shape) {
        long linear = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            linear = linear * shape.dim(axis) + at[axis];
        }
        return (int) linear;
    }
}
