package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.ValueReader;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.Workbench;
import java.io.IOException;
import java.util.Optional;

/**
 * Walks through a weight as vectors: V consecutive channels of the axis at the same other coordinates. Vectors come in
 * row-major order of the index tensor. Of a pruned weight only those that are not masked come.
 */
final class VectorScan {
    private static final int CHUNK = 1 << 15;

    /** Receives vectors of one group. */
    interface Sink {
        /**
         * @param vectors one after the other from the start of the array
         * @param factors the channel's factor of each element; of no meaning without {@link ChannelWeights}
         */
        void vectors(int group, float[] vectors, float[] factors, int count) throws IOException;
    }

    private final PaletteInput input;
    private final PaletteLayout layout;
    private final Optional<ChannelWeights> weights;
    private final Workbench bench;
    private final ValueReader reader;
    private final Optional<TensorReader> mask;
    private final int length;
    private final long inner;
    private final int width;
    private final float[] read;
    private final byte[] present;
    private final float[] vectors;
    private final float[] factors;
    private boolean split;

    VectorScan(PaletteInput input, PaletteLayout layout, Optional<ChannelWeights> weights, Workbench bench)
            throws IOException {
        this.input = input;
        this.layout = layout;
        this.weights = weights;
        this.bench = bench;
        this.length = layout.vectorLength();
        this.inner = layout.shape().stride(layout.axis());
        Representation form = input.mask().isPresent()
                ? new Sparse(input.mask().get(), input.values())
                : new Dense(input.values());
        this.reader = Decoder.open(form);
        this.mask = input.mask().map(TensorReader::new);
        this.width = (int) Math.max(1, Math.min(inner, CHUNK / length));
        int size = Math.max(CHUNK, length);
        this.read = new float[size];
        this.present = mask.isPresent() ? new byte[size] : null;
        this.vectors = new float[size];
        this.factors = weights.isPresent() ? new float[size] : null;
    }

    /** All groups. */
    void scan(Sink sink) throws IOException {
        scan(0, layout.groups(), sink);
    }

    /** Some neighbouring groups. */
    void scan(int firstGroup, int endGroup, Sink sink) throws IOException {
        Shape shape = layout.shape();
        if (shape.elements() == 0) {
            return;
        }
        long perGroup = shape.dim(layout.axis()) / layout.groups() / length;
        long rows = shape.elements() / inner / length;
        if (layout.groups() == 1) {
            scanRows(0, 0, rows, sink);
            return;
        }
        long period = perGroup * layout.groups();
        for (long start = 0; start < rows; start += period) {
            for (int group = firstGroup; group < endGroup; group++) {
                long row = start + group * perGroup;
                scanRows(group, row, row + perGroup, sink);
            }
        }
    }

    /** Rows of the index tensor: each is {@code inner} vectors, whose elements lie {@code inner} apart. */
    private void scanRows(int group, long from, long to, Sink sink) throws IOException {
        if (inner > width) {
            for (long row = from; row < to; row++) {
                for (long column = 0; column < inner; column += width) {
                    int count = (int) Math.min(width, inner - column);
                    for (int v = 0; v < length; v++) {
                        read((row * length + v) * inner + column, v * count, count);
                    }
                    deliver(group, row, 1, column, count, sink);
                }
            }
            return;
        }
        int rowsAtOnce = (int) Math.max(1, read.length / (length * inner));
        for (long row = from; row < to; row += rowsAtOnce) {
            int rows = (int) Math.min(rowsAtOnce, to - row);
            read(row * length * inner, 0, (int) (rows * length * inner));
            deliver(group, row, rows, 0, (int) inner, sink);
        }
    }

    private void read(long position, int offset, int count) throws IOException {
        bench.checkCancelled();
        reader.position(position);
        reader.read(read, offset, count);
        if (mask.isPresent()) {
            mask.get().readCodes(position, present, offset, count);
        }
    }

    /** Turns what was read, {@code rows} times {@code length} lines of {@code columns} elements, into vectors. */
    private void deliver(int group, long firstRow, int rows, long firstColumn, int columns, Sink sink)
            throws IOException {
        int count = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int at = row * length * columns + column;
                if (mask.isPresent() && !isPresent(at, columns)) {
                    continue;
                }
                for (int v = 0; v < length; v++) {
                    vectors[count * length + v] = read[at + v * columns];
                }
                if (weights.isPresent()) {
                    scale((firstRow + row) * length * inner + firstColumn + column, count * length);
                }
                count++;
            }
        }
        if (count > 0) {
            sink.vectors(group, vectors, factors, count);
        }
    }

    private boolean isPresent(int at, int columns) {
        for (int v = 1; v < length; v++) {
            split |= present[at + v * columns] != present[at];
        }
        return present[at] != 0;
    }

    private void scale(long element, int offset) {
        ChannelWeights channels = weights.get();
        long stride = layout.shape().stride(channels.axis());
        long dim = layout.shape().dim(channels.axis());
        for (int v = 0; v < length; v++) {
            float factor = channels.factors()[(int) ((element + v * inner) / stride % dim / channels.block())];
            factors[offset + v] = factor;
            if (channels.divide()) {
                vectors[offset + v] /= factor;
            }
        }
    }

    /** Whether a walk came across a vector of which only a part is masked. */
    boolean maskSplitsVectors() {
        return split;
    }

    /** The mask of whole vectors, taken from their first elements. */
    Tensor vectorMask() throws IOException {
        long rows = layout.shape().elements() / inner / length;
        try (TensorWriter writer = bench.tensor(DataType.UINT1, layout.indexShape())) {
            for (long row = 0; row < rows; row++) {
                for (long column = 0; column < inner; column += present.length) {
                    bench.checkCancelled();
                    int count = (int) Math.min(present.length, inner - column);
                    mask.get().readCodes(row * length * inner + column, present, 0, count);
                    writer.writeCodes(present, 0, count);
                }
            }
            return writer.finish();
        }
    }
}
