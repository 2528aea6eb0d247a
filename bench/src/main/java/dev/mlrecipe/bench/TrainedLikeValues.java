package dev.mlrecipe.bench;

import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The float16 bytes of a weight that looks trained: every output channel has its own spread (0.01 to 0.04), values
 * are bell-shaped with somewhat heavier tails. Computed by position, so a weight of any size takes no memory; the
 * same seed gives the same bytes everywhere.
 */
final class TrainedLikeValues implements Bytes {
    private static final int TABLE_BITS = 16;
    private static final float[] QUANTILES = quantiles();
    /** The odd step of SplitMix64 (Steele, Lea and Flood 2014), which makes random numbers from a counter. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final long size;
    private final long stride;
    private final float[] spreads;

    /** @param channelAxis the axis of output channels */
    TrainedLikeValues(long seed, Shape shape, int channelAxis) {
        this.seed = mix(seed);
        this.size = Short.BYTES * shape.elements();
        this.stride = shape.stride(channelAxis);
        this.spreads = new float[Math.toIntExact(shape.dim(channelAxis))];
        for (int channel = 0; channel < spreads.length; channel++) {
            double uniform = (mix(this.seed - STEP * (channel + 1)) >>> 11) * 0x1p-53;
            spreads[channel] = (float) (0.01 * StrictMath.pow(4, uniform));
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(position, length, size);
        long first = position / Short.BYTES;
        int count = (int) ((position + length + 1) / Short.BYTES - first);
        ByteBuffer halves = ByteBuffer.allocate(Short.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        halves.asShortBuffer().put(values(first, count));
        halves.get((int) (position % Short.BYTES), target, offset, length);
    }

    private short[] values(long first, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            long element = first + i;
            // Four values from every 64 random bits.
            long bits = mix(seed + STEP * (element >> 2));
            values[i] = QUANTILES[(int) (bits >>> (element & 3) * TABLE_BITS) & 0xffff];
        }
        short[] halves = new short[count];
        int channel = (int) (first / stride % spreads.length);
        int run = (int) Math.min(stride - first % stride, count);
        for (int done = 0; done < count; ) {
            float spread = spreads[channel];
            for (int i = done; i < done + run; i++) {
                halves[i] = Float.floatToFloat16(values[i] * spread);
            }
            done += run;
            run = (int) Math.min(stride, count - done);
            channel = channel + 1 == spreads.length ? 0 : channel + 1;
        }
        return halves;
    }

    private static long mix(long state) {
        long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    private static float[] quantiles() {
        float[] table = new float[1 << TABLE_BITS];
        for (int i = 0; i < table.length / 2; i++) {
            double z = normalQuantile((i + 0.5) / table.length);
            table[i] = (float) (z * (1 + 0.03 * z * z));
            table[table.length - 1 - i] = -table[i];
        }
        return table;
    }

    /** Quantile of the normal distribution for {@code 0 < p <= 0.5}; Abramowitz and Stegun 26.2.23, to 4.5e-4. */
    private static double normalQuantile(double p) {
        double t = StrictMath.sqrt(-2 * StrictMath.log(p));
        double numerator = 2.515517 + t * (0.802853 + t * 0.010328);
        double denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
        return numerator / denominator - t;
    }
}
