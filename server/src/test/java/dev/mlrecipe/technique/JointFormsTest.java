package dev.mlrecipe.technique;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.testing.FormText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a joint step makes of every form that earlier steps made. The whole table: nothing is undefined. */
class JointFormsTest {
    private static final String PRUNE = "{config_type: OpMagnitudePrunerConfig, global_config: {target_sparsity: 0.5}}";
    private static final String LESS = "{config_type: OpMagnitudePrunerConfig, global_config: {target_sparsity: 0.25}}";
    private static final String TABLE = "{config_type: OpPalettizerConfig, global_config: {nbits: 2}}";
    private static final String CODES = "{config_type: OpLinearQuantizerConfig, global_config: {dtype: int8}}";
    private static final String LINEAR =
            "{config_type: OpLinearQuantizerConfig, global_config: {mode: linear, dtype: uint8}}";
    private static final String FOUR = "{config_type: OpLinearQuantizerConfig, global_config: {dtype: int4}}";
    private static final String PER_CHANNEL =
            "{config_type: OpLinearQuantizerConfig, global_config: {granularity: per_channel}}";
    private static final String PER_TENSOR =
            "{config_type: OpLinearQuantizerConfig, global_config: {granularity: per_tensor}}";

    /** Steps, the form after them (before iOS26), and what the last one says if it does nothing. */
    private record Row(List<String> steps, String form, String reason) {}

    private static final String SPARSE = "sparse(uint1[48,64], float16[1536])";
    private static final String SPARSE_TABLE = "sparse_table(uint1[48,64], uint2[1536], float16[1,1,4,1], 0)";
    private static final String SPARSE_CODES = "sparse_affine(sparse(uint1[48,64], int8[1536]), float16[48,1])";
    private static final String AFFINE = "affine(int8[48,64], float16[48,1])";
    private static final String CODED = "table(uint2[48,64], affine(int8[1,1,4,1], float16[1,1,1,1]), 0)";

    private static final List<Row> ROWS = List.of(
            // dense: as usual. coremltools 9.0 leaves dense weights alone in a joint pruning step.
            row(SPARSE, PRUNE),
            row("table(uint2[48,64], float16[1,1,4,1], 0)", TABLE),
            row(AFFINE, CODES),
            // sparse + palettize: a table over the non-zero values
            row(SPARSE_TABLE, PRUNE, TABLE),
            // sparse + quantize: sparse affine
            row(SPARSE_CODES, PRUNE, CODES),
            row("sparse_affine(sparse(uint1[48,64], uint8[1536]), float16[48,1], uint8[48,1])", PRUNE, LINEAR),
            row("sparse_affine(sparse(uint1[48,64], int4[1536]), float16[48,1])", PRUNE, FOUR),
            row("sparse_affine(sparse(uint1[48,64], int8[1536]), float16[1,1])", PRUNE, PER_TENSOR),
            // table + prune: a mask, the table unchanged
            row(SPARSE_TABLE, TABLE, PRUNE),
            // table or sparse table + quantize: the table becomes int8 or uint8, per tensor
            row(CODED, TABLE, CODES),
            row(CODED, TABLE, PER_TENSOR),
            row("table(uint2[48,64], affine(uint8[1,1,4,1], float16[1,1,1,1], uint8[1,1,1,1]), 0)", TABLE, LINEAR),
            row("sparse_table(uint1[48,64], uint2[1536], affine(int8[1,1,4,1], float16[1,1,1,1]), 0)", PRUNE, TABLE, CODES),
            row("sparse_table(uint1[48,64], uint2[1536], affine(int8[1,1,4,1], float16[1,1,1,1]), 0)", TABLE, PRUNE, CODES),
            row("sparse_table(uint1[48,64], uint2[1536], affine(int8[1,1,4,1], float16[1,1,1,1]), 0)", TABLE, CODES, PRUNE),
            declined("table(uint2[48,64], float16[1,1,4,1], 0)",
                    "a table is quantized as a whole: granularity per_channel does not apply to a palettized weight;"
                            + " per_tensor does", TABLE, PER_CHANNEL),
            declined(SPARSE_TABLE,
                    "a table is quantized as a whole: granularity per_channel does not apply to a palettized weight;"
                            + " per_tensor does", PRUNE, TABLE, PER_CHANNEL),
            declined("table(uint2[48,64], float16[1,1,4,1], 0)", "table entries cannot be int4; int8 works", TABLE, FOUR),
            // affine + prune: sparse affine
            row(SPARSE_CODES, CODES, PRUNE),
            // affine + palettize: a table of codes for every scale
            row("table(uint2[48,64], affine(int8[48,1,4,1], float16[48,1,1,1]), 0)", CODES, TABLE),
            row("table(uint2[48,64], affine(int8[1,1,4,1], float16[1,1,1,1]), 0)", PER_TENSOR, TABLE),
            // everything else
            declined(SPARSE, "it already is sparse", PRUNE, LESS),
            declined("table(uint2[48,64], float16[1,1,4,1], 0)",
                    "already palettized by earlier steps, which cannot be combined with a table", TABLE, TABLE),
            declined(SPARSE_TABLE, "it already is sparse (and palettized)", PRUNE, TABLE, LESS),
            declined(SPARSE_TABLE,
                    "already pruned and palettized by earlier steps, which cannot be combined with a table",
                    PRUNE, TABLE, TABLE),
            declined(AFFINE, "it already is linearly quantized", CODES, CODES),
            declined("affine(int4[48,64], float16[48,1])",
                    "quantized to int4 by an earlier step, and table entries cannot be; dtype int8 or uint8 there would"
                            + " work", FOUR, TABLE),
            declined(SPARSE_CODES, "it already is sparse (and linearly quantized)", CODES, PRUNE, LESS),
            declined(SPARSE_CODES,
                    "already pruned and quantized by earlier steps, which cannot be combined with a table",
                    PRUNE, CODES, TABLE),
            declined(SPARSE_CODES, "its values already are linearly quantized", PRUNE, CODES, LINEAR),
            declined(CODED, "its table already is linearly quantized", TABLE, CODES, LINEAR),
            declined(CODED, "already palettized by earlier steps, which cannot be combined with a table", TABLE, CODES, TABLE));

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> everyFormTimesEveryStep() {
        return ROWS.stream().map(row -> dynamicTest(String.join(" + ", row.steps()), () -> verify(row)));
    }

    private void verify(Row row) throws IOException {
        Random random = new Random(5);
        float[] values = new float[48 * 64];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        TinyModel model = TinyModel.at(Opset.COREML8).weight("w", Shape.of(48, 64), values);
        TinyModel.Result result = model.run(recipe(row.steps()), 1, scratch);
        assertEquals(row.form(), FormText.of(result.form("w")));
        String last = "steps[" + (row.steps().size() - 1) + "].global_config: ";
        assertEquals(row.reason().isEmpty() ? "" : last + row.reason(), result.reason("w"));
    }

    /** The first step is joint too, which is no different for dense weights. */
    private static String recipe(List<String> steps) {
        return "# mlrecipe: target iOS18\nsteps:\n"
                + steps.stream()
                        .map(step -> "  - " + step.replace("{config_type", "{joint_compression: true, config_type") + "\n")
                        .reduce("", String::concat);
    }

    private static Row row(String form, String... steps) {
        return new Row(List.of(steps), form, "");
    }

    private static Row declined(String form, String reason, String... steps) {
        return new Row(List.of(steps), form, reason);
    }
}
