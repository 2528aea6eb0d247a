package dev.mlrecipe.technique.quantize;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.FormNames;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Suggestion;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.BiasQuantizer;
import dev.mlrecipe.technique.kernel.NonFinite;
import dev.mlrecipe.technique.kernel.Values;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Linear quantization of a neural network's weight: unsigned codes of 1 to 8 bits, a scale and a bias for every output
 * channel or for the whole weight. The signs of {@code dtype} do not matter: {@code mode} says where zero is.
 */
final class NetworkQuantizer {
    private static final int MOST_CHANNELS = 1 << 24;

    private final Subject weight;
    private final Options options;
    private final int bits;
    private final boolean symmetric;

    NetworkQuantizer(Subject weight, Options options) {
        this.weight = weight;
        this.options = options;
        this.bits = DataType.ofWord(options.word("dtype")).orElseThrow().bits();
        this.symmetric = options.word("mode").equals("linear_symmetric");
    }

    Proposal propose() {
        Optional<Proposal.Declined> refusal = refusal();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Tensor parameters = Tensor.sketch(DataType.FLOAT32, grid());
        return new Proposal.Form(
                new Linear(
                        Tensor.sketch(DataType.unsigned(bits), weight.shape()), parameters, Optional.of(parameters)),
                Proposal.Basis.EXACT);
    }

    private Optional<Proposal.Declined> refusal() {
        if (!(weight.current() instanceof Dense) && !(weight.current() instanceof Cast)) {
            return declined("it already is " + FormNames.of(weight.current()) + ", and neural networks store no codes"
                    + " of codes");
        }
        if (weight.shape().rank() == 0 || weight.shape().elements() == 0) {
            return declined("it has no values");
        }
        if (symmetric && bits == 1) {
            return declined("one bit has no code for zero between two others; mode: linear would work",
                    new Suggestion("mode", "linear"));
        }
        if (options.word("granularity").equals("per_block")) {
            return declined("neural networks have no scales per block; granularity per_channel works",
                    new Suggestion("granularity", "per_channel"));
        }
        return grid().elements() > MOST_CHANNELS
                ? declined("it has more than " + MOST_CHANNELS + " output channels; granularity per_tensor works",
                        new Suggestion("granularity", "per_tensor"))
                : Optional.empty();
    }

    private static Optional<Proposal.Declined> declined(String reason, Suggestion... suggestions) {
        return Optional.of(new Proposal.Declined(reason, List.of(suggestions)));
    }

    /** One entry per output channel. Vectors and weights without such an axis have one entry. */
    private Shape grid() {
        Shape shape = weight.shape();
        Shape one = Shape.ones(shape.rank());
        int axis = axis();
        return axis < 0 ? one : one.with(axis, shape.dim(axis));
    }

    private int axis() {
        boolean whole = options.word("granularity").equals("per_tensor") || weight.shape().rank() < 2;
        int output = weight.axes().map(ChannelAxes::output).orElse(Integer.MAX_VALUE);
        return whole || output >= weight.shape().rank() ? -1 : output;
    }

    Outcome compress(Workbench bench) throws IOException {
        Optional<Proposal.Declined> refusal = refusal();
        if (refusal.isPresent()) {
            return new Outcome.Declined(refusal.get().reason());
        }
        Shape shape = weight.shape();
        Shape grid = grid();
        Values values = Values.of(weight.current());
        int axis = axis();
        BiasQuantizer quantizer = new BiasQuantizer(
                values,
                shape.elements(),
                (int) grid.elements(),
                axis < 0 ? shape.elements() : shape.stride(axis),
                bits,
                symmetric,
                options.word("scale_search").equals("mse"),
                bench::checkCancelled);
        if (!quantizer.fit()) {
            NonFinite found = NonFinite.count(values, shape.elements(), bench::checkCancelled);
            return new Outcome.Declined(found.describe(shape) + "; linear codes hold finite values only");
        }
        try (TensorWriter codes = bench.tensor(DataType.unsigned(bits), shape)) {
            quantizer.codes(codes::writeCodes);
            return new Outcome.Compressed(new Linear(
                    codes.finish(),
                    floats(grid, quantizer.scales(), bench),
                    Optional.of(floats(grid, quantizer.biases(), bench))));
        }
    }

    private static Tensor floats(Shape shape, float[] values, Workbench bench) throws IOException {
        try (TensorWriter writer = bench.tensor(DataType.FLOAT32, shape)) {
            writer.writeFloats(values, 0, values.length);
            return writer.finish();
        }
    }
}
