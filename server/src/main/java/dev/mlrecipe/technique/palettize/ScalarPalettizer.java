package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.Codebook;
import dev.mlrecipe.technique.kernel.HalfCodebook;
import dev.mlrecipe.technique.palettize.PaletteOptions.Mode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Tables of single values: fits them in one walk through the weight and writes the indices in a second one. */
final class ScalarPalettizer {
    private static final int CHUNK = 1 << 15;

    /** From so many values per table on, and up to so many tables, looking up is prepared in 64 KiB per table. */
    private static final int MANY = 1 << 14;

    private static final int MAX_HELPED = 1 << 8;

    /** The same number for float16 values where only one table is looked up in at a time. */
    private static final int MANY_IN_TURN = 1 << 11;

    private final PaletteInput input;
    private final PaletteLayout plain;
    private final Optional<PaletteLayout> scaled;
    private final Workbench bench;

    /**
     * @param plain how tables lie without scales
     * @param scaled how they lie with scales per channel, beside or inside of them; empty for no scales
     */
    ScalarPalettizer(PaletteInput input, PaletteLayout plain, Optional<PaletteLayout> scaled, Workbench bench) {
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
    Outcome.Compressed palettize(PaletteOptions options, Subject weight) throws Refusal, IOException {
        if (options.mode() == Mode.UNIQUE) {
            UniqueTables unique = UniqueTables.find(input, plain, weight, bench);
            return new Outcome.Compressed(write(plain, unique.entries(), unique.bits(), Optional.empty()));
        }
        Optional<ChannelWeights> codes =
                input.scaled().isPresent() ? ChannelWeights.of(input.scaled().get()) : Optional.empty();
        ScalarTables without = ScalarTables.fit(input, plain, options, codes, bench);
        if (scaled.isPresent()) {
            PaletteLayout layout = scaled.get();
            Optional<ChannelWeights> scales = layout.scaleAxis() < 0
                    ? Optional.empty()
                    : Optional.of(ChannelWeights.magnitudes(input, layout, bench));
            ScalarTables with = ScalarTables.fit(input, layout, options, scales, bench);
            if (ScaledForm.isWorth(with.error(), without.error())) {
                return new Outcome.Compressed(write(layout, with.entries(), options.bits(), scales), with.exact());
            }
        }
        return new Outcome.Compressed(
                write(plain, without.entries(), options.bits(), Optional.empty()), without.exact());
    }

    private Representation write(
            PaletteLayout layout, float[][] entries, int bits, Optional<ChannelWeights> scales) throws IOException {
        Tensor table = writeTable(layout, entries, bits);
        Tensor indices = writeIndices(layout, entries, bits, scales);
        Optional<Tensor> scale = Optional.empty();
        if (scales.isPresent()) {
            scale = Optional.of(
                    StoredType.write(input.type(), layout.scaleShape(), scales.get().factors(), bench));
        }
        return input.assemble(layout, input.mask(), indices, table, scale);
    }

    private Tensor writeTable(PaletteLayout layout, float[][] entries, int bits) throws IOException {
        try (TensorWriter writer = bench.tensor(input.type(), layout.tableShape(bits))) {
            for (float[] group : entries) {
                StoredType.append(input.type(), writer, Arrays.copyOf(group, 1 << bits));
            }
            return writer.finish();
        }
    }

    private Tensor writeIndices(
            PaletteLayout layout, float[][] entries, int bits, Optional<ChannelWeights> scales) throws IOException {
        boolean many = layout.groups() == 1 || layout.groupElements() >= MANY && layout.groups() <= MAX_HELPED;
        Shape shape = input.mask().isPresent() ? input.values().shape() : layout.shape();
        ValueScan scan = new ValueScan(input, layout, scales, bench);
        try (TensorWriter writer = bench.tensor(DataType.unsigned(bits), shape)) {
            boolean inTurn = layout.inTurn();
            boolean halves = many || inTurn && layout.groupElements() >= MANY_IN_TURN;
            if (halves && input.type() == DataType.FLOAT16 && scales.isEmpty()) {
                assignHalves(scan, entries, inTurn, writer);
            } else {
                assign(scan, entries, many, scales, writer);
            }
            return writer.finish();
        }
    }

    private void assignHalves(ValueScan scan, float[][] entries, boolean inTurn, TensorWriter writer)
            throws IOException {
        Books books = new Books(entries, inTurn);
        byte[] codes = new byte[CHUNK];
        scan.scanHalves((group, halves, offset, count) -> {
            books.of(group).assign(halves, offset, count, codes);
            writer.writeCodes(codes, 0, count);
        });
    }

    /** What is prepared per table, when a value of its group comes up first. */
    private static final class Books {
        private final float[][] entries;
        private final boolean inTurn;
        private final HalfCodebook[] prepared;
        private int former;

        /** @param inTurn whether one group follows the other, so that one table at a time is enough */
        private Books(float[][] entries, boolean inTurn) {
            this.entries = entries;
            this.inTurn = inTurn;
            this.prepared = new HalfCodebook[entries.length];
        }

        private HalfCodebook of(int group) {
            if (prepared[group] == null) {
                if (inTurn) {
                    prepared[former] = null;
                    former = group;
                }
                prepared[group] = new HalfCodebook(entries[group]);
            }
            return prepared[group];
        }
    }

    private void assign(
            ValueScan scan, float[][] entries, boolean many, Optional<ChannelWeights> scales, TensorWriter writer)
            throws IOException {
        Codebook[] books = new Codebook[entries.length];
        Arrays.setAll(books, group -> new Codebook(entries[group], many));
        byte[] codes = new byte[CHUNK];
        scan.scan((group, channel, values, offset, count) -> {
            scales.ifPresent(s -> ScalarTables.divide(s, channel, values, offset, count));
            books[group].assign(values, offset, count, codes);
            writer.writeCodes(codes, 0, count);
        });
    }
}
