package dev.mlrecipe.calibrate.moments;

import dev.mlrecipe.coreml.graph.Product.Source;
import dev.mlrecipe.coreml.graph.Product.Window;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.technique.kernel.GramSums;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts a value into the vectors of features that an operation multiplies. */
interface VectorSource {
    /** Groups of vectors. */
    int groups();

    /** Vectors in each group. */
    int count();

    /** Writes {@code rows} vectors of a group, from {@code first} on, one after the other. */
    void read(int group, int first, int rows, float[] target);

    /**
     * The vectors of a value.
     *
     * @param features numbers of a vector
     * @param mask 0 at positions of a sequence that are only padding, whose vectors are left out of values that have one
     *     for each position; empty for none
     * @throws IllegalArgumentException if the value has another shape than the operation takes
     */
    static VectorSource of(Source source, Tensor tensor, int features, int[] mask) {
        return source.window().isPresent()
                ? new WindowVectors(source.window().get(), tensor)
                : new AxisVectors(source.axis(), tensor, features, mask);
    }

    /** Adds the products of all vectors of a group to a triangle of sums, which begins at {@code at}. */
    default void addTo(float[] sums, int at, int group, int features, float[] buffer, Runnable checkpoint) {
        for (int first = 0; first < count(); first += GramSums.ROWS) {
            checkpoint.run();
            int rows = Math.min(GramSums.ROWS, count() - first);
            read(group, first, rows, buffer);
            GramSums.add(buffer, rows, features, sums, at);
        }
    }

    /** Vectors along one of the last two axes. */
    final class AxisVectors implements VectorSource {
        private final float[] values;
        private final int features;
        private final int stride;
        /** Those that count, in order. */
        private final int[] vectors;

        AxisVectors(int axis, Tensor tensor, int features, int[] mask) {
            Shape shape = tensor.shape();
            int at = shape.rank() + axis;
            if (at < 0 || shape.dim(at) != features) {
                throw new IllegalArgumentException(shape + " has no " + features + " features");
            }
            this.values = tensor.toFloats();
            this.features = features;
            this.stride = Math.toIntExact(shape.stride(at));
            int count = values.length / features;
            this.vectors = IntStream.range(0, count)
                    .filter(i -> mask.length != count || mask[i] != 0)
                    .toArray();
        }

        @Override
        public int groups() {
            return 1;
        }

        @Override
        public int count() {
            return vectors.length;
        }

        @Override
        public void read(int group, int first, int rows, float[] target) {
            for (int row = 0; row < rows; row++) {
                int vector = vectors[first + row];
                if (stride == 1) {
                    System.arraycopy(values, vector * features, target, row * features, features);
                    continue;
                }
                int start = vector / stride * features * stride + vector % stride;
                for (int i = 0; i < features; i++) {
                    target[row * features + i] = values[start + i * stride];
                }
            }
        }
    }

    /** The windows of a convolution over [N, channels, spatial axes..]. */
    final class WindowVectors implements VectorSource {
        private final int groups;
        private final int images;
        private final int features;
        private final float[] padded;
        private final int imageSize;
        private final int groupSize;
        /** Windows per axis and the distance of two of them in the padded value. */
        private final int[] windows;
        private final int[] steps;
        private final int perImage;
        /** Where a feature lies, from the first one of its window. */
        private final int[] offsets;

        WindowVectors(Window window, Tensor tensor) {
            Shape shape = tensor.shape();
            List<Integer> kernel = window.kernel();
            int axes = kernel.size();
            groups = window.groups();
            int channels = shape.rank() == axes + 2 ? (int) shape.dim(1) : 0;
            if (channels == 0 || channels % groups != 0) {
                throw new IllegalArgumentException(shape + " is no image of " + axes + " axes in " + groups + " groups");
            }
            images = (int) shape.dim(0);
            int[] before = new int[axes];
            int[] size = new int[axes];
            windows = new int[axes];
            for (int axis = 0; axis < axes; axis++) {
                int length = (int) shape.dim(axis + 2);
                int reach = (kernel.get(axis) - 1) * window.dilations().get(axis) + 1;
                int stride = window.strides().get(axis);
                before[axis] = window.padding().before(axis, length, stride, reach);
                size[axis] = before[axis] + length + window.padding().after(axis, length, stride, reach);
                windows[axis] = size[axis] < reach ? 0 : (size[axis] - reach) / stride + 1;
            }
            int[] strides = strides(size);
            int channelSize = axes == 0 ? 1 : strides[0] * size[0];
            imageSize = channels * channelSize;
            groupSize = channels / groups * channelSize;
            padded = pad(tensor.toFloats(), shape, before, strides, channelSize);
            steps = new int[axes];
            int all = 1;
            for (int axis = 0; axis < axes; axis++) {
                steps[axis] = strides[axis] * window.strides().get(axis);
                all *= windows[axis];
            }
            perImage = all;
            features = channels / groups * window.positions();
            offsets = offsets(window, strides, channelSize, channels / groups);
        }

        private static int[] strides(int[] size) {
            int[] strides = new int[size.length];
            int stride = 1;
            for (int axis = size.length - 1; axis >= 0; axis--) {
                strides[axis] = stride;
                stride = Math.multiplyExact(stride, size[axis]);
            }
            return strides;
        }

        private float[] pad(float[] values, Shape shape, int[] before, int[] strides, int channelSize) {
            int axes = before.length;
            int line = (int) shape.dim(axes + 1);
            int channels = (int) shape.dim(1);
            float[] target = new float[Math.multiplyExact(images, imageSize)];
            int lines = line == 0 ? 0 : values.length / line;
            int linesOfChannel = lines / Math.max(1, images * channels);
            for (int i = 0; i < lines; i++) {
                int at = i / linesOfChannel * channelSize + before[axes - 1];
                int rest = i % linesOfChannel;
                for (int axis = axes - 2; axis >= 0; axis--) {
                    int dim = (int) shape.dim(axis + 2);
                    at += (rest % dim + before[axis]) * strides[axis];
                    rest /= dim;
                }
                System.arraycopy(values, i * line, target, at, line);
            }
            return target;
        }

        private static int[] offsets(Window window, int[] strides, int channelSize, int channels) {
            int positions = window.positions();
            int[] offsets = new int[channels * positions];
            for (int i = 0; i < offsets.length; i++) {
                int at = i / positions * channelSize;
                int rest = i % positions;
                for (int axis = strides.length - 1; axis >= 0; axis--) {
                    int length = window.kernel().get(axis);
                    at += rest % length * window.dilations().get(axis) * strides[axis];
                    rest /= length;
                }
                offsets[i] = at;
            }
            return offsets;
        }

        @Override
        public int groups() {
            return groups;
        }

        @Override
        public int count() {
            return images * perImage;
        }

        @Override
        public void read(int group, int first, int rows, float[] target) {
            for (int row = 0; row < rows; row++) {
                int vector = first + row;
                int start = vector / perImage * imageSize + group * groupSize;
                int rest = vector % perImage;
                for (int axis = steps.length - 1; axis >= 0; axis--) {
                    start += rest % windows[axis] * steps[axis];
                    rest /= windows[axis];
                }
                int at = row * features;
                for (int i = 0; i < features; i++) {
                    target[at + i] = padded[start + offsets[i]];
                }
            }
        }
    }
}
