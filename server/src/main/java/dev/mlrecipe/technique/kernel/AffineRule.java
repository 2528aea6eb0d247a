package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.tensor.DataType;

/**
 * How linear quantization maps values to codes.
 *
 * @param codes int8, uint8, int4 or uint4
 * @param symmetric whether the zero point is fixed: 0 for signed codes, 127 or 7 for unsigned ones
 * @param weight float16 or float32, the type of values and scales
 * @param search whether clipped ranges are tried too
 */
public record AffineRule(DataType codes, boolean symmetric, DataType weight, boolean search) {

    public boolean half() {
        return weight == DataType.FLOAT16;
    }

    /** Steps from the lowest to the highest code of a regular range: 254 or 14 symmetric, else 255 or 15. */
    public int steps() {
        int all = (1 << codes.bits()) - 1;
        return symmetric ? all - 1 : all;
    }

    /**
     * Whether a symmetric range may use the code that its own steps leave out: -8 for int4, 15 for uint4. With eight
     * bits that could lower the error by 1.6 % at most and is not worth another pass.
     */
    public boolean extraCode() {
        return symmetric && codes.bits() == 4;
    }

    /** Smallest code in use. */
    public int min() {
        return (int) codes.min() + (symmetric && codes.isSigned() && !extraCode() ? 1 : 0);
    }

    /** Largest code in use. */
    public int max() {
        return (int) codes.max() - (symmetric && !codes.isSigned() && !extraCode() ? 1 : 0);
    }

    /** The fixed zero point of a symmetric rule. */
    public int fixedZero() {
        return codes.isSigned() ? 0 : (int) codes.max() / 2;
    }

    /** Whether zero points are stored. */
    public boolean hasOffset() {
        return !symmetric || !codes.isSigned();
    }

    /** The nearest value that a scale can have. */
    float stored(double value) {
        return half() ? Float.float16ToFloat(Float.floatToFloat16((float) value)) : (float) value;
    }

    /** The smallest positive value that a scale can have. */
    float tiny() {
        return half() ? 0x1p-24f : Float.MIN_VALUE;
    }

    /** The largest finite value. */
    float largest() {
        return half() ? 65504f : Float.MAX_VALUE;
    }

    /** Products of at least this magnitude expand to infinity. */
    double overflow() {
        return half() ? 65520 : 0x1.ffffffp127;
    }

    /** The next smaller scale. */
    float below(float scale) {
        return half()
                ? Float.float16ToFloat((short) (Float.floatToFloat16(scale) - 1))
                : Math.nextDown(scale);
    }
}
