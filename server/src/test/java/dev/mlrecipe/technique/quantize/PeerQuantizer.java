package dev.mlrecipe.technique.quantize;

import dev.mlrecipe.coreml.tensor.DataType;

/**
 * Linear quantization of one block exactly as coremltools 9.0 does it: every elementary operation is rounded to the
 * type of the weight (float16 through float32). Defects included.
 */
final class PeerQuantizer {
    private PeerQuantizer() {}

    static float round(double value, DataType weight) {
        float single = (float) value;
        return weight == DataType.FLOAT16 ? Float.float16ToFloat(Float.floatToFloat16(single)) : single;
    }

    /** What the peer's codes expand to; NaN where it stores NaN or an infinite scale. */
    static float[] roundTrip(float[] block, DataType codes, boolean symmetric, DataType weight) {
        float low = block[0];
        float high = block[0];
        for (float w : block) {
            low = Math.min(low, w);
            high = Math.max(high, w);
        }
        float scale;
        int zero;
        int qmin = (int) codes.min() + (symmetric && codes.isSigned() ? 1 : 0);
        int qmax = (int) codes.max() - (symmetric && !codes.isSigned() ? 1 : 0);
        if (symmetric) {
            scale = symmetricScale(low, high, codes, weight);
            zero = codes.isSigned() ? 0 : qmax / 2;
        } else {
            Step step = affine(Math.min(0, low), Math.max(0, high), qmin, qmax, weight);
            scale = step.scale;
            zero = step.zero;
        }
        float[] result = new float[block.length];
        for (int i = 0; i < block.length; i++) {
            double code = Math.rint(round(block[i] / scale, weight)) + zero;
            // NumPy casts NaN to some integer; 0 is what was stored.
            double clipped = Double.isNaN(code) ? 0 : Math.max(qmin, Math.min(qmax, code));
            result[i] = round((clipped - zero) * scale, weight);
        }
        return result;
    }

    static float symmetricScale(float low, float high, DataType codes, DataType weight) {
        float m = Math.max(Math.abs(low), Math.abs(high));
        return round(round(m + m, weight) / (codes.bits() == 4 ? 14f : 254f), weight);
    }

    /** The scale and zero point in affine mode; null if they are not usable numbers. */
    static AffineReference.Step affineStep(float low, float high, DataType codes, DataType weight) {
        Step step = affine(Math.min(0, low), Math.max(0, high), (int) codes.min(), (int) codes.max(), weight);
        boolean usable = step.scale > 0 && Float.isFinite(step.scale) && step.finite;
        return usable ? new AffineReference.Step(step.scale, step.zero) : null;
    }

    private record Step(float scale, int zero, boolean finite) {}

    private static Step affine(float low, float high, int qmin, int qmax, DataType weight) {
        float range = round(high - low, weight);
        float scale = round(range / (qmax - qmin), weight);
        float difference = round(round(qmin * high, weight) - round(qmax * low, weight), weight);
        double zero = Math.rint(round(difference / range, weight));
        boolean finite = Float.isFinite(difference) && !Double.isNaN(zero);
        int stored = Double.isNaN(zero) ? 0 : (int) Math.max(qmin, Math.min(qmax, zero));
        return new Step(scale, stored, finite);
    }
}
