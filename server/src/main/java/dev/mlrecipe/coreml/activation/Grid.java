package dev.mlrecipe.coreml.activation;

import dev.mlrecipe.coreml.tensor.DataType;

/**
 * Scale and zero point of a quantized tensor: {@code value = scale * (code - zeroPoint)}.
 *
 * @param codes int8 or uint8
 * @param floats float16 or float32, the type of values and scale
 * @param scale positive and exact in {@code floats}
 * @param zeroPoint the code of zero; 0 is not stored
 */
record Grid(DataType codes, DataType floats, float scale, int zeroPoint) {
    private static final float SMALLEST_HALF = 0x1p-24f;

    /**
     * The grid over a range, as coremltools computes it for its two ends: every operation rounds to the type of the
     * values. Where that overflows, or a range is so small that its scale vanishes, the numbers are those of exact
     * arithmetic instead of infinity, NaN or a scale of zero, which Core ML refuses.
     */
    static Grid of(Range range, Scheme scheme, DataType floats) {
        boolean signed = scheme.codes() == DataType.INT8;
        int steps = scheme.symmetric() ? 254 : 255;
        int lowest = signed ? scheme.symmetric() ? -127 : -128 : 0;
        int highest = lowest + steps;
        double min = clamped(range.min(), floats);
        double max = clamped(range.max(), floats);
        if (scheme.symmetric()) {
            max = Math.max(Math.abs(min), Math.abs(max));
            min = -max;
        } else {
            min = Math.min(0, min);
            max = Math.max(0, max);
        }
        if (min == max) {
            return new Grid(scheme.codes(), floats, 1, scheme.symmetric() && !signed ? 127 : 0);
        }
        double width = orExact(rounded(max - min, floats), max - min);
        float scale = (float) rounded(width / steps, floats);
        if (scale == 0) {
            scale = floats == DataType.FLOAT16 ? SMALLEST_HALF : Float.MIN_VALUE;
        }
        int zeroPoint = scheme.symmetric() ? signed ? 0 : 127 : zeroPoint(min, max, width, lowest, highest, floats);
        return new Grid(scheme.codes(), floats, scale, zeroPoint);
    }

    private static int zeroPoint(double min, double max, double width, int lowest, int highest, DataType floats) {
        double exact = lowest * max - highest * min;
        double product = rounded(rounded(lowest * max, floats) - rounded(highest * min, floats), floats);
        double code = rounded(orExact(product, exact) / width, floats);
        return (int) Math.clamp(Math.rint(code), lowest, highest);
    }

    private static double clamped(double value, DataType floats) {
        double largest = floats == DataType.FLOAT16 ? 65504 : Float.MAX_VALUE;
        return Math.clamp(rounded(Math.clamp(value, -largest, largest), floats), -largest, largest);
    }

    private static double orExact(double rounded, double exact) {
        return Double.isFinite(rounded) ? rounded : exact;
    }

    private static double rounded(double value, DataType floats) {
        float single = (float) value;
        return floats == DataType.FLOAT16 ? Float.float16ToFloat(Float.floatToFloat16(single)) : single;
    }

    /** Whether the same codes with the other sign have zero as their zero point. */
    boolean flips() {
        return zeroPoint == (codes == DataType.INT8 ? -128 : 128);
    }

    /** The same values as codes of the other sign, of which 0 stands for zero. */
    Grid flipped() {
        return new Grid(codes == DataType.INT8 ? DataType.UINT8 : DataType.INT8, floats, scale, 0);
    }

    /** The same with another scale, rounded to what can be stored. */
    Grid scaled(double other) {
        return new Grid(codes, floats, (float) rounded(other, floats), zeroPoint);
    }
}
