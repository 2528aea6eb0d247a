package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.VectorCodebook;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Tables of vectors: fits them in some walks through the weight and writes the indices in a last one. */
final class VectorPalettizer {
    private final PaletteInput input;
    private final PaletteLayout plain;
    private final Optional<PaletteLayout> scaled;
    private final Workbench bench;

    /**
     * @param plain how tables lie without scales
     * @param scaled how they lie with scales per channel, beside or inside of them; empty for no scales
     */
    VectorPalettizer(PaletteInput input, PaletteLayout plain, Optional<PaletteLayout> scaled, Workbench bench) {
        this.input = input;
        this.plain = plain;
        this.scaled = scaled;
        this.bench = bench;
    }

    /**
     * The weight with tables, and with channel scales where there may be some and they help.
     *
     * @throws Refusal if the values do not allow what the options ask
     */
    Representation palettize(PaletteOptions options, Opset opset) throws Refusal, IOException {
        new ValueScan(input, plain, Optional.empty(), bench).requireFinite();
        VectorTables without = VectorTables.fit(input, plain, options, opset, Optional.empty(), bench);
        if (scaled.isPresent()) {
            PaletteLayout layout = scaled.get();
            Optional<ChannelWeights> scales = layout.scaleAxis() < 0
                    ? Optional.empty()
                    : Optional.of(ChannelWeights.magnitudes(input, layout, bench));
            VectorTables with = VectorTables.fit(input, layout, options, opset, scales, bench);
            if (ScaledForm.isWorth(error(layout, with, scales), error(plain, without, Optional.empty()))) {
                return write(layout, with, scales);
            }
        }
        return write(plain, without, Optional.empty());
    }

    /** Sum of squared errors of the weight. */
    private double error(PaletteLayout layout, VectorTables tables, Optional<ChannelWeights> scales)
            throws IOException {
        VectorCodebook[] books = books(tables, layout.vectorLength());
        int length = layout.vectorLength();
        double[] error = new double[1];
        new VectorScan(input, layout, scales, bench).scan((group, vectors, factors, count) -> {
            for (int i = 0; i < count; i++) {
                int entry = books[group].nearest(vectors, i * length);
                for (int v = 0; v < length; v++) {
                    double difference =
                            (double) vectors[i * length + v] - tables.entries()[group][entry * length + v];
                    double factor = scales.isPresent() ? factors[i * length + v] : 1;
                    error[0] += difference * difference * factor * factor;
                }
            }
        });
        return error[0];
    }

    private static VectorCodebook[] books(VectorTables tables, int length) {
        VectorCodebook[] books = new VectorCodebook[tables.entries().length];
        Arrays.setAll(books, group -> new VectorCodebook(tables.entries()[group], length));
        return books;
    }

    private Representation write(PaletteLayout layout, VectorTables tables, Optional<ChannelWeights> scales)
            throws IOException {
        VectorScan scan = new VectorScan(input, layout, scales, bench);
        Optional<Tensor> mask = input.mask().isPresent() ? Optional.of(scan.vectorMask()) : Optional.empty();
        int length = layout.vectorLength();
        Tensor table;
        try (TensorWriter writer = bench.tensor(input.type(), layout.tableShape(tables.bits()))) {
            for (float[] group : tables.entries()) {
                StoredType.append(input.type(), writer, Arrays.copyOf(group, length << tables.bits()));
            }
            table = writer.finish();
        }
        Shape shape = mask.isPresent() ? Shape.of(input.values().elements() / length) : layout.indexShape();
        VectorCodebook[] books = books(tables, length);
        Tensor indices;
        try (TensorWriter writer = bench.tensor(DataType.unsigned(tables.bits()), shape)) {
            byte[][] codes = {new byte[0]};
            scan.scan((group, vectors, factors, count) -> {
                if (codes[0].length < count) {
                    codes[0] = new byte[count];
                }
                books[group].assign(vectors, count, codes[0]);
                writer.writeCodes(codes[0], 0, count);
            });
            indices = writer.finish();
        }
        Optional<Tensor> scale = Optional.empty();
        if (scales.isPresent()) {
            scale = Optional.of(StoredType.write(input.type(), layout.scaleShape(), scales.get().factors(), bench));
        }
        return input.assemble(layout, mask, indices, table, scale);
    }
}
