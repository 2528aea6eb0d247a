package dev.mlrecipe.technique.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.KnownError;
import dev.mlrecipe.testing.MemoryWorkbench;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short ways to prune small arrays in tests and to look at the result. */
final class Pruned {
    static final Technique MAGNITUDE = new MagnitudePruneTechnique();
    static final Technique THRESHOLD = new ThresholdPruneTechnique();

    private Pruned() {}

    static Options options(Technique technique, Object... keysAndValues) {
        Map<String, Object> given = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            if (value instanceof List<?> list) {
                value = list.stream().map(v -> (Object) ((Integer) v).longValue()).toList();
            }
            given.put((String) keysAndValues[i], value instanceof Integer whole ? (Object) whole.longValue() : value);
        }
        return Options.of(technique.options(), given);
    }

    static Dense dense(DataType type, Shape shape, float... values) {
        return new Dense(MemoryTensorWriter.ofFloats(type, shape, values));
    }

    static Subject subject(Representation form, boolean joint) {
        return new Subject(
                "linear_1.weight",
                "linear",
                "weight",
                Optional.of(new ChannelAxes(0, 1)),
                form,
                Opset.COREML8,
                joint,
                false);
    }

    /** Prunes with magnitude pruning; without NaN, the stored number of values is at most the promised one. */
    static Representation magnitude(Subject weight, Object... keysAndValues) throws IOException {
        Options options = options(MAGNITUDE, keysAndValues);
        assertEquals(List.of(), MAGNITUDE.check(options));
        Proposal.Form proposal = (Proposal.Form) MAGNITUDE.propose(weight, options);
        Outcome outcome = MAGNITUDE.compress(weight, options, new MemoryWorkbench());
        Representation form = ((Outcome.Compressed) outcome).form();
        KnownError.check(weight, (Outcome.Compressed) outcome);
        assertEquals(Proposal.Basis.UPPER_BOUND, proposal.basis());
        if (!anyNaN(expand(weight.current()))) {
            assertTrue(stored(form) <= stored(proposal.form()), stored(form) + " > " + stored(proposal.form()));
        }
        return form;
    }

    private static boolean anyNaN(float[] values) {
        boolean any = false;
        for (float value : values) {
            any |= Float.isNaN(value);
        }
        return any;
    }

    static String declined(Technique technique, Subject weight, Object... keysAndValues) throws IOException {
        Options options = options(technique, keysAndValues);
        Outcome.Declined outcome =
                (Outcome.Declined) technique.compress(weight, options, new MemoryWorkbench());
        if (technique.propose(weight, options) instanceof Proposal.Declined proposal) {
            assertEquals(proposal.reason(), outcome.reason());
        }
        return outcome.reason();
    }

    /** Number of stored values, codes or indices. */
    static long stored(Representation form) {
        return switch (form) {
            case Sparse sparse -> sparse.values().elements();
            case SparseAffine affine -> stored(affine.data());
            case SparseLookupTable table -> table.indices().elements();
            default -> throw new AssertionError("not sparse: " + form);
        };
    }

    /** What a device expands the form to. */
    static float[] expand(Representation form) throws IOException {
        float[] values = new float[(int) form.shape().elements()];
        Decoder.open(form).read(values, 0, values.length);
        return values;
    }

    static byte[] codes(Tensor tensor) throws IOException {
        byte[] codes = new byte[(int) tensor.elements()];
        new TensorReader(tensor).readCodes(0, codes, 0, codes.length);
        return codes;
    }
}
