package dev.mlrecipe.technique.quantize;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.CalibrationOptions;
import dev.mlrecipe.technique.FormNames;
import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Suggestion;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Violation;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.AffineQuantizer;
import dev.mlrecipe.technique.kernel.AffineRule;
import dev.mlrecipe.technique.kernel.BlockGrid;
import dev.mlrecipe.technique.kernel.CodeSink;
import dev.mlrecipe.technique.kernel.MaskedSink;
import dev.mlrecipe.technique.kernel.NonFinite;
import dev.mlrecipe.technique.kernel.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Linear quantization to 8 or 4 bits: {@code value = scale * (code - zero point)} with one scale per tensor, output
 * channel or block. Vocabulary and meaning are those of coremltools' {@code OpLinearQuantizerConfig}.
 *
 * <p>Neural networks have a bias instead of a zero point, and codes of any width up to 8 bits.
 *
 * <p>Of a sparse weight, the values that are left are quantized; of a palettized one, the table.
 */
public final class QuantizeTechnique implements Technique {
    private static final Suggestion PER_TENSOR = new Suggestion("granularity", "per_tensor");

    @Override
    public String configType() {
        return "OpLinearQuantizerConfig";
    }

    @Override
    public String summary() {
        return "Stores weights as integers of 8, 4 or (in neural networks) 1 to 8 bits with a scale per tensor, output"
                + " channel or block"
                + " (linear quantization).";
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public List<Option> options() {
        return QuantizeVocabulary.OPTIONS;
    }

    @Override
    public List<Violation> check(Options options) {
        return CalibrationOptions.check(options);
    }

    @Override
    public boolean calibrates(Options options) {
        return CalibrationOptions.calibrates(options);
    }

    @Override
    public List<Need> needs(Options options) {
        List<Need> needs = new ArrayList<>();
        needs.add(new Need(
                switch (options.word("dtype")) {
                    case "int8", "uint8" -> "quantize.int8";
                    case "int4", "uint4" -> "quantize.int4";
                    default -> "quantize.odd_bits";
                },
                "dtype"));
        if (options.word("granularity").equals("per_block")) {
            needs.add(new Need("quantize.per_block", "granularity"));
        }
        return needs;
    }

    @Override
    public Proposal propose(Subject weight, Options options) {
        if (weight.inNetwork()) {
            return new NetworkQuantizer(weight, options).propose();
        }
        Job job = Job.of(weight, options);
        if (job.reason().isPresent()) {
            return new Proposal.Declined(job.reason().get(), job.suggestions());
        }
        Shape grid = job.grid().orElseThrow();
        AffineRule rule = job.rule();
        Tensor scale = Tensor.sketch(rule.weight(), grid);
        Optional<Tensor> offset =
                rule.hasOffset() ? Optional.of(Tensor.sketch(rule.codes(), grid)) : Optional.empty();
        Shape stored = job.target() instanceof Sparse sparse ? sparse.values().shape() : job.target().shape();
        Tensor codes = Tensor.sketch(rule.codes(), stored);
        return new Proposal.Form(job.result(weight.opset(), codes, scale, offset), Proposal.Basis.EXACT);
    }

    @Override
    public Outcome compress(Subject weight, Options options, Workbench bench) throws IOException {
        if (weight.inNetwork()) {
            return new NetworkQuantizer(weight, options).compress(bench);
        }
        Job job = Job.of(weight, options);
        if (job.reason().isPresent()) {
            return new Outcome.Declined(job.reason().get());
        }
        Outcome nearest = nearest(weight, job, bench);
        if (calibrates(options)
                && bench.moments().isPresent()
                && job.weight() instanceof Dense dense
                && nearest instanceof Outcome.Compressed compressed
                && compressed.form() instanceof Affine affine) {
            InputMoments moments = bench.moments().get();
            return new Outcome.Compressed(
                    new GptqQuantizer(dense, affine, job.rule(), moments, bench).quantize(options));
        }
        return nearest;
    }

    private static Outcome nearest(Subject weight, Job job, Workbench bench) throws IOException {
        Shape shape = job.target().shape();
        Shape grid = job.grid().orElseThrow();
        AffineRule rule = job.rule();
        Shape stored = job.target() instanceof Sparse sparse ? sparse.values().shape() : shape;
        try (TensorWriter codes = bench.tensor(rule.codes(), stored);
                TensorWriter scale = bench.tensor(rule.weight(), grid);
                TensorWriter offset = rule.hasOffset() ? bench.tensor(rule.codes(), grid) : null) {
            AffineQuantizer.Output output =
                    new AffineQuantizer.Output(job.sink(codes), scale, Optional.ofNullable(offset));
            AffineQuantizer quantizer = new AffineQuantizer(
                    job.values(),
                    shape.elements(),
                    BlockGrid.of(shape, grid),
                    rule,
                    output,
                    bench::checkCancelled);
            if (!quantizer.run()) {
                NonFinite found = NonFinite.count(job.values(), shape.elements(), bench::checkCancelled);
                return new Outcome.Declined(found.describe(shape) + "; linear codes hold finite values only");
            }
            Optional<Tensor> offsets = offset == null ? Optional.empty() : Optional.of(offset.finish());
            boolean whole = job.target() == job.weight();
            return new Outcome.Compressed(
                    job.result(weight.opset(), codes.finish(), scale.finish(), offsets),
                    whole ? Optional.of(quantizer.error()) : Optional.empty());
        }
    }

    /**
     * What is to be done with one weight.
     *
     * @param weight the weight
     * @param target the part of it that becomes codes: all of it, its values at set bits, or its table
     * @param rule codes and types
     * @param grid blocks per axis of {@code target}; empty if declined
     * @param reason why nothing can be done; empty if something can
     * @param suggestions options with which something could
     */
    private record Job(
            Representation weight,
            Representation target,
            AffineRule rule,
            Optional<Shape> grid,
            Optional<String> reason,
            List<Suggestion> suggestions) {

        static Job of(Subject weight, Options options) {
            Representation current = weight.current();
            if (!(current instanceof Dense) && !weight.joint()) {
                return declined(current, "it is already compressed (" + FormNames.of(current)
                        + "); joint_compression: true lets a later step work on that");
            }
            return switch (current) {
                case Dense dense -> whole(weight, dense, options);
                case Sparse sparse -> whole(weight, sparse, options);
                case LookupTable form -> table(current, form.table(), options);
                case SparseLookupTable form -> table(current, form.table(), options);
                case Affine form -> declined(form, "it already is linearly quantized");
                case Linear form -> declined(form, "it already is linearly quantized");
                case SparseAffine form -> declined(form, "its values already are linearly quantized");
                case Cast form -> declined(form, "it is stored as a float16 cast, which linear codes cannot replace");
            };
        }

        private static Job declined(Representation weight, String reason, Suggestion... suggestions) {
            return declined(weight, reason, List.of(suggestions));
        }

        private static Job declined(Representation weight, String reason, List<Suggestion> suggestions) {
            return new Job(weight, weight, null, Optional.empty(), Optional.of(reason), suggestions);
        }

        private static Job whole(Subject weight, Representation target, Options options) {
            Optional<String> unfit = unfit(target);
            if (unfit.isPresent()) {
                return declined(target, unfit.get());
            }
            BlockShape blocks = BlockShape.of(weight, options);
            if (blocks.grid().isEmpty()) {
                return declined(target, blocks.reason(), blocks.suggestions());
            }
            long scattered = BlockGrid.of(target.shape(), blocks.grid().get()).stripeBlocks();
            if (scattered > AffineQuantizer.MAX_BLOCKS) {
                return declined(target, scattered + " blocks lie across each other in " + target.shape() + ", at most "
                        + AffineQuantizer.MAX_BLOCKS + " can; granularity per_tensor works", PER_TENSOR);
            }
            return new Job(target, target, rule(target, options), blocks.grid(), Optional.empty(), List.of());
        }

        private static Job table(Representation weight, Representation table, Options options) {
            if (!(table instanceof Dense)) {
                return declined(weight, "its table already is linearly quantized");
            }
            Optional<String> unfit = unfit(table);
            if (unfit.isPresent()) {
                return declined(weight, unfit.get());
            }
            String granularity = options.word("granularity");
            if (options.isGiven("granularity") && !granularity.equals("per_tensor")) {
                return declined(weight, "a table is quantized as a whole: granularity " + granularity
                        + " does not apply to a palettized weight; per_tensor does", PER_TENSOR);
            }
            String dtype = options.word("dtype");
            if (dtype.endsWith("4")) {
                String wide = dtype.replace('4', '8');
                return declined(
                        weight,
                        "table entries cannot be " + dtype + "; " + wide + " works",
                        new Suggestion("dtype", wide));
            }
            Shape one = Shape.ones(table.shape().rank());
            return new Job(weight, table, rule(table, options), Optional.of(one), Optional.empty(), List.of());
        }

        private static Optional<String> unfit(Representation target) {
            DataType type = target.type();
            if (type.isInteger()) {
                return Optional.of("its values are integers already (" + type.word() + ")");
            }
            if (type != DataType.FLOAT16 && type != DataType.FLOAT32) {
                return Optional.of("only float16 and float32 values can be quantized, these are " + type.word());
            }
            if (target.shape().elements() == 0) {
                return Optional.of("it has no elements");
            }
            if (target.shape().rank() == 0) {
                return Optional.of("it is a single number");
            }
            return Optional.empty();
        }

        private static AffineRule rule(Representation target, Options options) {
            return new AffineRule(
                    DataType.ofWord(options.word("dtype")).orElseThrow(),
                    options.word("mode").equals("linear_symmetric"),
                    target.type(),
                    options.word("scale_search").equals("mse"));
        }

        Values values() throws IOException {
            return Values.of(target);
        }

        CodeSink sink(TensorWriter writer) {
            return target instanceof Sparse sparse
                    ? new MaskedSink(sparse.mask(), writer)
                    : writer::writeCodes;
        }

        Representation result(Opset opset, Tensor codes, Tensor scale, Optional<Tensor> offset) {
            if (weight instanceof LookupTable form && opset.scalesAroundTables()) {
                LookupTable table = new LookupTable(form.indices(), new Dense(codes), form.vectorAxis());
                Shape one = Shape.ones(form.shape().rank());
                return new Affine(table, reshaped(scale, one), offset.map(zero -> reshaped(zero, one)));
            }
            return switch (weight) {
                case Sparse form -> new SparseAffine(new Sparse(form.mask(), codes), scale, offset);
                case LookupTable form -> new LookupTable(
                        form.indices(), new Affine(new Dense(codes), scale, offset), form.vectorAxis());
                case SparseLookupTable form -> new SparseLookupTable(
                        form.mask(), form.indices(), new Affine(new Dense(codes), scale, offset), form.vectorAxis());
                default -> new Affine(new Dense(codes), scale, offset);
            };
        }

        private static Tensor reshaped(Tensor tensor, Shape shape) {
            return new Tensor(tensor.type(), shape, tensor.bytes());
        }
    }
}
