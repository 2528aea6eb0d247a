package dev.mlrecipe.accuracy;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far one output of the compressed model is from that of the original.
 *
 * @param output its name
 * @param snrDb {@link ErrorSums#snrDb()}
 * @param meanSnrDb {@link ErrorSums#meanSnrDb()}
 * @param psnrDb {@link ErrorSums#psnrDb()}
 * @param meanCosine {@link ErrorSums#meanCosine()}
 * @param minCosine {@link ErrorSums#minCosine()}
 * @param agreement {@link ErrorSums#agreement()}, where the output chooses a class: {@link ClassOutputs}
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
