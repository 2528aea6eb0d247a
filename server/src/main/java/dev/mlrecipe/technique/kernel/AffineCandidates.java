package dev.mlrecipe.technique.kernel;

/**
 * The scales and zero points that are tried for one block. Which one is best, its squared error decides; the first
 * wins a tie.
 *
 * <ol>
 *   <li>The range divided into equal steps, computed in double and rounded once to the stored type.
 *   <li>What coremltools 9.0 computes, where that is usable: the same formulas, every step of them rounded to the
 *       weight's type. So no block is worse than with coremltools.
 *   <li>With 4 bits, symmetric, and the largest magnitude on the side of the spare code: steps that use it.
 *   <li>With a search: ranges clipped to 97.5 %, 95 %, .. 50 %.
 * </ol>
 *
 * A scale is never zero, never infinite, and no code that a value of the block gets expands to infinity: where float16
 * would make it so, the scale is the smallest positive one or the largest safe one. Not thread safe.
 */
public final class AffineCandidates {
    private static final int CLIPS = 20;
    private static final double CLIP_STEP = 0.025;

    private final AffineRule rule;
    private final float[] scales = new float[CLIPS + 3];
    private final int[] zeros = new int[CLIPS + 3];
    private int count;
    private float low = Float.NaN;
    private float high = Float.NaN;

    public AffineCandidates(AffineRule rule) {
        this.rule = rule;
    }

    /** Computes the candidates for values from {@code low} to {@code high}, both finite, 0 included. */
    public void compute(float low, float high) {
        if (this.low == low && this.high == high) {
            return;
        }
        this.low = low;
        this.high = high;
        count = 0;
        if (low == high) {
            add(1, rule.symmetric() ? rule.fixedZero() : 0);
            return;
        }
        if (rule.symmetric()) {
            symmetric();
        } else {
            affine(1);
            coremltoolsAffine();
        }
        if (rule.search()) {
            for (int i = 1; i <= CLIPS; i++) {
                clipped(1 - i * CLIP_STEP);
            }
        }
    }

    public int count() {
        return count;
    }

    public float scale(int candidate) {
        return scales[candidate];
    }

    public int zero(int candidate) {
        return zeros[candidate];
    }

    private void clipped(double factor) {
        if (rule.symmetric()) {
            add(2 * magnitude() * factor / rule.steps(), rule.fixedZero());
        } else {
            affine(factor);
        }
    }

    private double magnitude() {
        return Math.max(-(double) low, high);
    }

    private void symmetric() {
        int zero = rule.fixedZero();
        double m = magnitude();
        add(2 * m / rule.steps(), zero);
        float range = rule.stored(2 * (float) m);
        float theirs = rule.stored(range / rule.steps());
        if (usable(theirs)) {
            add(theirs, zero);
        }
        boolean spareSideIsLarger = rule.codes().isSigned() ? -(double) low >= high : high >= -(double) low;
        if (rule.extraCode() && spareSideIsLarger) {
            add(2 * m / (rule.steps() + 2), zero);
        }
    }

    private void affine(double factor) {
        double lo = low * factor;
        double hi = high * factor;
        double scale = legal((hi - lo) / rule.steps());
        double zero = Math.rint(rule.min() - lo / scale);
        add(scale, (int) Math.max(rule.min(), Math.min(rule.max(), zero)));
    }

    /** The zero point formula of coremltools, rounding after each operation. */
    private void coremltoolsAffine() {
        float range = rule.stored(high - low);
        float scale = rule.stored(range / rule.steps());
        float numerator = rule.stored(rule.stored(rule.min() * high) - rule.stored(rule.max() * low));
        double zero = Math.rint(rule.stored(numerator / range));
        if (usable(scale) && Float.isFinite(numerator) && !Double.isNaN(zero)) {
            add(scale, (int) Math.max(rule.min(), Math.min(rule.max(), zero)));
        }
    }

    private boolean usable(float scale) {
        return scale > 0 && scale <= rule.largest();
    }

    private float legal(double scale) {
        return Math.min(Math.max(rule.stored(scale), rule.tiny()), rule.largest());
    }

    private void add(double wanted, int zero) {
        float scale = legal(wanted);
        if (magnitude() + scale >= rule.overflow()) {
            scale = safe(scale, zero);
        }
        for (int i = 0; i < count; i++) {
            if (scales[i] == scale && zeros[i] == zero) {
                return;
            }
        }
        scales[count] = scale;
        zeros[count++] = zero;
    }

    /** The scale, or a smaller one with which the codes of both extremes stay finite. */
    private float safe(float scale, int zero) {
        double farthest = Math.max(steps(low, scale, zero), steps(high, scale, zero));
        if (farthest * scale < rule.overflow()) {
            return scale;
        }
        float safe = rule.stored(rule.largest() / farthest);
        return farthest * safe >= rule.overflow() ? rule.below(safe) : safe;
    }

    /** How many steps from zero the code of {@code extreme} lies. */
    private double steps(float extreme, float scale, int zero) {
        double code = Math.rint(extreme / (double) scale) + zero;
        return Math.abs(Math.max(rule.min(), Math.min(rule.max(), code)) - zero);
    }
}
