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
    private final PaletteLayout layout;
    private final Workbench bench;

    VectorPalettizer(PaletteInput input, PaletteLayout layout, Workbench bench) {
        this.input = input;
        this.layout = layout;
        this.bench = bench;
    }

    /**
     * The weight with tables, and with channel scales where the layout has some and they help.
     *
     * @throws Refusal if the values do not allow what the options ask
     */
    Representation palettize(PaletteOptions options, Opset opset) throws Refusal, IOException {
        VectorTables plain = fit(options, opset, Optional.empty());
        if (layout.scaleAxis() >= 0) {
            Optional<ChannelWeights> scales = Optional.of(ChannelWeights.magnitudes(input, layout, bench));
            VectorTables scaled = fit(options, opset, scales);
            if (ScaledForm.isWorth(error(scaled, scales), error(plain, Optional.empty()))) {
                return write(scaled, scales);
            }
        }
        return write(plain, Optional.empty());
    }

    private VectorTables fit(PaletteOptions options, Opset opset, Optional<ChannelWeights> scales)
            throws Refusal, IOException {
        return VectorTables.fit(input, layout, options, opset, scales, bench);
    }

    /** Sum of squared errors of the weight. */
    private double error(VectorTables tables, Optional<ChannelWeights> scales) throws IOException {
        VectorCodebook[] books = books(tables);
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

    private VectorCodebook[] books(VectorTables tables) {
        VectorCodebook[] books = new VectorCodebook[tables.entries().length];
        Arrays.setAll(books, group -> new VectorCodebook(tables.entries()[group], layout.vectorLength()));
        return books;
    }

    private Representation write(VectorTables tables, Optional<ChannelWeights> scales) throws IOException {
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
        VectorCodebook[] books = books(tables);
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
