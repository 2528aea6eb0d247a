package dev.mlrecipe.technique.palettize;

import static dev.mlrecipe.technique.palettize.Palettized.GROUPED;
import static dev.mlrecipe.technique.palettize.Palettized.codes;
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
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.technique.kernel.LayeredKMeans;
import dev.mlrecipe.technique.kernel.Points;
import dev.mlrecipe.technique.kernel.SortedValues;
import dev.mlrecipe.technique.kernel.TableFit;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.testing.FormText;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScalarPalettizeTest {
    private static final List<Shape> SHAPES =
            List.of(Shape.of(6, 35), Shape.of(12, 3, 5), Shape.of(6, 4, 3, 3), Shape.of(4, 6, 1, 3, 2), Shape.of(30));

    @Test
    void errorsAreTheLeastPossibleForEveryGroupOfEveryAxis() throws IOException {
        long seed = 11;
        Random random = new Random(seed);
        for (Shape shape : SHAPES) {
            for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT16}) {
                Dense weight = random(random, type, shape);
                for (int axis = 0; axis < shape.rank(); axis++) {
                    for (int size = 1; size <= shape.dim(axis); size++) {
                        if (shape.dim(axis) % size != 0) {
                            continue;
                        }
                        int bits = new int[] {1, 2, 3, 4}[random.nextInt(4)];
                        Representation form = compress(
                                subject(weight),
                                options("nbits", bits, "granularity", GROUPED, "group_size", size, "channel_axis", axis));
                        double least = leastError(weight, axis, size, 1 << bits);
                        double error = squaredError(weight, form);
                        double rounding = type == DataType.FLOAT16 ? 0x1p-14 : 0x1p-26;
                        assertEquals(least, error, shape.elements() * rounding * rounding, () -> "seed " + seed + " "
                                + weight + " axis " + FormText.of(form));
                    }
                }
            }
        }
    }

    /** Sum over the groups of what the plain dynamic programme finds. */
    private static double leastError(Dense weight, int axis, int size, int entries) throws IOException {
        Map<Long, TreeMap<Double, Integer>> groups = new TreeMap<>();
        float[] values = values(weight);
        Shape shape = weight.shape();
        for (int i = 0; i < values.length; i++) {
            long group = i / shape.stride(axis) % shape.dim(axis) / size;
            groups.computeIfAbsent(group, g -> new TreeMap<>()).merge((double) values[i], 1, Integer::sum);
        }
        double error = 0;
        for (TreeMap<Double, Integer> group : groups.values()) {
            error += LayeredKMeans.leastError(
                    group.keySet().stream().mapToDouble(v -> v).toArray(),
                    group.values().stream().mapToDouble(v -> v).toArray(),
                    entries);
        }
        return error;
    }

    @Test
    void fewValuesAreKeptExactlyAndTheTableIsFilledWithZeros() throws IOException {
        // coremltools 9.0 makes the table 1, 3, 2, 1, 1, .. of these at four bits: duplicates, in arbitrary order.
        Dense weight = dense(DataType.FLOAT16, Shape.of(2, 5), 1, 2, 3, 3, 2, 1, 1, 1, 2, 3);
        LookupTable form = (LookupTable) compress(subject(weight), options("nbits", 4));
        assertArrayEquals(
                new float[] {1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, floats(((Dense) form.table()).values()));
        assertArrayEquals(values(weight), values(form));
    }

    @Test
    void extremesSurvive() throws IOException {
        float tiny = 0x1p-24f;
        float[][] fills = {
            {65504, -65504, 65504, 0, 0, 1}, {tiny, -tiny, 0, tiny, 2 * tiny, 3 * tiny}, {-0f, 0f, -0f, 0f, -0f, 0f},
            {5, 5, 5, 5, 5, 5}, {1, 2, 1, 2, 1, 2}
        };
        for (float[] fill : fills) {
            for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32}) {
                Dense weight = dense(type, Shape.of(2, 3), fill);
                for (String mode : new String[] {"kmeans", "unique"}) {
                    Object[] keys = mode.equals("unique")
                            ? new Object[] {"mode", mode}
                            : new Object[] {"mode", mode, "nbits", 3, "enable_per_channel_scale", false};
                    assertEquals(0, squaredError(weight, compress(subject(weight), options(keys))), mode);
                }
                Representation uniform =
                        compress(subject(weight), options("mode", "uniform", "nbits", 2));
                assertTrue(Double.isFinite(squaredError(weight, uniform)), Arrays.toString(fill));
            }
        }
    }

    @Test
    void uniformTablesAreEquallySpaced() throws IOException {
        Dense weight = dense(DataType.FLOAT16, Shape.of(1, 4), -1, -0.5f, 0.5f, 2);
        LookupTable form = (LookupTable) compress(subject(weight), options("mode", "uniform", "nbits", 2));
        assertArrayEquals(new float[] {-1, 0, 1, 2}, floats(((Dense) form.table()).values()));
        // −0.5 and 0.5 lie in the middle; coremltools rounds its quotients half to even and takes 0 and 2.
        assertArrayEquals(new int[] {0, 0, 1, 3}, codes(form.indices()));
    }

    @Test
    void uniqueTablesTakeTheLeastWidthThatTheOpsetHas() throws IOException {
        Dense weight = dense(DataType.FLOAT16, Shape.of(2, 3), 5, 4, 3, 2, 1, 0);
        LookupTable new18 = (LookupTable) compress(subject(weight), options("mode", "unique"));
        assertEquals(DataType.UINT3, new18.indices().type());
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 0, 0}, floats(((Dense) new18.table()).values()));
        // coremltools 9.0 chooses three bits here too, which iOS 16 and 17 do not have, and fails late.
        LookupTable old16 = (LookupTable) compress(subject(weight, Opset.COREML6, false), options("mode", "unique"));
        assertEquals(DataType.UINT4, old16.indices().type());
        assertEquals(0, squaredError(weight, old16));
    }

    @Test
    void tooManyDifferentValuesAreCounted() throws IOException {
        float[] values = new float[600];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 300 ? i : i % 7;
        }
        assertEquals(
                "it has 300 different values, and a table holds 256; mode: kmeans would work",
                declined(subject(dense(DataType.FLOAT16, Shape.of(6, 100), values)), options("mode", "unique")));
        assertEquals(
                "group 0 has more than 256 different values, and a table holds 256; mode: kmeans would work",
                declined(
                        subject(dense(DataType.FLOAT32, Shape.of(2, 300), values)),
                        options("mode", "unique", "granularity", GROUPED, "group_size", 1)));
    }

    @Test
    void valuesThatAreNotFiniteAreCountedAndNamed() throws IOException {
        // coremltools 9.0 raises for these and loses the whole run.
        float[] values = new float[12];
        values[7] = Float.NaN;
        values[9] = Float.NEGATIVE_INFINITY;
        assertEquals(
                "2 values are NaN or infinite, the first at index [1,3]; a table needs finite values",
                declined(subject(dense(DataType.FLOAT16, Shape.of(3, 4), values)), options("nbits", 4)));
    }

    @Test
    void integersGetIntegerTables() throws IOException {
        Random random = new Random(3);
        for (DataType type : new DataType[] {DataType.INT8, DataType.UINT8}) {
            Dense weight = random(random, type, Shape.of(20, 30));
            LookupTable form = (LookupTable) compress(subject(weight), options("nbits", 4));
            assertEquals(type, form.type());
            // Means of integers are rounded, each by at most a half.
            double least = leastError(weight, 0, 20, 16);
            assertTrue(squaredError(weight, form) <= least + 600 * 0.25);
            assertEquals(0, squaredError(weight, compress(subject(weight), options("nbits", 8))));
        }
    }

    @Test
    void scalesFollowTheOutputChannels() throws IOException {
        // Channels of very different size: one table alone cannot serve them. coremltools 9.0 takes the greatest
        // magnitude over the output channels, so that it gets one scale for every position within a channel.
        Random random = new Random(8);
        float[] values = new float[16 * 256];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.scalb(1.0, -(i / 256) / 2));
        }
        for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32}) {
            Dense weight = dense(type, Shape.of(16, 256), values);
            for (int bits : new int[] {2, 4, 6}) {
                Representation plain = compress(subject(weight), options("nbits", bits));
                Options options = options("nbits", bits, "enable_per_channel_scale", true);
                Affine scaled = assertInstanceOf(
                        Affine.class, compress(subject(weight, Opset.COREML9, false), options));
                assertEquals(Shape.of(16, 1), scaled.scale().shape());
                assertTrue(squaredError(weight, scaled) < squaredError(weight, plain));
            }
        }
    }

    @Test
    void beforeIos26EveryScaledChannelHasATableOfItsOwn() throws IOException {
        // coremltools 9.0 scales the table there, too, and repeats it for every scale: 136,512 bytes of 100,736.
        Random random = new Random(18);
        float[] values = new float[16 * 256];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.scalb(1.0, -(i / 256) / 2));
        }
        Dense weight = dense(DataType.FLOAT16, Shape.of(16, 256), values);
        Options options = options("nbits", 4, "enable_per_channel_scale", true);
        Representation scaled = compress(subject(weight), options);
        assertEquals("table(uint4[16,256], float16[16,1,16,1], 0)", FormText.of(scaled));
        assertTrue(squaredError(weight, scaled)
                < squaredError(weight, compress(subject(weight, Opset.COREML9, false), options)));
        // With eight bits sixteen tables take as much room as the weight.
        assertEquals(
                "table(uint8[16,256], float16[1,1,256,1], 0)",
                FormText.of(compress(subject(weight), options("nbits", 8, "enable_per_channel_scale", true))));
        // Tables along another axis leave no room for scales of output channels.
        assertEquals(
                "table(uint4[16,256], float16[1,2,16,1], 0)",
                FormText.of(compress(
                        subject(weight),
                        options("nbits", 4, "enable_per_channel_scale", true, "granularity", GROUPED, "group_size", 128,
                                "channel_axis", 1))));
    }

    @Test
    void scalesAreLeftOutWhereTheyDoNotHelp() throws IOException {
        Random random = new Random(9);
        Dense alike = random(random, DataType.FLOAT16, Shape.of(4, 2000));
        Representation form = compress(subject(alike), options("nbits", 8, "enable_per_channel_scale", true));
        Representation plain = compress(subject(alike), options("nbits", 8));
        assertTrue(squaredError(alike, form) <= squaredError(alike, plain));
        Dense zero = dense(DataType.FLOAT16, Shape.of(8, 64), new float[512]);
        assertInstanceOf(
                LookupTable.class, compress(subject(zero), options("nbits", 2, "enable_per_channel_scale", true)));
    }

    @Test
    void onlyWhatPruningLeftIsClustered() throws IOException {
        // coremltools 9.0 clusters the zeros too and so spends an entry on them.
        long seed = 21;
        Random random = new Random(seed);
        for (Shape shape : SHAPES) {
            Dense dense = random(random, DataType.FLOAT32, shape);
            boolean[] kept = new boolean[(int) shape.elements()];
            for (int i = 0; i < kept.length; i++) {
                kept[i] = random.nextInt(3) == 0;
            }
            Sparse pruned = sparse(dense, kept);
            SparseLookupTable form =
                    (SparseLookupTable) compress(subject(pruned, Opset.COREML8, true), options("nbits", 2));
            assertEquals(pruned.mask(), form.mask());
            double least = leastError(new Dense(pruned.values()), 0, (int) pruned.values().elements(), 4);
            assertEquals(least, squaredError(pruned, form), 1e-12, () -> "seed " + seed + " " + shape);
            int axis = shape.rank() - 1;
            Representation grouped = compress(
                    subject(pruned, Opset.COREML8, true),
                    options("nbits", 2, "granularity", GROUPED, "group_size", 1, "channel_axis", axis));
            assertTrue(squaredError(pruned, grouped) <= least + 1e-12);
        }
    }

    @Test
    void prunedWeightsMayBeScaledOrEmpty() throws IOException {
        Random random = new Random(22);
        Dense dense = random(random, DataType.FLOAT16, Shape.of(8, 400));
        float[] values = values(dense);
        boolean[] kept = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            kept[i] = i % 2 == 0;
            values[i] *= i / 400 + 1;
        }
        Sparse pruned = sparse(dense(DataType.FLOAT16, dense.shape(), values), kept);
        Representation plain = compress(subject(pruned, Opset.COREML8, true), options("nbits", 4));
        Options options = options("nbits", 4, "enable_per_channel_scale", true);
        Representation inTables = compress(subject(pruned, Opset.COREML8, true), options);
        assertEquals("sparse_table(uint1[8,400], uint4[1600], float16[8,1,16,1], 0)", FormText.of(inTables));
        assertTrue(squaredError(pruned, inTables) < squaredError(pruned, plain));
        Representation around = compress(subject(pruned, Opset.COREML9, true), options);
        assertInstanceOf(SparseAffine.class, around);
        assertTrue(squaredError(pruned, around) < squaredError(pruned, plain));

        Sparse empty = sparse(dense, new boolean[3200]);
        for (String mode : new String[] {"kmeans", "uniform"}) {
            Representation form =
                    compress(subject(empty, Opset.COREML8, true), options("mode", mode, "nbits", 4));
            assertEquals(0, squaredError(empty, form));
        }
        assertEquals(
                0, squaredError(empty, compress(subject(empty, Opset.COREML8, true), options("mode", "unique"))));
    }

    @Test
    void quantizedCodesAreClusteredByTheErrorTheyCauseAfterScaling() throws IOException {
        Random random = new Random(31);
        Dense codes = random(random, DataType.INT8, Shape.of(8, 50));
        float[] scales = new float[8];
        for (int i = 0; i < 8; i++) {
            scales[i] = (float) Math.scalb(1.0, -i);
        }
        Affine quantized = new Affine(
                codes, MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(8, 1), scales), Optional.empty());
        Affine form = (Affine) compress(subject(quantized, Opset.COREML9, true), options("nbits", 3));
        LookupTable table = assertInstanceOf(LookupTable.class, form.data());
        assertEquals(DataType.INT8, table.type());
        assertEquals(quantized.scale(), form.scale());
        // The largest channel decides, so its error is close to that of a table of its own.
        Affine unweighted = new Affine(
                compress(subject(codes), options("nbits", 3)), quantized.scale(), Optional.empty());
        assertTrue(squaredError(quantized, form) < squaredError(quantized, unweighted));
    }

    @Test
    void beforeIos26TablesOfCodesFollowTheScales() throws IOException {
        // coremltools 9.0 repeats one table for every scale; here each has entries of its own.
        Random random = new Random(33);
        Dense codes = random(random, DataType.INT8, Shape.of(8, 50));
        Tensor scale = MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(8, 1), 1, 2, 3, 4, 5, 6, 7, 8);
        Tensor zero = dense(DataType.INT8, Shape.of(8, 1), 1, 2, 3, 4, 5, 6, 7, 8).values();
        Affine quantized = new Affine(codes, scale, Optional.of(zero));
        Representation one = compress(subject(quantized, Opset.COREML9, true), options("nbits", 3));
        Representation own = compress(subject(quantized, Opset.COREML8, true), options("nbits", 3));
        assertEquals(
                "table(uint3[8,50], affine(int8[8,1,8,1], float16[8,1,1,1], int8[8,1,1,1]), 0)", FormText.of(own));
        assertTrue(squaredError(quantized, own) < squaredError(quantized, one));
        assertEquals(
                "table(uint3[8,50], affine(int8[8,1,8,1], float16[8,1,1,1], int8[8,1,1,1]), 0)",
                FormText.of(compress(
                        subject(quantized, Opset.COREML8, true),
                        options("nbits", 3, "granularity", GROUPED, "group_size", 4))));
        Affine whole = new Affine(
                codes, MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1, 1), 0.5f), Optional.empty());
        assertEquals(
                "table(uint3[8,50], affine(int8[1,2,8,1], float16[1,1,1,1]), 0)",
                FormText.of(compress(
                        subject(whole, Opset.COREML8, true),
                        options("nbits", 3, "granularity", GROUPED, "group_size", 25, "channel_axis", 1))));
        assertEquals(
                "its scales lie along axis 0 and its tables along axis 1, which needs iOS 26; channel_axis: 0 would work",
                declined(
                        subject(quantized, Opset.COREML8, true),
                        options("nbits", 3, "granularity", GROUPED, "group_size", 25, "channel_axis", 1)));
        Affine blocks = new Affine(
                codes, MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(2, 2), 1, 2, 3, 4), Optional.empty());
        assertEquals(
                "its scales [2,2] lie along several axes, and before iOS 26 tables can only follow those of one;"
                        + " granularity per_tensor or per_channel in the quantizing step would work",
                declined(subject(blocks, Opset.COREML8, true), options("nbits", 3)));
    }

    @Test
    void otherCompressedFormsAreDeclinedWithTheReason() throws IOException {
        Random random = new Random(32);
        Dense dense = random(random, DataType.FLOAT16, Shape.of(8, 50));
        Representation table = compress(subject(dense), options("nbits", 4));
        assertEquals(
                "already palettized by earlier steps, which cannot be combined with a table",
                declined(subject(table, Opset.COREML8, true), options("nbits", 2)));
        Affine four = new Affine(
                dense(DataType.INT4, Shape.of(1, 4), 1, -2, 3, 7),
                MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1, 1), 2),
                Optional.empty());
        assertTrue(declined(subject(four, Opset.COREML8, true), options("nbits", 2)).contains("int4"));
    }

    @Test
    void groupsGiveTheSameResultHoweverTheyLieInTheWeight() throws IOException {
        // Turned by 90 degrees the groups are read as many short pieces, and, where they are many and large, in
        // several rounds; the weight takes more than one chunk.
        Random random = new Random(41);
        for (Shape shape : new Shape[] {Shape.of(70, 8200), Shape.of(300, 130), Shape.of(2, 50_000)}) {
            Dense weight = random(random, DataType.FLOAT16, shape);
            Representation straight =
                    compress(subject(weight), options("nbits", 3, "granularity", GROUPED, "group_size", 1));
            Representation turned = compress(
                    subject(transposed(weight)),
                    options("nbits", 3, "granularity", GROUPED, "group_size", 1, "channel_axis", 1));
            assertArrayEquals(values(straight), values(transposed(new Dense(expanded(turned)))));
        }
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

    private static Tensor expanded(Representation form) throws IOException {
        return MemoryTensorWriter.ofFloats(form.type(), form.shape(), values(form));
    }

    @Test
    void largeGroupsOfFloatsAreGatheredInBinsAtHardlyAnyLoss() throws IOException {
        long seed = 43;
        Random random = new Random(seed);
        Dense weight = random(random, DataType.FLOAT32, Shape.of(11, 100_000));
        float[] values = values(weight);
        SortedValues sorted = new SortedValues(values.length);
        sorted.add(values, 0, values.length, 1);
        Points points = sorted.points();
        for (int bits : new int[] {2, 8}) {
            double exact = points.error(TableFit.kmeans(points, 1 << bits, v -> (float) v, () -> {}));
            double error = squaredError(weight, compress(subject(weight), options("nbits", bits)));
            assertTrue(error <= exact * (1 + 3e-5), "seed " + seed + ": " + error / exact);
        }
    }

    @Test
    void rulesThatMakeNoSenseAndWeightsWithoutValuesAreDeclined() throws IOException {
        Dense weight = dense(DataType.FLOAT16, Shape.of(1, 2), 1, 2);
        assertEquals("mode kmeans needs nbits", declined(subject(weight), options()));
        assertTrue(declined(subject(weight), options("mode", "uniform", "nbits", 4, "cluster_dim", 2))
                .contains("cluster_dim: 1"));
        Dense empty = dense(DataType.FLOAT16, Shape.of(0, 5));
        assertEquals(
                "its shape [0,5] leaves nothing to put into a table",
                declined(subject(empty), options("nbits", 4, "granularity", GROUPED, "group_size", 0)));
    }
}
