package dev.mlrecipe.suggest;

import dev.mlrecipe.coreml.Weight;
import java.util.List;
import java.util.Map;

/**
 * With data: the power of the noise of the outputs over their power, as it was measured with one weight noisy at a time.
 * A weight whose response is not known counts as without data.
 */
public final class OutputNoise implements Distortion {
    private final Map<Integer, Response> responses;

    /** @param responses by {@link Weight#id()} */
    public OutputNoise(Map<Integer, Response> responses) {
        this.responses = Map.copyOf(responses);
    }

    @Override
    public double of(Weight weight, double noise) {
        Response response = responses.get(weight.id());
        return response == null ? WeightNoise.INSTANCE.of(weight, noise) : response.at(noise);
    }

    @Override
    public double snrDb(double error, List<Weight> weights) {
        return error == 0 ? Double.POSITIVE_INFINITY : -10 * Math.log10(error);
    }

    @Override
    public Subject subject() {
        return Subject.OUTPUTS;
    }
}
