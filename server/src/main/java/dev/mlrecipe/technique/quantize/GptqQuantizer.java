package dev.mlrecipe.technique.quantize;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.CalibrationOptions;
import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.AffineRule;
import dev.mlrecipe.technique.kernel.BlockOfElement;
import dev.mlrecipe.technique.kernel.CompensatedAffine;
import dev.mlrecipe.technique.kernel.CompensatedRun;
import dev.mlrecipe.technique.kernel.MatrixCodes;
import dev.mlrecipe.technique.kernel.Values;
import dev.mlrecipe.technique.kernel.WeightMatrix;
import java.io.IOException;
import java.util.Optional;

/** Linear quantization with errors compensated for the inputs of a layer (GPTQ); same form and size as without. */
final class GptqQuantizer {
    private final Dense weight;
    private final Affine nearest;
    private final AffineRule rule;
    private final InputMoments moments;
    private final Workbench bench;

    /** @param nearest what quantization makes of the weight without looking at inputs */
    GptqQuantizer(Dense weight, Affine nearest, AffineRule rule, InputMoments moments, Workbench bench) {
        this.weight = weight;
        this.nearest = nearest;
        this.rule = rule;
        this.moments = moments;
        this.bench = bench;
    }

    /** The better one for the layer's outputs: with compensation, or {@code nearest}. */
    Affine quantize(Options options) throws IOException {
        Shape shape = weight.shape();
        Shape grid = nearest.scale().shape();
        int features = moments.features();
        WeightMatrix matrix = new WeightMatrix(
                Values.of(weight),
                Math.toIntExact(shape.elements() / features),
                features,
                moments.transposed());
        float[] scales = new float[Math.toIntExact(grid.elements())];
        new TensorReader(nearest.scale()).readFloats(0, scales, 0, scales.length);
        int[] zeros = zeros(scales.length);
        BlockOfElement blocks = BlockOfElement.of(matrix, shape, grid);
        CompensatedRun run = new CompensatedRun(
                matrix,
                moments,
                CalibrationOptions.dampening(options),
                CalibrationOptions.greatestFirst(options),
                bench::checkCancelled);
        try (TensorWriter codes = bench.tensor(rule.codes(), shape)) {
            CompensatedRun.Errors errors = run.run(
                    order -> new CompensatedAffine(rule, blocks, order, scales, zeros, CompensatedRun.ROWS),
                    new MatrixCodes(matrix, codes::writeCodes),
                    Values.of(nearest));
            if (!(errors.compensated() < errors.plain())) {
                return nearest;
            }
            return new Affine(new Dense(codes.finish()), scale(grid, scales), offset(grid, zeros));
        }
    }

    private int[] zeros(int count) throws IOException {
        int[] zeros = new int[count];
        if (nearest.offset().isPresent()) {
            byte[] codes = new byte[count];
            new TensorReader(nearest.offset().get()).readCodes(0, codes, 0, count);
            for (int i = 0; i < count; i++) {
                zeros[i] = rule.codes().isSigned() ? codes[i] : codes[i] & 0xff;
            }
        }
        return zeros;
    }

    private Tensor scale(Shape grid, float[] scales) throws IOException {
        try (TensorWriter writer = bench.tensor(rule.weight(), grid)) {
            writer.writeFloats(scales, 0, scales.length);
            return writer.finish();
        }
    }

    private Optional<Tensor> offset(Shape grid, int[] zeros) throws IOException {
        if (!rule.hasOffset()) {
            return Optional.empty();
        }
        byte[] codes = new byte[zeros.length];
        for (int i = 0; i < zeros.length; i++) {
            codes[i] = (byte) zeros[i];
        }
        try (TensorWriter writer = bench.tensor(rule.codes(), grid)) {
            writer.writeCodes(codes, 0, codes.length);
            return Optional.of(writer.finish());
        }
    }
}
