package dev.mlrecipe.accuracy;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far one output of the compressed model is from that of the original.
 *
 * @param output its name
 * @param snrDb {@link DifferenceSums#snrDb()}
 * @param meanSnrDb {@link DifferenceSums#meanSnrDb()}
 * @param psnrDb {@link DifferenceSums#psnrDb()}
 * @param meanCosine {@link DifferenceSums#meanCosine()}
 * @param minCosine {@link DifferenceSums#minCosine()}
 * @param agreement {@link DifferenceSums#agreement()}, where the output chooses a class: {@link ClassOutputs}
 * @param labelled what labels tell; empty without labels for this output
 */
public record OutputAccuracy(
        String output,
        double snrDb,
        double meanSnrDb,
        double psnrDb,
        double meanCosine,
        double minCosine,
        OptionalDouble agreement,
        Optional<Labelled> labelled) {

    /**
     * Right answers.
     *
     * @param original share of the samples that the original model classifies as labelled
     * @param compressed the same of the compressed model
     */
    public record Labelled(double original, double compressed) {
        /** Share of the samples that compression costs: positive where the compressed model is worse. */
        public double drop() {
            return original - compressed;
        }
    }
}
