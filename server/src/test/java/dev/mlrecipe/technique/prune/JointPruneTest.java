package dev.mlrecipe.technique.prune;

import static dev.mlrecipe.technique.prune.Pruned.MAGNITUDE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pruning of weights that an earlier step compressed. */
class JointPruneTest {
    private static final Tensor FOUR = codes(DataType.UINT2, Shape.of(2, 4), 3, 0, 1, 3, 2, 2, 0, 1);

    @Test
    void indicesThatStayKeepTheirTable() throws IOException {
        Dense table = Pruned.dense(DataType.FLOAT16, Shape.of(1, 1, 4, 1), -2, 0, 1, 3);
        LookupTable weight = new LookupTable(FOUR, table, 0);
        SparseLookupTable form =
                (SparseLookupTable) Pruned.magnitude(Pruned.subject(weight, true), "target_sparsity", 0.5);
        // Expanded: 3 -2 0 3 / 1 1 -2 0. Zeros, then ones go.
        assertArrayEquals(new float[] {3, -2, 0, 3, 0, 0, -2, 0}, Pruned.expand(form));
        assertArrayEquals(new byte[] {1, 1, 0, 1, 0, 0, 1, 0}, Pruned.codes(form.mask()));
        assertArrayEquals(new byte[] {3, 0, 3, 0}, Pruned.codes(form.indices()));
        assertSame(table, form.table());
    }

    @Test
    void aVectorGoesOnlyIfAllItsElementsGo() throws IOException {
        Dense table = Pruned.dense(DataType.FLOAT16, Shape.of(1, 1, 4, 2), 1, 1, 1, 9, 8, 8, 2, 2);
        // [2,4] indices with vectors on axis 0 expand to [4,4].
        LookupTable weight = new LookupTable(FOUR, table, 0);
        SparseLookupTable form =
                (SparseLookupTable) Pruned.magnitude(Pruned.subject(weight, true), "target_sparsity", 0.5);
        // The six ones and the first two of the twos are the eight smallest. The pair (1, 9) stays whole for its 9,
        // both pairs (2, 2) for their second elements, which lie in the next row.
        assertArrayEquals(new byte[] {1, 0, 1, 1, 1, 1, 0, 1}, Pruned.codes(form.mask()));
        assertArrayEquals(new byte[] {3, 1, 3, 2, 2, 1}, Pruned.codes(form.indices()));
        assertArrayEquals(
                new float[] {2, 0, 1, 2, 2, 0, 9, 2, 8, 8, 0, 1, 8, 8, 0, 9}, Pruned.expand(form));

        LookupTable alongRows = new LookupTable(FOUR, table, 1);
        Representation rows = Pruned.magnitude(Pruned.subject(alongRows, true), "target_sparsity", 0.5);
        // Here the first two of the twos are one vector.
        assertArrayEquals(
                new float[] {0, 0, 0, 0, 1, 9, 2, 2, 8, 8, 8, 8, 0, 0, 1, 9}, Pruned.expand(rows));
    }

    @Test
    void codesThatStayKeepTheirScale() throws IOException {
        Tensor scale = MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(2, 1), 1, 0.25f);
        Tensor zero = codes(DataType.INT8, Shape.of(2, 1), 1, 2);
        Affine weight = new Affine(
                new Dense(codes(DataType.INT8, Shape.of(2, 4), 1, 3, -2, 4, 2, 10, 4, -6)), scale, Optional.of(zero));
        SparseAffine form = (SparseAffine) Pruned.magnitude(Pruned.subject(weight, true), "target_sparsity", 0.5);
        // Expanded: 0 2 -3 3 / 0 2 0.5 -2. Zeros, 0.5 and the first 2 go.
        assertArrayEquals(new float[] {0, 0, -3, 3, 0, 2, 0, -2}, Pruned.expand(form));
        assertArrayEquals(new byte[] {-2, 4, 10, -6}, Pruned.codes(((Sparse) form.data()).values()));
        assertSame(scale, form.scale());
    }

    @Test
    void scalesAroundATableStayAroundIt() throws IOException {
        Dense table = Pruned.dense(DataType.FLOAT16, Shape.of(1, 1, 4, 1), -2, 0, 1, 3);
        Tensor scale = MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(2, 1), 1, 4);
        Affine weight = new Affine(new LookupTable(FOUR, table, 0), scale, Optional.empty());
        SparseAffine form = (SparseAffine) Pruned.magnitude(Pruned.subject(weight, true), "target_sparsity", 0.5);
        // Expanded: 3 -2 0 3 / 4 4 -8 0. Zeros, -2 and the first 3 go.
        assertArrayEquals(new float[] {0, 0, 0, 3, 4, 4, -8, 0}, Pruned.expand(form));
        assertSame(table, ((SparseLookupTable) form.data()).table());
        assertSame(scale, form.scale());
        Dense pairs = Pruned.dense(DataType.FLOAT16, Shape.of(1, 1, 4, 2), 1, 1, 1, 9, 8, 8, 2, 2);
        Affine vectors = new Affine(new LookupTable(FOUR, pairs, 1), scale, Optional.empty());
        // Expanded: 2 2 1 1 1 9 2 2 / 32 32 32 32 4 4 4 36. Four ones and twos go, and the last two stay for none.
        assertArrayEquals(
                new float[] {0, 0, 0, 0, 1, 9, 0, 0, 32, 32, 32, 32, 4, 4, 4, 36},
                Pruned.expand(Pruned.magnitude(Pruned.subject(vectors, true), "target_sparsity", 0.5)));
    }

    private static Tensor scale(long... dims) {
        return Tensor.sketch(DataType.FLOAT16, Shape.of(dims));
    }

    @Test
    void everythingElseIsDeclinedWithAReason() throws IOException {
        Dense table = Pruned.dense(DataType.FLOAT16, Shape.of(1, 1, 4, 1), -2, 0, 1, 3);
        LookupTable palettized = new LookupTable(FOUR, table, 0);
        Tensor mask = codes(DataType.UINT1, Shape.of(2, 2), 1, 0, 0, 0);
        Tensor one = MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1), 1);
        Sparse sparse = new Sparse(mask, one);
        Tensor scale = MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1, 1), 1);
        assertEquals(
                "it is already compressed (palettized); joint_compression: true lets a later step work on that",
                declined(palettized, false));
        assertEquals("it already is sparse", declined(sparse, true));
        assertEquals(
                "it already is sparse (and linearly quantized)",
                declined(new SparseAffine(sparse, scale, Optional.empty()), true));
        assertEquals(
                "it already is sparse (and palettized)",
                declined(new SparseLookupTable(mask, codes(DataType.UINT2, Shape.of(1), 3), table, 0), true));
        assertEquals(
                "its scales apply to another compressed form, which cannot be pruned",
                declined(new Affine(new Affine(new Dense(FOUR), scale(2, 1), Optional.empty()), scale(2, 1),
                        Optional.empty()), true));
        assertEquals(
                "it is stored as a float16 cast, which a sparse form cannot replace", declined(new Cast(scale), true));
        assertEquals(
                "int32 values have no sparse form; float16, float32, int8 and uint8 have",
                declined(new Dense(Tensor.sketch(DataType.INT32, Shape.of(2, 2))), false));
        assertEquals(
                "its shape is [0,2]: there is nothing to prune",
                declined(new Dense(Tensor.sketch(DataType.FLOAT16, Shape.of(0, 2))), false));
    }

    private static String declined(Representation form, boolean joint) throws IOException {
        return Pruned.declined(MAGNITUDE, Pruned.subject(form, joint), "target_sparsity", 0.5);
    }

    private static Tensor codes(DataType type, Shape shape, int... codes) {
        byte[] bytes = new byte[codes.length];
        for (int i = 0; i < codes.length; i++) {
            bytes[i] = (byte) codes[i];
        }
        return MemoryTensorWriter.ofCodes(type, shape, bytes);
    }
}
