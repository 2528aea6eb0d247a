package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Short ways to palettize small arrays in tests and to look at the result. */
final class Palettized {
    static final PalettizeTechnique TECHNIQUE = new PalettizeTechnique();
    static final String GROUPED = "per_grouped_channel";

    private Palettized() {}

    static Options options(Object... keysAndValues) {
        Map<String, Object> given = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            given.put((String) keysAndValues[i], value instanceof Integer whole ? (Object) whole.longValue() : value);
        }
        return Options.of(TECHNIQUE.options(), given);
    }

    static Dense dense(DataType type, Shape shape, float... values) {
        if (type.isFloat()) {
            return new Dense(MemoryTensorWriter.ofFloats(type, shape, values));
        }
        byte[] codes = new byte[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (int) values[i];
        }
        return new Dense(MemoryTensorWriter.ofCodes(type, shape, codes));
    }

    /** Normally distributed values; in float16 they are rounded. */
    static Dense random(Random random, DataType type, Shape shape) {
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = type.isFloat()
                    ? 0.05f * (float) random.nextGaussian()
                    : Math.max(type.min(), Math.min(type.max(), Math.round(40 * random.nextGaussian())));
        }
        return dense(type, shape, values);
    }

    /** Where the mask is set, the values of a dense form. */
    static Sparse sparse(Dense dense, boolean[] kept) throws IOException {
        float[] all = values(dense);
        byte[] mask = new byte[all.length];
        int count = 0;
        float[] left = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            if (kept[i]) {
                mask[i] = 1;
                left[count++] = all[i];
            }
        }
        Dense values = dense(dense.type(), Shape.of(count), Arrays.copyOf(left, count));
        return new Sparse(MemoryTensorWriter.ofCodes(DataType.UINT1, dense.shape(), mask), values.values());
    }

    static Subject subject(Representation form) {
        return subject(form, Opset.COREML8, false);
    }

    static Subject subject(Representation form, Opset opset, boolean joint) {
        return new Subject(
                "linear_1.weight", "linear", "weight", Optional.of(new ChannelAxes(0, 1)), form, opset, joint, false);
    }

    /** The form that compression gives, after it was seen to be what was promised for a sketch, with its error. */
    static Representation compress(Subject weight, Options options) throws IOException {
        Outcome outcome = TECHNIQUE.compress(weight, options, new MemoryWorkbench());
        if (outcome instanceof Outcome.Declined declined) {
            throw new AssertionError("declined: " + declined.reason());
        }
        Representation form = ((Outcome.Compressed) outcome).form();
        KnownError.check(weight, (Outcome.Compressed) outcome);
        Proposal.Form proposed = (Proposal.Form) TECHNIQUE.propose(weight, options);
        if (proposed.basis() == Proposal.Basis.EXACT && !FormText.of(proposed.form()).equals(FormText.of(form))) {
            throw new AssertionError("promised " + FormText.of(proposed.form()) + ", made " + FormText.of(form));
        }
        return form;
    }

    static String declined(Subject weight, Options options) throws IOException {
        Outcome outcome = TECHNIQUE.compress(weight, options, new MemoryWorkbench());
        return ((Outcome.Declined) outcome).reason();
    }

    static String proposalDeclined(Subject weight, Options options) {
        return ((Proposal.Declined) TECHNIQUE.propose(weight, options)).reason();
    }

    static double squaredError(Representation original, Representation compressed) throws IOException {
        ErrorSums.Result result = ErrorSums.between(original, compressed, () -> {});
        return result.mse() * result.elements();
    }

    static float[] values(Representation form) throws IOException {
        float[] values = new float[(int) form.shape().elements()];
        Decoder.open(form).read(values, 0, values.length);
        return values;
    }

    static float[] floats(Tensor tensor) throws IOException {
        float[] values = new float[(int) tensor.elements()];
        new TensorReader(tensor).readFloats(0, values, 0, values.length);
        return values;
    }

    static int[] codes(Tensor tensor) throws IOException {
        byte[] bytes = new byte[(int) tensor.elements()];
        new TensorReader(tensor).readCodes(0, bytes, 0, bytes.length);
        int[] codes = new int[bytes.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = bytes[i] & 0xff;
        }
        return codes;
    }
}
