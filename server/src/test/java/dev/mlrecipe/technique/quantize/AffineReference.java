package dev.mlrecipe.technique.quantize;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Linear quantization written down plainly: whole arrays, one block at a time, double arithmetic. Blocks are found
 * from coordinates.
 */
final class AffineReference {
    private AffineReference() {}

    /** Codes (as integers), scales and zero points. */
    record Result(int[] codes, float[] scales, int[] zeros, double squaredError) {}

    /** A scale with its zero point. */
    record Step(float scale, int zero) {}

    static Result quantize(
            float[] w,
            Shape shape,
            Shape grid,
            DataType codes,
            boolean symmetric,
            DataType weight,
            boolean search) {
        int[] blockOf = blocks(shape, grid);
        Result result = new Result(
                new int[w.length], new float[(int) grid.elements()], new int[(int) grid.elements()], 0);
        double total = 0;
        for (int block = 0; block < result.scales.length; block++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < w.length; i++) {
                if (blockOf[i] == block) {
                    members.add(i);
                }
            }
            float low = 0;
            float high = 0;
            for (int i : members) {
                low = Math.min(low, w[i]);
                high = Math.max(high, w[i]);
            }
            Step best = null;
            double bestError = Double.POSITIVE_INFINITY;
            for (Step step : steps(low, high, codes, symmetric, weight, search)) {
                double error = 0;
                for (int i : members) {
                    int code = code(w[i], step, codes, symmetric);
                    double e = (double) w[i] - expanded((code - step.zero) * step.scale, weight);
                    error += e * e;
                }
                if (error < bestError) {
                    bestError = error;
                    best = step;
                }
            }
            result.scales[block] = best.scale;
            result.zeros[block] = best.zero;
            for (int i : members) {
                result.codes[i] = code(w[i], best, codes, symmetric);
            }
            total += bestError;
        }
        return new Result(result.codes, result.scales, result.zeros, total);
    }

    /** What a device makes of a product. */
    private static float expanded(float product, DataType weight) {
        return weight == DataType.FLOAT16 ? Float.float16ToFloat(Float.floatToFloat16(product)) : product;
    }

    /** For every element the block it lies in. */
    static int[] blocks(Shape shape, Shape grid) {
        int[] blockOf = new int[(int) shape.elements()];
        for (int i = 0; i < blockOf.length; i++) {
            int block = 0;
            for (int axis = 0; axis < shape.rank(); axis++) {
                long coordinate = i / shape.stride(axis) % shape.dim(axis);
                block = (int) (block * grid.dim(axis) + coordinate / (shape.dim(axis) / grid.dim(axis)));
            }
            blockOf[i] = block;
        }
        return blockOf;
    }

    private static int lowest(DataType codes, boolean symmetric) {
        return switch (codes) {
            case INT8 -> symmetric ? -127 : -128;
            case INT4 -> -8;
            default -> 0;
        };
    }

    private static int highest(DataType codes, boolean symmetric) {
        return switch (codes) {
            case INT8 -> 127;
            case UINT8 -> symmetric ? 254 : 255;
            case INT4 -> 7;
            default -> 15;
        };
    }

    private static int code(float w, Step step, DataType codes, boolean symmetric) {
        double code = Math.rint(w / (double) step.scale) + step.zero;
        return (int) Math.max(lowest(codes, symmetric), Math.min(highest(codes, symmetric), code));
    }

    private static Set<Step> steps(
            float low, float high, DataType codes, boolean symmetric, DataType weight, boolean search) {
        int qmin = lowest(codes, symmetric);
        int qmax = highest(codes, symmetric);
        boolean four = codes.bits() == 4;
        int fixed = codes == DataType.UINT8 ? 127 : codes == DataType.UINT4 ? 7 : 0;
        Set<Step> steps = new LinkedHashSet<>();
        if (low == 0 && high == 0) {
            steps.add(new Step(1, symmetric ? fixed : 0));
            return steps;
        }
        double m = Math.max(Math.abs(low), high);
        if (symmetric) {
            int half = four ? 7 : 127;
            add(steps, m / half, fixed, low, high, codes, true, weight);
            float theirs = PeerQuantizer.symmetricScale(low, high, codes, weight);
            if (theirs > 0 && Float.isFinite(theirs)) {
                add(steps, theirs, fixed, low, high, codes, true, weight);
            }
            boolean spare = codes == DataType.INT4 && -low >= high || codes == DataType.UINT4 && high >= -low;
            if (spare) {
                add(steps, m / 8, fixed, low, high, codes, true, weight);
            }
        } else {
            addAffine(steps, 1, low, high, qmin, qmax, codes, weight);
            Step theirs = PeerQuantizer.affineStep(low, high, codes, weight);
            if (theirs != null) {
                add(steps, theirs.scale, theirs.zero, low, high, codes, false, weight);
            }
        }
        for (int i = 1; search && i <= 20; i++) {
            double factor = 1 - i * 0.025;
            if (symmetric) {
                add(steps, m * factor / (four ? 7 : 127), fixed, low, high, codes, true, weight);
            } else {
                addAffine(steps, factor, low, high, qmin, qmax, codes, weight);
            }
        }
        return steps;
    }

    private static void addAffine(
            Set<Step> steps,
            double factor,
            float low,
            float high,
            int qmin,
            int qmax,
            DataType codes,
            DataType weight) {
        double scale = legal((high * factor - low * factor) / (qmax - qmin), weight);
        double zero = Math.max(qmin, Math.min(qmax, Math.rint(qmin - low * factor / scale)));
        add(steps, scale, (int) zero, low, high, codes, false, weight);
    }

    private static float legal(double scale, DataType weight) {
        float stored = PeerQuantizer.round(scale, weight);
        float tiny = weight == DataType.FLOAT16 ? 0x1p-24f : Float.MIN_VALUE;
        return stored == 0 ? tiny : stored;
    }

    private static void add(
            Set<Step> steps,
            double scale,
            int zero,
            float low,
            float high,
            DataType codes,
            boolean symmetric,
            DataType weight) {
        Step step = new Step(legal(scale, weight), zero);
        int farthest = Math.max(
                Math.abs(code(low, step, codes, symmetric) - zero),
                Math.abs(code(high, step, codes, symmetric) - zero));
        float safe = step.scale;
        if (!Float.isFinite(PeerQuantizer.round((double) farthest * safe, weight))) {
            float largest = weight == DataType.FLOAT16 ? 65504f : Float.MAX_VALUE;
            safe = PeerQuantizer.round(largest / (double) farthest, weight);
        }
        while (!Float.isFinite(PeerQuantizer.round((double) farthest * safe, weight))) {
            safe = weight == DataType.FLOAT16
                    ? Float.float16ToFloat((short) (Float.floatToFloat16(safe) - 1))
                    : Math.nextDown(safe);
        }
        steps.add(new Step(safe, zero));
    }
}
