package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.technique.Workbench;
import java.io.IOException;
import java.util.Optional;

/**
 * Walks through the values of a weight in row-major order, cut into runs that belong to one group and one channel.
 * Reads in chunks; never holds more than one.
 */
final class ValueScan {
    private static final int CHUNK = 1 << 15;
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    /** Receives runs. */
    interface Sink {
        /**
         * @param group which table
         * @param channel which entry of {@link ChannelWeights#factors()}; 0 without such
         * @param values holds the run; its content may be changed
         */
        void run(int group, int channel, float[] values, int offset, int count) throws IOException;
    }

    private final PaletteInput input;
    private final PaletteLayout layout;
    private final Workbench bench;
    private final Optional<ChannelWeights> weights;
    private final TensorReader reader;
    private final Optional<TensorReader> mask;
    private final float[] values = new float[CHUNK];
    private final byte[] present;

    /** Longest run, in positions of the weight: both coordinates change at multiples of it only. */
    private final long run;

    ValueScan(PaletteInput input, PaletteLayout layout, Optional<ChannelWeights> weights, Workbench bench) {
        this.input = input;
        this.layout = layout;
        this.bench = bench;
        this.weights = weights;
        this.reader = new TensorReader(input.values());
        this.mask = input.mask().map(TensorReader::new);
        this.present = mask.isPresent() ? new byte[CHUNK] : null;
        Shape shape = layout.shape();
        long length = layout.groups() == 1 ? shape.elements() : groupRun();
        if (weights.isPresent()) {
            length = Math.min(length, shape.stride(weights.get().axis()) * weights.get().block());
        }
        this.run = Math.max(1, length);
    }

    private long groupRun() {
        return layout.shape().dim(layout.axis()) / layout.groups() * layout.shape().stride(layout.axis());
    }

    /** All groups. */
    void scan(Sink sink) throws IOException {
        scan(0, layout.groups(), sink);
    }

    /** Some neighbouring groups; reads hardly more than what they hold. */
    void scan(int firstGroup, int endGroup, Sink sink) throws IOException {
        long elements = layout.shape().elements();
        long period = groupRun() * layout.groups();
        Position at = new Position();
        if (firstGroup == 0 && endGroup == layout.groups()) {
            scan(0, elements, at, sink);
            return;
        }
        for (long start = 0; start < elements; start += period) {
            scan(start + firstGroup * groupRun(), start + endGroup * groupRun(), at, sink);
        }
    }

    /** How far a walk has come: a position of the weight and the number of values before it. */
    private static final class Position {
        private long element;
        private long value;
    }

    private void scan(long from, long to, Position at, Sink sink) throws IOException {
        if (mask.isPresent()) {
            while (at.element < from) {
                int skipped = (int) Math.min(CHUNK, from - at.element);
                at.value += readMask(at.element, skipped);
                at.element += skipped;
            }
        }
        for (long position = from; position < to; ) {
            bench.checkCancelled();
            int count = (int) Math.min(CHUNK, to - position);
            if (mask.isPresent()) {
                int found = readMask(position, count);
                reader.readFloats(at.value, values, 0, found);
                at.value += found;
                at.element = position + count;
            } else {
                reader.readFloats(position, values, 0, count);
            }
            deliver(position, count, sink);
            position += count;
        }
    }

    private int readMask(long position, int count) throws IOException {
        mask.get().readCodes(position, present, 0, count);
        int set = 0;
        for (int i = 0; i < count; i++) {
            set += present[i];
        }
        return set;
    }

    private void deliver(long position, int count, Sink sink) throws IOException {
        int offset = 0;
        for (int done = 0; done < count; ) {
            long element = position + done;
            int length = (int) Math.min(count - done, run - element % run);
            int held = length;
            if (mask.isPresent()) {
                held = 0;
                for (int i = done; i < done + length; i++) {
                    held += present[i];
                }
            }
            if (held > 0) {
                sink.run(group(element), channel(element), values, offset, held);
            }
            offset += held;
            done += length;
        }
    }

    private int group(long element) {
        return layout.groups() == 1
                ? 0
                : (int) (element / groupRun() % layout.groups());
    }

    private int channel(long element) {
        if (weights.isEmpty()) {
            return 0;
        }
        ChannelWeights channels = weights.get();
        long stride = layout.shape().stride(channels.axis());
        return (int) (element / stride % layout.shape().dim(channels.axis()) / channels.block());
    }

    /** How many values are NaN or infinite, and where the first of them is. */
    Optional<String> nonFinite() throws IOException {
        if (!input.type().isFloat()) {
            return Optional.empty();
        }
        long total = input.values().elements();
        long found = 0;
        long first = -1;
        for (long position = 0; position < total; position += CHUNK) {
            bench.checkCancelled();
            int count = (int) Math.min(CHUNK, total - position);
            reader.readFloats(position, values, 0, count);
            int greatest = 0;
            for (int i = 0; i < count; i++) {
                greatest = Math.max(greatest, Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE);
            }
            if (greatest >= INFINITY) {
                for (int i = 0; i < count; i++) {
                    if (!Float.isFinite(values[i])) {
                        first = found++ == 0 ? position + i : first;
                    }
                }
            }
        }
        if (found == 0) {
            return Optional.empty();
        }
        String place = input.mask().isPresent() ? "non-zero value " + first : "index " + indices(first);
        return Optional.of(found + (found == 1 ? " value is" : " values are")
                + " NaN or infinite, the first at " + place + "; a table needs finite values");
    }

    private String indices(long element) {
        Shape shape = layout.shape();
        long[] index = new long[shape.rank()];
        for (int axis = 0; axis < index.length; axis++) {
            index[axis] = element / shape.stride(axis) % shape.dim(axis);
        }
        return Shape.of(index).toString();
    }
}
