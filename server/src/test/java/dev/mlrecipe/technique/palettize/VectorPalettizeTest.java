package dev.mlrecipe.technique.palettize;

import static dev.mlrecipe.technique.palettize.Palettized.GROUPED;
import static dev.mlrecipe.technique.palettize.Palettized.compress;
import static dev.mlrecipe.technique.palettize.Palettized.declined;
import static dev.mlrecipe.technique.palettize.Palettized.dense;
import static dev.mlrecipe.technique.palettize.Palettized.floats;
import static dev.mlrecipe.technique.palettize.Palettized.options;
import static dev.mlrecipe.technique.palettize.Palettized.random;
import static dev.mlrecipe.technique.palettize.Palettized.sparse;
import static dev.mlrecipe.technique.palettize.Palettized.squaredError;
import static dev.mlrecipe.technique.palettize.Palettized.subject;
import static dev.mlrecipe.technique.palettize.Palettized.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.testing.FormText;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tables whose entries are several neighbouring channels. */
class VectorPalettizeTest {

    @Test
    void fewVectorsAreKeptExactly() throws IOException {
        // coremltools 9.0 counts elements instead of vectors here, asks for too many clusters, and fails.
        for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32, DataType.INT8}) {
            Dense weight = dense(type, Shape.of(4, 3), 1, 3, 1, 2, 4, 2, 3, 1, 3, 4, 2, 4);
            LookupTable form = (LookupTable) compress(subject(weight), options("nbits", 2, "cluster_dim", 2));
            assertEquals(Shape.of(2, 3), form.indices().shape());
            assertArrayEquals(new float[] {1, 2, 3, 4, 0, 0, 0, 0}, floats(((Dense) form.table()).values()));
            assertArrayEquals(values(weight), values(form));
        }
    }

    @Test
    void vectorsLieAlongTheAxisWhateverTheShape() throws IOException {
        long seed = 51;
        Random random = new Random(seed);
        for (Shape shape : new Shape[] {Shape.of(6, 35), Shape.of(12, 4, 6), Shape.of(2, 6, 4, 3), Shape.of(6, 2, 3, 4, 2)}) {
            for (int axis = 0; axis < shape.rank(); axis++) {
                for (int length = 2; length <= shape.dim(axis); length++) {
                    for (int size = length; size <= shape.dim(axis); size += length) {
                        if (shape.dim(axis) % size == 0) {
                            check(random, shape, axis, length, size, "seed " + seed);
                        }
                    }
                }
            }
        }
    }

    /** Fills a weight from a few vectors per group, which therefore has to come back exactly. */
    private static void check(Random random, Shape shape, int axis, int length, int size, String seed)
            throws IOException {
        float[] values = new float[(int) shape.elements()];
        int stride = (int) shape.stride(axis);
        for (int i = 0; i < values.length; i++) {
            int channel = (int) (i / stride % shape.dim(axis));
            if (channel % length == 0) {
                int kind = random.nextInt(4);
                for (int v = 0; v < length; v++) {
                    values[i + v * stride] = 100 * (channel / size) + 10 * kind + v % 10;
                }
            }
        }
        Dense weight = dense(DataType.FLOAT16, shape, values);
        Options options = options(
                "nbits", 2, "cluster_dim", length, "granularity", GROUPED, "group_size", size, "channel_axis", axis);
        Representation form = compress(subject(weight), options);
        assertArrayEquals(values, values(form), seed + " " + FormText.of(form));
        Options unique = options(
                "mode", "unique", "cluster_dim", length, "granularity", GROUPED, "group_size", size,
                "channel_axis", axis);
        assertArrayEquals(values, values(compress(subject(weight), unique)), seed);
    }

    @Test
    void longRowsAreReadInPieces() throws IOException {
        Random random = new Random(52);
        Dense wide = random(random, DataType.FLOAT16, Shape.of(4, 40_001));
        Representation vectors = compress(subject(wide), options("nbits", 4, "cluster_dim", 2));
        Representation transposed = compress(
                subject(transposed(wide)),
                options("nbits", 4, "cluster_dim", 2, "granularity", GROUPED, "group_size", 0, "channel_axis", 1));
        assertEquals(squaredError(wide, vectors), squaredError(transposed(wide), transposed), 0.3);
        assertTrue(squaredError(wide, vectors)
                < squaredError(wide, compress(subject(wide), options("nbits", 2))) * 1.01);
    }

    private static Dense transposed(Dense dense) throws IOException {
        float[] values = values(dense);
        int rows = (int) dense.shape().dim(0);
        int columns = (int) dense.shape().dim(1);
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i % columns * rows + i / columns] = values[i];
        }
        return dense(dense.type(), Shape.of(columns, rows), turned);
    }

    @Test
    void resultsAreTheSameEachTimeAndBetterWithMoreEntries() throws IOException {
        Random random = new Random(53);
        Dense weight = random(random, DataType.FLOAT32, Shape.of(32, 40));
        double before = Double.POSITIVE_INFINITY;
        for (int bits : new int[] {1, 2, 3, 4, 6, 8}) {
            Options options = options("nbits", bits, "cluster_dim", 4);
            Representation form = compress(subject(weight), options);
            assertArrayEquals(values(form), values(compress(subject(weight), options)));
            double error = squaredError(weight, form);
            assertTrue(error < before, bits + " bits: " + error);
            before = error;
        }
    }

    @Test
    void masksOfWholeVectorsGoWithVectors() throws IOException {
        // coremltools 9.0 fails with an IndexError for vectors after pruning.
        long seed = 54;
        Random random = new Random(seed);
        for (Shape shape : new Shape[] {Shape.of(8, 9), Shape.of(4, 5, 7), Shape.of(6, 2, 3, 3)}) {
            Dense dense = random(random, DataType.FLOAT16, shape);
            boolean[] kept = new boolean[(int) shape.elements()];
            int stride = (int) shape.stride(0);
            for (int i = 0; i < kept.length; i++) {
                int first = i / stride / 2 * 2 * stride + i % stride;
                kept[i] = i == first ? random.nextBoolean() : kept[first];
            }
            Sparse pruned = sparse(dense, kept);
            SparseLookupTable form = (SparseLookupTable)
                    compress(subject(pruned, Opset.COREML8, true), options("nbits", 8, "cluster_dim", 2));
            assertEquals(shape, form.shape());
            assertEquals(0, squaredError(pruned, form), "seed " + seed);
            kept[0] = !kept[0];
            assertTrue(declined(
                            subject(sparse(dense, kept), Opset.COREML8, true), options("nbits", 8, "cluster_dim", 2))
                    .contains("block_size: 2 in the pruning step"));
        }
    }

    @Test
    void scalesAndVectorsGoTogether() throws IOException {
        Random random = new Random(55);
        float[] values = new float[16 * 300];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.scalb(1.0, -(i / 300) / 2));
        }
        Dense weight = dense(DataType.FLOAT16, Shape.of(16, 300), values);
        Options options = options("nbits", 6, "cluster_dim", 2, "enable_per_channel_scale", true);
        Affine scaled = assertInstanceOf(Affine.class, compress(subject(weight, Opset.COREML9, false), options));
        Representation plain = compress(subject(weight), options("nbits", 6, "cluster_dim", 2));
        assertEquals(Shape.of(16, 1), scaled.scale().shape());
        assertTrue(squaredError(weight, scaled) < squaredError(weight, plain));
        // Before iOS 26 every pair of channels has a table of its own.
        Representation own = compress(subject(weight), options);
        assertEquals("table(uint6[8,300], float16[8,1,64,2], 0)", FormText.of(own));
        assertTrue(squaredError(weight, own) < squaredError(weight, plain));
    }

    @Test
    void quantizedCodesGetVectorsToo() throws IOException {
        Random random = new Random(56);
        Dense codes = random(random, DataType.INT8, Shape.of(8, 50));
        Affine quantized = new Affine(
                codes, MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1, 1), 0.5f), Optional.empty());
        Options options = options("nbits", 8, "cluster_dim", 2);
        Affine form = (Affine) compress(subject(quantized, Opset.COREML9, true), options);
        assertEquals(DataType.INT8, ((LookupTable) form.data()).table().type());
        assertEquals(0, squaredError(quantized, form));
        Representation inside = compress(subject(quantized, Opset.COREML8, true), options);
        assertEquals("table(uint8[4,50], affine(int8[1,1,256,2], float16[1,1,1,1]), 0)", FormText.of(inside));
        assertEquals(0, squaredError(quantized, inside));
    }

    @Test
    void elementsOfAVectorMayHaveScalesOfTheirOwn() throws IOException {
        long seed = 58;
        Random random = new Random(seed);
        Dense codes = random(random, DataType.INT8, Shape.of(3, 8, 25));
        Options options = options(
                "nbits", 8, "cluster_dim", 2, "granularity", GROUPED, "group_size", 4, "channel_axis", 1);
        for (int scales : new int[] {1, 2, 4, 8}) {
            float[] values = new float[scales];
            for (int i = 0; i < scales; i++) {
                values[i] = i + 1;
            }
            Affine quantized = new Affine(
                    codes, MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1, scales, 1), values), Optional.empty());
            Representation form = compress(subject(quantized, Opset.COREML8, true), options);
            assertEquals(0, squaredError(quantized, form), scales + " scales: " + FormText.of(form));
            Representation around = compress(subject(quantized, Opset.COREML9, true), options);
            assertEquals(0, squaredError(quantized, around), scales + " scales: " + FormText.of(around));
        }
        Affine thirds = new Affine(
                random(random, DataType.INT8, Shape.of(6, 20)),
                MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(2, 1), 1, 2),
                Optional.empty());
        assertEquals(
                "cluster_dim 2 does not divide the 3 channels of one scale; cluster_dim: 1 would work",
                declined(subject(thirds, Opset.COREML8, true), options("nbits", 8, "cluster_dim", 2)));
    }

    @Test
    void tooManyDifferentVectorsForUniqueAreDeclined() throws IOException {
        Random random = new Random(57);
        Dense weight = random(random, DataType.FLOAT16, Shape.of(8, 200));
        assertEquals(
                "it has more than 256 different vectors, which is what a table holds; mode: kmeans would work",
                declined(subject(weight), options("mode", "unique", "cluster_dim", 2)));
    }
}
