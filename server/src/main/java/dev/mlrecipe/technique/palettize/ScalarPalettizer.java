package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.Codebook;
import dev.mlrecipe.technique.palettize.PaletteOptions.Mode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Tables of single values: fits them in one walk through the weight and writes the indices in a second one. */
final class ScalarPalettizer {
    private static final int CHUNK = 1 << 15;

    /** From so many values per table on, and up to so many tables, looking up is prepared in 64 KiB per table. */
    private static final int MANY = 1 << 16;

    private static final int MAX_HELPED = 1 << 8;

    private final PaletteInput input;
    private final PaletteLayout layout;
    private final Workbench bench;

    ScalarPalettizer(PaletteInput input, PaletteLayout layout, Workbench bench) {
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
        if (options.mode() == Mode.UNIQUE) {
            UniqueTables unique = UniqueTables.find(input, layout, opset, bench);
            return write(unique.entries(), unique.bits(), Optional.empty());
        }
        Optional<ChannelWeights> codes =
                input.around().isPresent() ? ChannelWeights.of(input.around().get()) : Optional.empty();
        ScalarTables plain = ScalarTables.fit(input, layout.withoutScale(), options, codes, bench);
        if (layout.scaleAxis() >= 0) {
            Optional<ChannelWeights> scales = Optional.of(ChannelWeights.magnitudes(input, layout, bench));
            ScalarTables scaled = ScalarTables.fit(input, layout, options, scales, bench);
            if (ScaledForm.isWorth(scaled.error(), plain.error())) {
                return write(scaled.entries(), options.bits(), scales);
            }
        }
        return write(plain.entries(), options.bits(), Optional.empty());
    }

    private Representation write(float[][] entries, int bits, Optional<ChannelWeights> scales) throws IOException {
        Tensor table = writeTable(entries, bits);
        Tensor indices = writeIndices(entries, bits, scales);
        Optional<Tensor> scale = Optional.empty();
        if (scales.isPresent()) {
            scale = Optional.of(
                    StoredType.write(input.type(), layout.scaleShape(), scales.get().factors(), bench));
        }
        return input.assemble(layout, input.mask(), indices, table, scale);
    }

    private Tensor writeTable(float[][] entries, int bits) throws IOException {
        try (TensorWriter writer = bench.tensor(input.type(), layout.tableShape(bits))) {
            for (float[] group : entries) {
                StoredType.append(input.type(), writer, Arrays.copyOf(group, 1 << bits));
            }
            return writer.finish();
        }
    }

    private Tensor writeIndices(float[][] entries, int bits, Optional<ChannelWeights> scales) throws IOException {
        Codebook[] books = new Codebook[entries.length];
        boolean many = layout.groupElements() >= MANY && layout.groups() <= MAX_HELPED;
        Arrays.setAll(books, group -> new Codebook(entries[group], many));
        DataType type = DataType.unsigned(bits);
        Shape shape = input.mask().isPresent() ? input.values().shape() : layout.shape();
        byte[] codes = new byte[CHUNK];
        try (TensorWriter writer = bench.tensor(type, shape)) {
            new ValueScan(input, layout, scales, bench).scan((group, channel, values, offset, count) -> {
                scales.ifPresent(s -> ScalarTables.divide(s, channel, values, offset, count));
                books[group].assign(values, offset, count, codes);
                writer.writeCodes(codes, 0, count);
            });
            return writer.finish();
        }
    }
}
