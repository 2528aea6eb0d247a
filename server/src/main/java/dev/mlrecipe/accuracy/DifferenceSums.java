package dev.mlrecipe.accuracy;

/** Differences of one value over samples, summed as they come. Not safe for concurrent use. */
public final class DifferenceSums {
    private int samples;
    private long elements;
    private double signal;
    private double noise;
    private double peak;
    private double cosines;
    private double minCosine = 1;
    private int agreeing;
    private double sampleSnrs;
    private int noisy;

    /** Adds what one sample gave. */
    public void add(Difference difference) {
        samples++;
        elements += difference.elements();
        signal += difference.signal();
        noise += difference.noise();
        peak = Math.max(peak, difference.peak());
        cosines += difference.cosine();
        minCosine = Math.min(minCosine, difference.cosine());
        agreeing += difference.referenceClass() == difference.candidateClass() ? 1 : 0;
        if (difference.noise() > 0 && difference.signal() > 0) {
            noisy++;
            sampleSnrs += 10 * Math.log10(difference.signal() / difference.noise());
        }
    }

    /** Samples so far. */
    public int samples() {
        return samples;
    }

    /** Sum of the squares of the reference, over all samples and elements. */
    public double signal() {
        return signal;
    }

    /** Sum of the squares of reference - candidate, over all samples and elements. */
    public double noise() {
        return noise;
    }

    /** 10 log10({@link #signal()} / {@link #noise()}); infinite without noise. */
    public double snrDb() {
        return decibels(signal);
    }

    /**
     * 10 log10(peak² / mean squared error), where the peak is the largest magnitude of the reference; infinite without
     * noise. As in coremltools' {@code compute_snr_and_psnr}.
     */
    public double psnrDb() {
        return decibels(peak * peak * elements);
    }

    private double decibels(double power) {
        return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(power / noise);
    }

    /**
     * Mean of 10 log10(signal / noise) over the samples that have both: of samples with small values as much as of those
     * with large ones. Infinite without such samples.
     */
    public double meanSnrDb() {
        return noisy == 0 ? Double.POSITIVE_INFINITY : sampleSnrs / noisy;
    }

    /** Mean of the cosines of all samples; 1 without samples. */
    public double meanCosine() {
        return samples == 0 ? 1 : cosines / samples;
    }

    /** Smallest cosine of a sample; 1 without samples. */
    public double minCosine() {
        return minCosine;
    }

    /** Share of the samples whose largest element is at the same place in both; 1 without samples. */
    public double agreement() {
        return samples == 0 ? 1 : (double) agreeing / samples;
    }
}
