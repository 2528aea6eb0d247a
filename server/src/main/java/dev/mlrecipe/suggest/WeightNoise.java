package dev.mlrecipe.suggest;

import dev.mlrecipe.coreml.Weight;
import java.util.List;

/**
 * Without data: the noise of the weight's values over their power, once for every operation that uses it. The sum over
 * all weights is the inverse of the signal to noise ratio of a sequence of layers whose inputs are white and whose
 * weights alone are noisy (Lin, Talathi and Annapureddy 2016, equation 21: ratios of layers combine harmonically). So a
 * layer counts the same whatever its size and the scale of its values.
 */
public final class WeightNoise implements Distortion {
    static final WeightNoise INSTANCE = new WeightNoise();

    private WeightNoise() {}

    @Override
    public double of(Weight weight, double noise) {
        return Distortion.uses(weight) * noise;
    }

    @Override
    public double snrDb(double error, List<Weight> weights) {
        long uses = weights.stream().mapToLong(Distortion::uses).sum();
        return error == 0 ? Double.POSITIVE_INFINITY : -10 * Math.log10(error / uses);
    }

    @Override
    public Subject subject() {
        return Subject.WEIGHTS;
    }
}
