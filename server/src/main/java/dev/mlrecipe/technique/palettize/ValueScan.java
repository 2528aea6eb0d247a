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

    /** Receives runs of float16 values as their patterns, which spares conversions. */
    interface HalfSink {
        /** @param group which table */
        void run(int group, short[] halves, int offset, int count) throws IOException;
    }

    /** How values are read and where their runs go. */
    private interface Route {
        void load(long from, int count) throws IOException;

        void run(int group, int channel, int offset, int count) throws IOException;
    }

    private final PaletteInput input;
    private final PaletteLayout layout;
    private final Workbench bench;
    private final Optional<ChannelWeights> weights;
    private final TensorReader reader;
    private final Optional<TensorReader> mask;
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
        float[] values = new float[CHUNK];
        scan(firstGroup, endGroup, new Route() {
            @Override
            public void load(long from, int count) throws IOException {
                reader.readFloats(from, values, 0, count);
            }

            @Override
            public void run(int group, int channel, int offset, int count) throws IOException {
                sink.run(group, channel, values, offset, count);
            }
        });
    }

    /** All groups of float16 values. */
    void scanHalves(HalfSink sink) throws IOException {
        scanHalves(0, layout.groups(), sink);
    }

    /** The same for float16 values. */
    void scanHalves(int firstGroup, int endGroup, HalfSink sink) throws IOException {
        short[] halves = new short[CHUNK];
        scan(firstGroup, endGroup, new Route() {
            @Override
            public void load(long from, int count) throws IOException {
                reader.readHalves(from, halves, 0, count);
            }

            @Override
            public void run(int group, int channel, int offset, int count) throws IOException {
                sink.run(group, halves, offset, count);
            }
        });
    }

    private void scan(int firstGroup, int endGroup, Route route) throws IOException {
        long elements = layout.shape().elements();
        long period = groupRun() * layout.groups();
        Position at = new Position();
        if (layout.groups() == 1 && weights.isEmpty()) {
            scanValues(route);
            return;
        }
        if (firstGroup == 0 && endGroup == layout.groups()) {
            scan(0, elements, at, route);
            return;
        }
        for (long start = 0; start < elements; start += period) {
            scan(start + firstGroup * groupRun(), start + endGroup * groupRun(), at, route);
        }
    }

    /** One run after the other, wherever the values lie. */
    private void scanValues(Route route) throws IOException {
        long total = input.values().elements();
        for (long position = 0; position < total; position += CHUNK) {
            bench.checkCancelled();
            int count = (int) Math.min(CHUNK, total - position);
            route.load(position, count);
            route.run(0, 0, 0, count);
        }
    }

    /** How far a walk has come: a position of the weight and the number of values before it. */
    private static final class Position {
        private long element;
        private long value;
    }

    private void scan(long from, long to, Position at, Route route) throws IOException {
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
                route.load(at.value, found);
                at.value += found;
                at.element = position + count;
            } else {
                route.load(position, count);
            }
            deliver(position, count, route);
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

    private void deliver(long position, int count, Route route) throws IOException {
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
                route.run(group(element), channel(element), offset, held);
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

    /** @throws Refusal if values are NaN or infinite; it says how many, and where the first of them is */
    void requireFinite() throws Refusal, IOException {
        if (!input.type().isFloat()) {
            return;
        }
        float[] values = new float[CHUNK];
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
        if (found > 0) {
            String place = input.mask().isPresent() ? "non-zero value " + first : "index " + indices(first);
            throw new Refusal(found + (found == 1 ? " value is" : " values are")
                    + " NaN or infinite, the first at " + place + "; a table needs finite values");
        }
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
