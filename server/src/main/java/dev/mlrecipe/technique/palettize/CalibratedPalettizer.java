package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.CalibrationOptions;
import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.BlockOfElement;
import dev.mlrecipe.technique.kernel.CompensatedRun;
import dev.mlrecipe.technique.kernel.CompensatedTables;
import dev.mlrecipe.technique.kernel.MatrixCodes;
import dev.mlrecipe.technique.kernel.Values;
import dev.mlrecipe.technique.kernel.WeightMatrix;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tables of single values for the inputs of a layer: entries where great inputs meet them, and, with GPTQ, indices that
 * make up for each other's errors. Same form and size as without.
 */
final class CalibratedPalettizer {
    private final Subject weight;
    private final PaletteInput input;
    private final PaletteLayout layout;
    private final InputMoments moments;
    private final Workbench bench;

    CalibratedPalettizer(
            Subject weight, PaletteInput input, PaletteLayout layout, InputMoments moments, Workbench bench) {
        this.weight = weight;
        this.input = input;
        this.layout = layout;
        this.moments = moments;
        this.bench = bench;
    }

    /**
     * The better one for the layer's outputs: made for its inputs, or {@code nearest}.
     *
     * @param nearest what tables make of the weight without looking at inputs
     */
    Representation palettize(Options options, int bits, Representation nearest) throws IOException {
        Shape shape = layout.shape();
        WeightMatrix matrix = new WeightMatrix(
                Values.of(weight.current()),
                Math.toIntExact(shape.elements() / moments.features()),
                moments.features(),
                moments.transposed());
        Shape grid = Shape.ones(shape.rank()).with(layout.axis(), layout.groups());
        BlockOfElement blocks = BlockOfElement.of(matrix, shape, grid);
        double dampening = CalibrationOptions.dampening(options);
        boolean compensates = options.word(CalibrationOptions.ALGORITHM).equals(CalibrationOptions.GPTQ);
        float[][] entries = new WeightedTables(matrix, blocks, layout.groups(), moments, dampening, bench)
                .fit(input, layout.groupElements(), bits);
        CompensatedRun run = new CompensatedRun(
                matrix, moments, dampening, CalibrationOptions.greatestFirst(options), bench::checkCancelled);
        try (TensorWriter codes = bench.tensor(DataType.unsigned(bits), shape)) {
            CompensatedRun.Errors errors = run.run(
                    order -> new CompensatedTables(entries, blocks, order, compensates, CompensatedRun.ROWS),
                    new MatrixCodes(matrix, codes::writeCodes),
                    Values.of(nearest));
            if (!(errors.compensated() < errors.plain())) {
                return nearest;
            }
            return input.assemble(layout, Optional.empty(), codes.finish(), table(entries, bits), Optional.empty());
        }
    }

    private Tensor table(float[][] entries, int bits) throws IOException {
        try (TensorWriter writer = bench.tensor(input.type(), layout.tableShape(bits))) {
            for (float[] group : entries) {
                StoredType.append(input.type(), writer, Arrays.copyOf(group, 1 << bits));
            }
            return writer.finish();
        }
    }
}
