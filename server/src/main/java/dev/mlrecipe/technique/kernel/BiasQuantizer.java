package dev.mlrecipe.technique.kernel;

import java.io.IOException;
import java.util.Arrays;

/**
 * Linear quantization with a bias: {@code value = scale * code + bias} with unsigned codes, one scale and bias for the
 * whole weight or for every position on one axis. Scales and biases are those of coremltools' {@code quantize_weights},
 * rounded to float32 at every step; codes are those that expand to the nearest values, also in ranges so small that
 * coremltools gives up.
 *
 * <p>{@code linear}: codes span the range of the values. {@code symmetric}: code {@code 2^(bits-1)} stands for zero, and
 * the smallest code is not used. With a search, ranges clipped to 97.5 %, 95 %, .. 50 % are tried too, and the one with
 * the least squared error wins, the widest of equal ones. For one use.
 */
public final class BiasQuantizer {
    private static final int CHUNK = 1 << 14;
    private static final int CLIPS = 20;
    private static final double CLIP_STEP = 0.025;

    private final Values values;
    private final long elements;
    private final int channels;
    private final long inner;
    private final int bits;
    private final boolean symmetric;
    private final boolean search;
    private final Runnable checkpoint;

    private final float[] low;
    private final float[] high;
    private final float[] scales;
    private final float[] biases;

    /**
     * @param values the weight
     * @param elements how many values it has
     * @param channels scales and biases; 1 for the whole weight
     * @param inner elements between neighbours on the axis of channels
     * @param bits 1 to 8; symmetric codes need 2
     * @param checkpoint called for every chunk; may throw to stop
     */
    public BiasQuantizer(
            Values values,
            long elements,
            int channels,
            long inner,
            int bits,
            boolean symmetric,
            boolean search,
            Runnable checkpoint) {
        this.values = values;
        this.elements = elements;
        this.channels = channels;
        this.inner = channels == 1 ? elements : inner;
        this.bits = bits;
        this.symmetric = symmetric;
        this.search = search;
        this.checkpoint = checkpoint;
        this.low = new float[channels];
        this.high = new float[channels];
        this.scales = new float[channels];
        this.biases = new float[channels];
    }

    /** Values of one channel that lie behind each other. */
    @FunctionalInterface
    private interface Run {
        void take(int channel, float[] values, int from, int to) throws IOException;
    }

    /**
     * Finds scales and biases.
     *
     * @return whether all values are finite; if not, there are none
     */
    public boolean fit() throws IOException {
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        boolean[] finite = {true};
        scan((channel, chunk, from, to) -> {
            float least = low[channel];
            float greatest = high[channel];
            float sum = 0;
            for (int i = from; i < to; i++) {
                least = Math.min(least, chunk[i]);
                greatest = Math.max(greatest, chunk[i]);
                sum += chunk[i] * 0;
            }
            finite[0] &= sum == 0;
            low[channel] = least;
            high[channel] = greatest;
        });
        if (!finite[0]) {
            return false;
        }
        for (int channel = 0; channel < channels; channel++) {
            choose(channel, 1);
        }
        if (search) {
            clip();
        }
        return true;
    }

    private void choose(int channel, double share) {
        float least = low[channel];
        float greatest = high[channel];
        if (symmetric) {
            float magnitude = Math.max(Math.abs(least), Math.abs(greatest));
            scales[channel] = (float) (share * (magnitude / ((1 << bits - 1) - 1)));
            biases[channel] = -(1 << bits - 1) * scales[channel];
        } else {
            int steps = (1 << bits) - 1;
            boolean vast = Float.isInfinite(greatest - least);
            float step = vast ? greatest / steps - least / steps : (greatest - least) / steps;
            scales[channel] = (float) (share * Math.min(step, Float.MAX_VALUE));
            biases[channel] = share == 1 ? least : (float) (least + (1 - share) / 2 * ((double) greatest - least));
        }
    }

    /** Measures all clips of all channels in one walk, and takes the best. */
    private void clip() throws IOException {
        float[] tried = new float[(CLIPS + 1) * channels];
        float[] from = new float[tried.length];
        for (int channel = 0; channel < channels; channel++) {
            for (int clip = 0; clip <= CLIPS; clip++) {
                choose(channel, 1 - clip * CLIP_STEP);
                tried[channel * (CLIPS + 1) + clip] = scales[channel];
                from[channel * (CLIPS + 1) + clip] = biases[channel];
            }
        }
        double[] errors = new double[tried.length];
        scan((channel, chunk, begin, end) -> {
            for (int at = channel * (CLIPS + 1); at < (channel + 1) * (CLIPS + 1); at++) {
                errors[at] += error(chunk, begin, end, tried[at], from[at]);
            }
        });
        for (int channel = 0; channel < channels; channel++) {
            int best = channel * (CLIPS + 1);
            for (int at = best + 1; at < (channel + 1) * (CLIPS + 1); at++) {
                best = errors[at] < errors[best] ? at : best;
            }
            scales[channel] = tried[best];
            biases[channel] = from[best];
        }
    }

    private double error(float[] chunk, int begin, int end, double scale, double bias) {
        double factor = factor(scale);
        double sum = 0;
        for (int i = begin; i < end; i++) {
            double difference = (double) (float) (scale * code(chunk[i], factor, bias) + bias) - chunk[i];
            sum += difference * difference;
        }
        return sum;
    }

    /** What a difference is multiplied with to get a code; 0 where all values are the same. */
    private double factor(double scale) {
        return scale > 0 ? 1 / scale : 0;
    }

    private int code(float value, double factor, double bias) {
        int code = (int) Math.rint((value - bias) * factor);
        return Math.max(symmetric ? 1 : 0, Math.min((1 << bits) - 1, code));
    }

    /** The scales as they are stored. */
    public float[] scales() {
        return scales;
    }

    /** The biases as they are stored. */
    public float[] biases() {
        return biases;
    }

    /** Gives the codes to {@code sink}, in the order of the values. */
    public void codes(CodeSink sink) throws IOException {
        byte[] codes = new byte[CHUNK];
        scan((channel, chunk, from, to) -> {
            double factor = factor(scales[channel]);
            double bias = biases[channel];
            for (int i = from; i < to; i++) {
                codes[i - from] = (byte) code(chunk[i], factor, bias);
            }
            sink.write(codes, 0, to - from);
        });
    }

    private void scan(Run run) throws IOException {
        float[] chunk = new float[(int) Math.min(CHUNK, elements)];
        for (long at = 0; at < elements; ) {
            checkpoint.run();
            int n = (int) Math.min(chunk.length, elements - at);
            values.read(at, chunk, 0, n);
            for (int done = 0; done < n; ) {
                long position = at + done;
                int length = (int) Math.min(n - done, inner - position % inner);
                run.take((int) (position / inner % channels), chunk, done, done + length);
                done += length;
            }
            at += n;
        }
    }
}
