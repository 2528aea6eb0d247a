package dev.mlrecipe.technique.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The streaming quantizer against a plain one, and against coremltools' steps, on many shapes and fills. */
class QuantizeReferenceTest {
    private static final List<DataType> CODES = List.of(DataType.INT8, DataType.UINT8, DataType.INT4, DataType.UINT4);
    private static final List<List<Long>> BLOCKS = List.of(
            List.of(0L, 0L, 0L), List.of(1L, 0L, 0L), List.of(0L, 1L, 0L), List.of(1L, 5L, 0L), List.of(3L, 2L, 1L));
    private static final List<DataType> WEIGHTS = List.of(DataType.FLOAT16, DataType.FLOAT32);

    @Test
    void everyBlockOfEveryDivisorOnOddShapes() throws IOException {
        List<Shape> shapes = List.of(
                Shape.of(1), Shape.of(7), Shape.of(6, 4), Shape.of(1, 9), Shape.of(4, 3, 2), Shape.of(2, 4, 3, 3),
                Shape.of(2, 3, 2, 1, 4));
        long seed = 1;
        for (Shape shape : shapes) {
            for (List<Long> blocks : blocks(shape)) {
                Random random = new Random(++seed);
                float[] values = fill((int) seed % 7, (int) shape.elements(), random);
                DataType codes = CODES.get((int) (seed % 4));
                check(values, shape, blocks, codes, seed % 8 < 4, WEIGHTS.get((int) (seed % 2)), "none");
            }
        }
    }

    @Test
    void everyTypeModeAndFill() throws IOException {
        Shape shape = Shape.of(6, 10, 3);
        for (DataType codes : CODES) {
            for (DataType weight : WEIGHTS) {
                for (int fill = 0; fill < 7; fill++) {
                    Random random = new Random(fill);
                    float[] values = fill(fill, 180, random);
                    for (List<Long> blocks : BLOCKS) {
                        check(values, shape, blocks, codes, true, weight, "none");
                        check(values, shape, blocks, codes, false, weight, "none");
                    }
                    check(values, shape, List.of(1L, 5L, 0L), codes, fill % 2 == 0, weight, "mse");
                }
            }
        }
    }

    @Test
    void longRuns() throws IOException {
        Shape shape = Shape.of(3, 517);
        for (DataType codes : CODES) {
            for (DataType weight : WEIGHTS) {
                for (int fill = 0; fill < 7; fill++) {
                    float[] values = fill(fill, 3 * 517, new Random(fill));
                    check(values, shape, List.of(1L, 0L), codes, true, weight, "none");
                    check(values, shape, List.of(0L, 0L), codes, false, weight, "none");
                }
            }
        }
    }

    @Test
    void randomShapes() throws IOException {
        long seed = Long.getLong("mlrecipe.seed", System.nanoTime());
        System.out.println("QuantizeReferenceTest.randomShapes: -Dmlrecipe.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            int rank = 1 + random.nextInt(5);
            long[] dims = new long[rank];
            List<Long> blocks = new ArrayList<>();
            for (int axis = 0; axis < rank; axis++) {
                long block = 1 + random.nextInt(4);
                dims[axis] = block * (1 + random.nextInt(4));
                blocks.add(random.nextInt(3) == 0 ? 0 : block);
            }
            Shape shape = Shape.of(dims);
            float[] values = fill(random.nextInt(7), (int) shape.elements(), random);
            String search = random.nextInt(4) == 0 ? "mse" : "none";
            DataType codes = CODES.get(random.nextInt(4));
            check(values, shape, blocks, codes, random.nextBoolean(), WEIGHTS.get(random.nextInt(2)), search);
        }
    }

    private static void check(
            float[] wanted,
            Shape shape,
            List<Long> blocks,
            DataType codes,
            boolean symmetric,
            DataType weight,
            String search)
            throws IOException {
        Dense dense = Quantized.dense(weight, shape, wanted);
        float[] values = Quantized.floats(dense.values());
        Affine form = Quantized.affine(
                Quantized.subject(dense, false),
                Quantized.options(
                        "dtype", codes.word(), "mode", symmetric ? "linear_symmetric" : "linear",
                        "granularity", "per_block", "block_size", blocks, "scale_search", search));
        String what = shape + " blocks " + blocks + " " + codes.word() + (symmetric ? " symmetric " : " affine ")
                + weight.word() + " search " + search;

        Shape grid = form.scale().shape();
        for (int axis = 0; axis < shape.rank(); axis++) {
            long expected = blocks.get(axis) == 0 ? 1 : shape.dim(axis) / blocks.get(axis);
            assertTrue(grid.dim(axis) == expected, what + ": scale " + grid);
        }
        AffineReference.Result plain =
                AffineReference.quantize(values, shape, grid, codes, symmetric, weight, search.equals("mse"));
        assertArrayEquals(plain.scales(), Quantized.floats(form.scale()), what);
        if (form.offset().isPresent()) {
            assertArrayEquals(plain.zeros(), Quantized.codes(form.offset().get()), what);
        } else {
            assertTrue(symmetric && codes.isSigned(), what);
        }
        assertArrayEquals(plain.codes(), Quantized.codes(((Dense) form.data()).values()), what);
        neverWorseThanPeer(values, shape, form, codes, symmetric, weight, what);
    }

    /** Both are compared after expansion, so each block may differ by what rounding the expanded values costs. */
    private static void neverWorseThanPeer(
            float[] values, Shape shape, Affine form, DataType codes, boolean symmetric, DataType weight, String what)
            throws IOException {
        float[] ours = Quantized.expand(form);
        int[] blockOf = AffineReference.blocks(shape, form.scale().shape());
        for (int block = 0; block < form.scale().elements(); block++) {
            float[] members = members(values, blockOf, block);
            float[] own = members(ours, blockOf, block);
            double theirs = Quantized.squaredError(members, PeerQuantizer.roundTrip(members, codes, symmetric, weight));
            double error = Quantized.squaredError(members, own);
            double largest = 0;
            for (float w : members) {
                largest = Math.max(largest, Math.abs(w));
            }
            double step = Math.max(largest / (codes.bits() == 4 ? 7 : 127), 0x1p-24);
            double rounding = largest * (weight == DataType.FLOAT16 ? 0x1p-11 : 0x1p-24) * 2 * step * members.length;
            assertTrue(Double.isNaN(theirs) || error <= theirs + rounding, () -> what + ": " + error + " > " + theirs);
        }
    }

    private static float[] members(float[] values, int[] blockOf, int block) {
        List<Float> members = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (blockOf[i] == block) {
                members.add(values[i]);
            }
        }
        float[] array = new float[members.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = members.get(i);
        }
        return array;
    }

    /** Fills at the borders of what can happen. */
    private static float[] fill(int kind, int n, Random random) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = switch (kind) {
                case 0 -> (float) random.nextGaussian();
                case 1 -> 0;
                case 2 -> 5;
                case 3 -> i == n / 2 ? 65504 : (float) random.nextGaussian();
                case 4 -> (float) random.nextGaussian() * 0x1p-22f;
                case 5 -> -1 - random.nextFloat();
                default -> (float) random.nextGaussian() * 30000f % 65504f;
            };
        }
        return values;
    }

    /** Per axis each divisor and 0, in all combinations. */
    private static List<List<Long>> blocks(Shape shape) {
        List<List<Long>> all = List.of(List.of());
        for (int axis = 0; axis < shape.rank(); axis++) {
            List<List<Long>> longer = new ArrayList<>();
            for (List<Long> start : all) {
                for (long block = 0; block <= shape.dim(axis); block++) {
                    if (block == 0 || shape.dim(axis) % block == 0) {
                        List<Long> next = new ArrayList<>(start);
                        next.add(block);
                        longer.add(next);
                    }
                }
            }
            all = longer;
        }
        return all;
    }
}
