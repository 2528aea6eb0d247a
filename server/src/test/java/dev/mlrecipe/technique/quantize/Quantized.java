package dev.mlrecipe.technique.quantize;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.testing.FormText;
import dev.mlrecipe.testing.KnownError;
import dev.mlrecipe.testing.MemoryWorkbench;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Short ways to quantize small arrays in tests and to look at the result. */
final class Quantized {
    static final QuantizeTechnique TECHNIQUE = new QuantizeTechnique();

    private Quantized() {}

    static Options options(Object... keysAndValues) {
        Map<String, Object> given = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            given.put((String) keysAndValues[i], value instanceof Integer whole ? (Object) whole.longValue() : value);
        }
        return Options.of(TECHNIQUE.options(), given);
    }

    static Dense dense(DataType type, Shape shape, float... values) {
        return new Dense(MemoryTensorWriter.ofFloats(type, shape, values));
    }

    static Subject subject(Representation form, boolean joint) {
        return subject(form, joint, Optional.of(new ChannelAxes(0, 1)));
    }

    static Subject subject(Representation form, boolean joint, Optional<ChannelAxes> axes) {
        return new Subject("linear_1.weight", "linear", "weight", axes, form, Opset.COREML8, joint, false);
    }

    /**
     * The outcome, after the proposal for a sketch was seen to promise exactly this, and the error to be what the engine
     * would measure.
     */
    static Outcome compress(Subject weight, Options options) throws IOException {
        Proposal proposal = TECHNIQUE.propose(weight, options);
        Outcome outcome = TECHNIQUE.compress(weight, options, new MemoryWorkbench());
        if (proposal instanceof Proposal.Form form && outcome instanceof Outcome.Compressed compressed) {
            String promised = FormText.of(form.form());
            String made = FormText.of(compressed.form());
            if (!promised.equals(made) || form.basis() != Proposal.Basis.EXACT) {
                throw new AssertionError("promised " + promised + ", made " + made);
            }
            KnownError.check(weight, compressed);
        }
        return outcome;
    }

    static Affine affine(Subject weight, Options options) throws IOException {
        return (Affine) ((Outcome.Compressed) compress(weight, options)).form();
    }

    static int[] codes(Tensor tensor) throws IOException {
        byte[] bytes = new byte[(int) tensor.elements()];
        new TensorReader(tensor).readCodes(0, bytes, 0, bytes.length);
        int[] codes = new int[bytes.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = tensor.type().isSigned() ? bytes[i] : bytes[i] & 0xff;
        }
        return codes;
    }

    static float[] floats(Tensor tensor) throws IOException {
        float[] values = new float[(int) tensor.elements()];
        new TensorReader(tensor).readFloats(0, values, 0, values.length);
        return values;
    }

    /** What a device expands the form to. */
    static float[] expand(Affine form) throws IOException {
        int[] codes = codes(((Dense) form.data()).values());
        float[] scales = floats(form.scale());
        int[] zeros = form.offset().isPresent() ? codes(form.offset().get()) : new int[scales.length];
        int[] blockOf = AffineReference.blocks(form.shape(), form.scale().shape());
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            int block = blockOf[i];
            values[i] = PeerQuantizer.round((codes[i] - zeros[block]) * (double) scales[block], form.type());
        }
        return values;
    }

    static double squaredError(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return sum;
    }
}
