package dev.mlrecipe.technique.cast;

import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.FormNames;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Violation;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.Values;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Float16 storage of a neural network's weights: what coremltools calls quantization to 16 bits. */
public final class Float16Technique implements Technique {
    private static final int CHUNK = 1 << 14;

    @Override
    public String configType() {
        return "OpFloat16Config";
    }

    @Override
    public String summary() {
        return "Stores the float32 weights of a neural network as float16: half the size, and hardly an error. What"
                + " `quantize_weights` with 16 bits does in coremltools.";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    /** Nothing grows by it, and a layer's plain values have to be of one type: by default all are stored so. */
    @Override
    public long defaultThreshold() {
        return 0;
    }

    @Override
    public List<Violation> check(Options options) {
        return List.of();
    }

    @Override
    public List<Need> needs(Options options) {
        return List.of(new Need("neural_network.fp16", "config_type"));
    }

    @Override
    public Proposal propose(Subject weight, Options options) {
        return refusal(weight)
                .<Proposal>map(Proposal.Declined::new)
                .orElseGet(() -> new Proposal.Form(
                        new Cast(Tensor.sketch(DataType.FLOAT16, weight.shape())), Proposal.Basis.EXACT));
    }

    private static Optional<String> refusal(Subject weight) {
        if (!weight.inNetwork()) {
            return Optional.of("only neural networks hold float16 weights in layers that compute in float32; an ML"
                    + " program becomes float16 as a whole, by compute_precision when it is converted");
        }
        return switch (weight.current()) {
            case Dense dense -> dense.type() == DataType.FLOAT32
                    ? Optional.empty()
                    : Optional.of("its values are " + dense.type().word());
            case Cast cast -> Optional.of("it is float16 already");
            default -> Optional.of(
                    "it already is " + FormNames.of(weight.current()) + ", which takes less than float16");
        };
    }

    @Override
    public Outcome compress(Subject weight, Options options, Workbench bench) throws IOException {
        Optional<String> refusal = refusal(weight);
        if (refusal.isPresent()) {
            return new Outcome.Declined(refusal.get());
        }
        Values values = Values.of(weight.current());
        long elements = weight.shape().elements();
        float[] chunk = new float[(int) Math.min(CHUNK, elements)];
        try (TensorWriter writer = bench.tensor(DataType.FLOAT16, weight.shape())) {
            for (long at = 0; at < elements; ) {
                bench.checkCancelled();
                int n = (int) Math.min(chunk.length, elements - at);
                values.read(at, chunk, 0, n);
                for (int i = 0; i < n; i++) {
                    if (Float.isInfinite(Float.float16ToFloat(Float.floatToFloat16(chunk[i])))) {
                        return new Outcome.Declined(
                                "it holds " + chunk[i] + ", and float16 ends at 65504; it stays float32");
                    }
                }
                writer.writeFloats(chunk, 0, n);
                at += n;
            }
            return new Outcome.Compressed(new Cast(writer.finish()));
        }
    }
}
