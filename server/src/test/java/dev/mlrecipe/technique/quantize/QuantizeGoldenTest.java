package dev.mlrecipe.technique.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.technique.GoldenSteps;
import dev.mlrecipe.testing.FormText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every weight that coremltools quantized: we store the same types and shapes, and the error is not larger. */
class QuantizeGoldenTest {

    static List<String> goldens() throws IOException {
        return Goldens.names().stream()
                .filter(name -> name.matches("ios\\d+_(fp32_)?q8?_.*|joint_prune60_then_q8.*"))
                .toList();
    }

    @Test
    void goldensAreThere() throws IOException {
        assertEquals(19, goldens().size(), goldens().toString());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void noWeightIsWorseThanWithCoremltools(String golden) throws IOException {
        int weights = GoldenSteps.forEach(golden, pair -> {
            assertEquals(structure(pair.ours()), structure(withoutZeroOffset(pair)), pair.name());
            double theirs = mse(pair.original(), pair.theirs());
            double ours = mse(pair.original(), pair.ours());
            assertTrue(ours <= theirs * (1 + 1e-6), pair.name() + ": " + ours + " > " + theirs);
        });
        assertTrue(weights >= 4, weights + " weights");
    }

    /** The best of 21 clipped ranges of every block; coremltools 9.0 knows the whole range only, and has 1.42e-4 here. */
    @Test
    void searchingTheClipLowersTheErrorOfARealConvolution() throws IOException {
        try (CoreMlModel model = CoreMlModels.open(Goldens.base("net_fp16_ios18"))) {
            Weight weight = model.index().weights().stream()
                    .filter(w -> w.name().equals("conv_2.weight"))
                    .findFirst()
                    .orElseThrow();
            Representation form = Quantized.affine(
                    Quantized.subject(weight.stored(), false),
                    Quantized.options("dtype", "int4", "granularity", "per_block", "block_size", 16,
                            "scale_search", "mse"));
            double error = mse(weight.stored(), form);
            assertTrue(error < 1.015e-4, "mse " + error);
        }
    }

    /** First-generation operations always have a zero point; where it is 0 our form has none. */
    private static Representation withoutZeroOffset(GoldenSteps.Pair pair) throws IOException {
        if (pair.theirs() instanceof Affine theirs
                && pair.ours() instanceof Affine ours
                && ours.offset().isEmpty()
                && theirs.offset().isPresent()) {
            assertTrue(IntStream.of(Quantized.codes(theirs.offset().get())).allMatch(zero -> zero == 0), pair.name());
            return new Affine(theirs.data(), theirs.scale(), Optional.empty());
        }
        return pair.theirs();
    }

    /** Without the number of values of a sparse form: coremltools prunes one more than asked for. */
    private static String structure(Representation form) {
        return FormText.of(form).replaceAll("int8\\[\\d+\\]", "int8[n]");
    }

    private static double mse(Representation original, Representation compressed) throws IOException {
        return ErrorSums.between(original, compressed, () -> {}).mse();
    }
}
