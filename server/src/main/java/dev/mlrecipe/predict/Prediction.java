package dev.mlrecipe.predict;

import dev.mlrecipe.availability.Target;
import java.util.List;
import java.util.Optional;

/**
 * What is predicted for a program on a device. Every number is a prediction: say so wherever it shows, and never
 * without its range.
 *
 * @param function the function that runs
 * @param device the device
 * @param os its system
 * @param computeUnits what the program may use
 * @param latency milliseconds of one run
 * @param bound what that is mostly made of
 * @param weightMemory bytes of weights while the model is loaded: as stored where a unit reads them so, else float16
 * @param layers its operations in program order
 * @param flexible whether an input's dimensions are open, so that all this holds for the default shape
 * @param notes what else must be known to read the numbers
 */
public record Prediction(
        String function,
        Device device,
        Target os,
        ComputeUnits computeUnits,
        Range latency,
        Bound bound,
        long weightMemory,
        List<OpPrediction> layers,
        boolean flexible,
        List<String> notes) {

    public Prediction {
        layers = List.copyOf(layers);
        notes = List.copyOf(notes);
    }

    /**
     * A number and how far off it may be.
     *
     * @param value the number
     * @param low where it may really be, at least
     * @param high where it may really be, at most
     * @param confidence class of the range
     */
    public record Range(double value, double low, double high, Confidence confidence) {

        /** Another number that is as far off. */
        public Range of(double part) {
            double scale = value > 0 ? part / value : 0;
            return new Range(part, scale * low, scale * high, confidence);
        }
    }

    /** Milliseconds of an operation, which are as far off as those of the whole program. */
    public Range range(OpPrediction layer) {
        return latency.of(layer.ms());
    }

    /** Milliseconds that a unit works. */
    public double ms(Unit unit) {
        return layers.stream().filter(layer -> layer.unit() == unit).mapToDouble(OpPrediction::ms).sum();
    }

    /** What is predicted for the operation with this name. */
    public Optional<OpPrediction> layer(String op) {
        return layers.stream().filter(layer -> layer.op().equals(op)).findFirst();
    }
}
